"""Runs what waits in the queue, with the real worker."""

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


def drain() -> None:
    """Run jobs until none is due."""
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, concurrency=1)
