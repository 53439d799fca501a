"""The programs that make up a running Seatwise: how each is started, watched and stopped."""

from __future__ import annotations

import contextlib
import dataclasses
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

_STOPPING_S = 10.0
_LAST_LINES = 15


class ProcessError(Exception):
    """A program could not start or ended by itself; the text tells a person what to do."""


def web_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """This function will return the command line of the HTTP server."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backlog", "1024",
        "--respawn-failed-workers", "--workers-kill-timeout", "5s", "--log-level", "warning",
        "seatwise.config.wsgi:application",
    ]  # fmt: skip


def worker_command(*, concurrency: int = 1) -> list[str]:
    """This function will return the command line of the worker that does the jobs."""
    manage = [sys.executable, "-m", "django", "procrastinate", "worker"]
    return [*manage, "--concurrency", str(concurrency), "--shutdown-graceful-timeout", "8"]


def require_free_port(*, host: str, port: int) -> None:
    """This function will raise a ProcessError, with a sentence for the person, when the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise ProcessError(
                    f"Port {port} is taken by another program. Stop that program, or choose another port: "
                    f"PORT={port + 1 if port < 65535 else 8000}"
                ) from problem
            if problem.errno == errno.EACCES:
                raise ProcessError(
                    f"You may not listen on port {port}. Choose one from 1024 up: PORT=8000"
                ) from problem
            raise ProcessError(f"{host}:{port} cannot be listened on: {problem.strerror}.") from problem


def run(*, command: list[str]) -> int:
    """This function will run a program in the foreground, pass signals on to it, and return its exit status."""
    child = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)

    def pass_on(_number: int, _frame: FrameType | None) -> None:
        # SIGTERM whatever came: both programs finish what they are doing on it.
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, pass_on)
    status = child.wait()
    return 0 if status in (0, -signal.SIGTERM) else 1


@dataclasses.dataclass(slots=True, kw_only=True)
class Program:
    """One program of the demo, in a session of its own, with its output in a log file."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """This function will start the program."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                start_new_session=True,
            )

    def alive(self) -> bool:
        """This function will say whether the program runs."""
        return self.child is not None and self.child.poll() is None

    def stop(self) -> None:
        """This function will stop the program, politely first, with all it started itself."""
        if self.child is None:
            return
        if self.alive():
            self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(_STOPPING_S)
        _kill_group(leader=self.child.pid)
        self.child.wait()
        self.child = None

    def last_words(self) -> str:
        """This function will return the last lines of the program's log."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])


def stop_left_over(*, mark: str) -> None:
    """This function will stop programs whose demo was killed before it could stop them itself.

    They are known by a mark, `NAME=value`, in their environment. Needs /proc; elsewhere it does nothing.
    """
    until = time.monotonic() + _STOPPING_S
    wish = signal.SIGTERM
    while left := _marked(mark=mark):
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, wish)
        if time.monotonic() > until:
            wish = signal.SIGKILL
        if time.monotonic() > until + _STOPPING_S:
            raise ProcessError(
                f"Programs of an earlier start do not stop. Stop them by hand: kill -9 {left[0]}"
            )
        time.sleep(0.2)


def _marked(*, mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if os.fsencode(mark) in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]


def _kill_group(*, leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
