"""The demo: starts PostgreSQL, mail catcher, web and worker in order, watches them, and stops all of them in the end."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import FrameType

from seatwise.cli import database, home, mail_catcher, processes
from seatwise.infra import embedded_postgres

_HOST = "127.0.0.1"
_MARK = "SEATWISE_STARTED_FOR"
_PATIENCE_S = 60.0
_SOURCES = Path(__file__).resolve().parents[1]
_DEMO_DATA = _SOURCES / "demo" / "__main__.py"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to run the demo. `as_of` is the demo data's today; None is the real one."""

    reset: bool = False
    as_of: date | None = None
    reload: bool = False


class _StopAskedFor(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


def run(*, options: Options) -> int:
    """This function will run the demo until it is asked to stop, and return the exit status.

    0 after Ctrl-C or SIGTERM, 1 when a program ended by itself. Raises ProcessError, HomeError or
    EmbeddedPostgresError, each with a sentence for the person, when something cannot start.
    """
    folder = home.path()
    port = _port()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with home.held(home=folder):
            processes.stop_left_over(mark=f"{_MARK}={folder}")
            processes.require_free_port(host=_HOST, port=port)
            if options.reset:
                _reset(folder=folder)
            with _postgres(folder=folder), _mails(folder=folder) as mail_settings:
                environment = _environment(folder=folder, port=port, mail_settings=mail_settings)
                _prepare(folder=folder, options=options, environment=environment)
                return _serve(folder=folder, port=port, options=options, environment=environment)
    except _StopAskedFor:
        print("Stopped.")
        return 0


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise processes.ProcessError(
            f"PORT is {text!r}, and must be a number from 1 to 65535, for example PORT=8001."
        )
    return int(text)


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A second Ctrl-C must not interrupt the stopping.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise _StopAskedFor


def _reset(*, folder: Path) -> None:
    if not database.embedded():
        raise processes.ProcessError(
            "--reset removes only Seatwise's own PostgreSQL, but DATABASE_URL is set. Empty that database yourself."
        )
    embedded_postgres.Server(folder).stop()
    home.clear(home=folder)


@contextlib.contextmanager
def _step(number: int, name: str) -> Iterator[Callable[[str], None]]:
    """One line of progress: what is done, and how long it took, or another word the block gives."""
    print(f"{number}/6 {name} ... ", end="", flush=True)
    began = time.monotonic()
    said: list[str] = []
    try:
        yield said.append
    except BaseException:
        print("not done")
        raise
    print(said[0] if said else f"done ({time.monotonic() - began:.0f} s)")


@contextlib.contextmanager
def _postgres(*, folder: Path) -> Iterator[None]:
    if not database.embedded():
        with _step(3, "PostgreSQL") as say:
            say("the server that DATABASE_URL names")
        yield
        return
    with home.shared(home=folder):
        server = embedded_postgres.Server(folder)
        try:
            with _step(3, "PostgreSQL"):
                server.start()
                if (folder / "stamps" / "loading").exists():
                    # Half of the demo data is worse than none.
                    server.drop_database("seatwise")
                    for left in (folder / "stamps").iterdir():
                        left.unlink()
                server.ensure_database()
            yield
        finally:
            server.stop()


@contextlib.contextmanager
def _mails(*, folder: Path) -> Iterator[dict[str, str]]:
    """Catch mails, unless the environment names a mail server."""
    if os.environ.get("EMAIL_HOST"):
        yield {}
        return
    catcher = mail_catcher.Catcher(folder=folder / "mail")
    port = catcher.start()
    try:
        yield {"EMAIL_HOST": _HOST, "EMAIL_PORT": str(port)}
    finally:
        catcher.stop()


def _environment(*, folder: Path, port: int, mail_settings: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **mail_settings,
        "DJANGO_SETTINGS_MODULE": "seatwise.config.settings",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "SEATWISE_DEMO": "1",
        _MARK: str(folder),
        "SEATWISE_HOME": str(folder),
    }


def _prepare(*, folder: Path, options: Options, environment: dict[str, str]) -> None:
    """Tables, static files, demo data: each only when its input changed since the last time."""
    where = os.environ.get("DATABASE_URL", "")
    django = [sys.executable, "-m", "django"]
    with _step(4, "Tables") as say:
        now = home.digest(files=_SOURCES.glob("*/migrations/*.py"), more=where + _locked_packages())
        if home.stamped(home=folder, name="tables", value=now):
            say("ready")
        else:
            _do(
                [*django, "migrate", "--database", "owner", "--no-input"],
                folder=folder,
                environment=environment,
            )
            home.stamp(home=folder, name="tables", value=now)
    with _step(5, "Static files") as say:
        served = (file for file in _SOURCES.glob("*/static/**/*") if file.is_file())
        now = home.digest(files=served, more=_locked_packages())
        if home.stamped(home=folder, name="static", value=now):
            say("ready")
        else:
            collect = [*django, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
            _do(collect, folder=folder, environment=environment)
            home.stamp(home=folder, name="static", value=now)
    with _step(6, "Demo data") as say:
        if home.stamped(home=folder, name="demo", value=where):
            say("kept; begin anew with --reset" if options.as_of else "kept")
        elif not _DEMO_DATA.exists():
            say("none in this installation")
        else:
            home.stamp(home=folder, name="loading", value=where)
            as_of = ["--as-of", options.as_of.isoformat()] if options.as_of else []
            _do([sys.executable, "-m", "seatwise.demo", *as_of], folder=folder, environment=environment)
            home.stamp(home=folder, name="demo", value=where)
            (folder / "stamps" / "loading").unlink()


def _locked_packages() -> str:
    lock = home.ROOT / "requirements.lock"
    return lock.read_text(encoding="utf-8") if lock.exists() else ""


def _do(command: list[str], *, folder: Path, environment: dict[str, str]) -> None:
    """Run one step of the preparation to its end. Raises ProcessError with its last words when it fails."""
    program = processes.Program(
        name=command[2], command=command, log=folder / "logs" / "prepare.log", environment=environment
    )
    program.start()
    try:
        while program.alive():
            time.sleep(0.05)
        status = program.child.returncode if program.child else 1
    finally:
        program.stop()
    if status != 0:
        raise processes.ProcessError(
            f"This step failed; its last words, from {program.log}:\n{program.last_words()}"
        )


def _serve(*, folder: Path, port: int, options: Options, environment: dict[str, str]) -> int:
    commands = {
        "web server": processes.web_command(
            host=_HOST,
            port=port,
            workers=int(os.environ.get("WEB_PROCESSES") or 2),
            threads=int(os.environ.get("WEB_THREADS") or 4),
        ),
        "worker": processes.worker_command(),
    }
    programs = [
        processes.Program(
            name=name,
            command=command,
            log=folder / "logs" / f"{name.split()[0]}.log",
            environment=environment,
        )
        for name, command in commands.items()
    ]
    try:
        for program in programs:
            program.start()
        addresses = _addresses(environment=environment)
        healthy = _wait_until_healthy(programs=programs, port=port)
        if healthy is not None:
            print(f"\nNot everything is well yet: http://{_HOST}:{port}/healthz says {healthy}")
        print(f"\n{_said(addresses) or f'http://{_HOST}:{port}/'}\n\nStop with Ctrl-C.", flush=True)
        return _watch(programs=programs, options=options, folder=folder)
    except _StopAskedFor:
        print("\nStopping ... ", end="", flush=True)
        raise
    finally:
        for program in programs:
            program.stop()


def _watch(*, programs: list[processes.Program], options: Options, folder: Path) -> int:
    """Wait for a stop. Nothing is restarted silently: a program that ends by itself ends the demo."""
    seen = _newest_source() if options.reload else 0
    postgres = embedded_postgres.Server(folder) if database.embedded() else None
    while True:
        time.sleep(0.5)
        if postgres is not None and not postgres.running():
            log = folder / "postgres" / "server.log"
            print(f"\nPostgreSQL ended by itself, so Seatwise stops. It says why in {log}", file=sys.stderr)
            return 1
        if options.reload and (now := _newest_source()) != seen:
            seen = now
            print("Source files changed; web and worker start again.", flush=True)
            for program in programs:
                program.stop()
                program.start()
                continue
        for program in programs:
            if not program.alive() and not options.reload:
                _complain(program=program)
                return 1


def _newest_source() -> int:
    return max(file.stat().st_mtime_ns for file in _SOURCES.rglob("*.py"))


def _complain(*, program: processes.Program) -> None:
    print(
        f"\nThe {program.name} ended by itself, so Seatwise stops. Its last words, from {program.log}:",
        file=sys.stderr,
    )
    print(program.last_words(), file=sys.stderr)


def _wait_until_healthy(*, programs: list[processes.Program], port: int) -> str | None:
    """None once /healthz answers 200, else what it answered when patience ended. Raises ProcessError on an early end."""
    until = time.monotonic() + _PATIENCE_S
    answer = "nothing"
    while time.monotonic() < until:
        for program in programs:
            if not program.alive():
                raise processes.ProcessError(
                    f"The {program.name} ended at once. Its last words, from {program.log}:\n{program.last_words()}"
                )
        try:
            with urllib.request.urlopen(f"http://{_HOST}:{port}/healthz", timeout=5):
                return None
        except urllib.error.HTTPError as problem:
            answer = f"{problem.code}: {problem.read(500).decode(errors='replace').strip()}"
        except OSError:
            answer = "nothing"
        time.sleep(0.1)
    return answer


def _addresses(*, environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """Ask for the addresses and demo people beside the start of the others, to have them at once."""
    if not _DEMO_DATA.exists():
        return None
    return subprocess.Popen(
        [sys.executable, "-m", "seatwise.demo", "--addresses"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )


def _said(asked: subprocess.Popen[bytes] | None) -> str:
    if asked is None:
        return ""
    text, _ = asked.communicate()
    return text.decode(errors="replace").strip() if asked.returncode == 0 else ""
