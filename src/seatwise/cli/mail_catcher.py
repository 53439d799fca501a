"""The demo's mail server: takes every mail over SMTP and keeps it as a file, where the demo's mail page finds it."""

from __future__ import annotations

import itertools
import socket
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_HOST = "127.0.0.1"


class Catcher:
    """Writes each mail to a folder as `<milliseconds since 1970>-<count>.eml`: sorted by name is sorted by arrival."""

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._counter = itertools.count()
        folder.mkdir(parents=True, exist_ok=True)
        with socket.socket() as probe:
            probe.bind((_HOST, 0))
            self._port: int = probe.getsockname()[1]
        self._controller = Controller(self, hostname=_HOST, port=self._port)

    # The name and the arguments are aiosmtpd's.
    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """This function will keep one mail. Its envelope's recipients stand in the header X-RcptTo."""
        name = f"{time.time_ns() // 1_000_000:013d}-{next(self._counter):04d}"
        content = envelope.original_content or b""
        recipients = ", ".join(envelope.rcpt_tos).encode()
        half_written = self._folder / f"{name}.part"
        try:
            half_written.write_bytes(b"X-RcptTo: " + recipients + b"\r\n" + content)
            half_written.rename(half_written.with_suffix(".eml"))
        except OSError as problem:
            # 4xx makes the sender keep the mail and try again.
            return f"452 The mail cannot be stored: {problem.strerror}"
        return "250 Message accepted for delivery"

    def start(self) -> int:
        """This function will start taking mails and return the port on 127.0.0.1."""
        self._controller.start()
        return self._port

    def stop(self) -> None:
        """This function will stop taking mails."""
        self._controller.stop(no_assert=True)
