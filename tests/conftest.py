"""A real PostgreSQL for every test that asks for `db`: real commits, forced row-level security, cleaned after each test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from procrastinate.contrib.django import app
from psycopg import sql

from seatwise.billing import queries as billing
from seatwise.infra import embedded_postgres
from seatwise.ui import build_languages

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def pytest_configure() -> None:
    """Greek as it is written now; bin/_setup does the same before the product starts."""
    build_languages.build()


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Pages without collected static files, and passwords that are checked at once."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_clockwork() -> Iterator[None]:
    """What runs by the clock of the machine would come into tests whenever their minute has struck."""
    tasks = dict(app.periodic_registry.periodic_tasks)
    app.periodic_registry.periodic_tasks.clear()
    yield
    app.periodic_registry.periodic_tasks.update(tasks)


@pytest.fixture(scope="session")
def postgres() -> Iterator[embedded_postgres.Server]:
    """One server for the whole run of one process, without durability."""
    home = Path(tempfile.mkdtemp(prefix="seatwise-test-"))
    server = embedded_postgres.Server(home, durable=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(postgres: embedded_postgres.Server, django_db_blocker: Any) -> Iterator[None]:
    """The schema, migrated as its owner; the tests then run as the application's role."""
    postgres.ensure_database("seatwise")
    for alias, role in (("default", "app"), ("numbering", "app"), ("owner", "owner")):
        with psycopg.connect(postgres.url(role)) as probe:  # type: ignore[arg-type]
            info = probe.info
            connections[alias].settings_dict.update(
                NAME=info.dbname, USER=info.user, PASSWORD=info.password, HOST=info.host, PORT=str(info.port)
            )
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        yield
        for connection in connections.all():
            connection.close()
            if pool := getattr(connection, "pool", None):
                pool.close()


@pytest.fixture(scope="session")
def cleaner(postgres: embedded_postgres.Server, django_db_setup: None) -> Iterator[Any]:
    """Empties every table, whatever policies and references say."""
    with psycopg.connect(postgres.url("superuser"), autocommit=True) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        statement = sql.SQL("; ").join(
            sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for (name,) in rows if name not in KEPT
        )
        connection.execute("SET session_replication_role = replica")

        def clean() -> None:
            connection.execute(statement)

        yield clean


@pytest.fixture
def db(cleaner: Any, django_db_blocker: Any) -> Iterator[None]:
    """A clean database for one test. What a test writes is committed for real, and gone afterwards."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()
            cleaner()
            # Rate limits are counted here; one test's attempts are not the next one's.
            cache.clear()
            # So are the rules that a test has given to vendors.
            billing.forget()
