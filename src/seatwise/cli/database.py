"""A database for the duration of one command: the one that DATABASE_URL names, or the embedded one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import django

from seatwise.cli import home
from seatwise.infra import embedded_postgres


def embedded() -> bool:
    """This function will say whether Seatwise brings its own PostgreSQL (DATABASE_URL is not set)."""
    return not os.environ.get("DATABASE_URL")


@contextlib.contextmanager
def database() -> Iterator[None]:
    """This function will have a database running inside its block, for any number of processes at once.

    The last process out stops the embedded server. Raises EmbeddedPostgresError or HomeError.
    """
    if not embedded():
        yield
        return
    folder = home.path()
    with home.shared(home=folder) as users:
        server = embedded_postgres.Server(folder)
        server.start()
        try:
            server.ensure_database()
            yield
        finally:
            if home.alone(users=users):
                server.stop()


@contextlib.contextmanager
def django_ready() -> Iterator[None]:
    """This function will have the database running and Django set up inside its block."""
    with database():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seatwise.config.settings")
        django.setup()
        yield
