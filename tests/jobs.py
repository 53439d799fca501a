"""Runs what waits in the queue, with the real worker."""

from procrastinate.contrib.django import app


def drain() -> None:
    """Run jobs until none is due."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)
