"""Starts what is measured: an embedded PostgreSQL, the product and the bare page as `seatwise serve` runs them, worker, mails."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from seatwise.bench import facts, load, pages
from seatwise.infra import embedded_postgres

_SEATWISE = [sys.executable, "-m", "seatwise.cli.main"]
PRODUCT = "seatwise.config.settings"
BARE = "seatwise.bench.settings"


class BenchError(Exception):
    """A step of the measurement failed; the text says which, with its last words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One generated database, and the environment in which programs use it."""

    facts: facts.Facts
    environment: dict[str, str]


def database(*, server: embedded_postgres.Server, home: Path, orders: int) -> Database:
    """This function will create a database with that many orders. Raises BenchError."""
    environment = empty_database(server=server, home=home, name=f"bench_{orders}")
    text = inside(environment=environment, step=["data", str(orders)])
    return Database(facts=facts.load(text), environment=environment)


def empty_database(*, server: embedded_postgres.Server, home: Path, name: str) -> dict[str, str]:
    """This function will create a database with all tables, and answer the environment in which programs use it."""
    server.drop_database(name)
    server.ensure_database(name)
    environment = {
        **os.environ,
        "SEATWISE_HOME": str(home),
        "DATABASE_URL": server.url("app", name),
        "DATABASE_OWNER_URL": server.url("owner", name),
        "DJANGO_SETTINGS_MODULE": PRODUCT,
        "EMAIL_HOST": "127.0.0.1",
    }
    for unwanted in ("SEATWISE_DEBUG", "SEATWISE_DEMO"):
        environment.pop(unwanted, None)
    _output([*_SEATWISE, "migrate"], environment)
    return environment


def inside(*, environment: dict[str, str], step: list[str], given: str = "") -> str:
    """This function will run a step of bench.inside in a process of its own, and answer what it printed. Raises BenchError."""
    return _output([sys.executable, "-m", "seatwise.bench.inside", *step], environment, given=given)


def statements(
    *, environment: dict[str, str], bare: pages.Page, product: Sequence[pages.Page]
) -> dict[str, int | None]:
    """This function will count the SQL statements of each page; None for a page that does not answer."""
    found: dict[str, int | None] = {}
    for settings, wanted in ((BARE, [bare]), (PRODUCT, product)):
        text = inside(
            environment={**environment, "DJANGO_SETTINGS_MODULE": settings},
            step=["counting"],
            given=json.dumps([dataclasses.asdict(page) for page in wanted]),
        )
        found |= json.loads(text)
    return found


@contextlib.contextmanager
def serving(*, environment: dict[str, str], settings: str) -> Iterator[int]:
    """This function will serve with those settings inside its block, and answer the port."""
    port = _free_port()
    with running(
        command=[*_SEATWISE, "serve", "--port", str(port)],
        environment={**environment, "DJANGO_SETTINGS_MODULE": settings, "PORT": str(port)},
        port=port,
    ):
        yield port


@contextlib.contextmanager
def working(*, of: Database) -> Iterator[None]:
    """This function will do jobs inside its block, with a mail server that forgets every mail."""
    port = _free_port()
    sink = [sys.executable, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"]
    worker = [*_SEATWISE, "worker"]
    with (
        running(command=sink, environment=of.environment, port=port),
        running(command=worker, environment={**of.environment, "EMAIL_PORT": str(port)}),
    ):
        yield


@contextlib.contextmanager
def running(*, command: list[str], environment: dict[str, str], port: int | None = None) -> Iterator[int]:
    """This function will run a program inside its block, once it listens on its port, and answer its process id."""
    log = Path(environment["SEATWISE_HOME"]) / "bench.log"
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + 60
        while port is not None and not _listens(port):
            if child.poll() is not None or time.monotonic() > until:
                raise BenchError(f"{' '.join(command)} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)
        yield child.pid
    finally:
        child.terminate()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def loaded(*, plan: load.Plan) -> load.Result:
    """This function will run the load client in a process of its own. Raises BenchError for a wrong answer."""
    text = _output(
        [sys.executable, "-m", "seatwise.bench.load"],
        dict(os.environ),
        given=json.dumps(dataclasses.asdict(plan)),
    )
    return load.Result(**json.loads(text))


def _output(command: list[str], environment: dict[str, str], *, given: str = "") -> str:
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchError(f"{' '.join(command[2:])} failed:\n{done.stderr.strip()[-3000:]}")
    return done.stdout


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
