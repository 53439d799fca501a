"""Where the embedded PostgreSQL keeps its files."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import tempfile
from pathlib import Path

from seatwise.infra.embedded_postgres.errors import EmbeddedPostgresError
from seatwise.infra.embedded_postgres.os_user import OsUser

# The operating system allows 107 bytes for a socket's whole path; its name takes 15.
_LONGEST_SOCKET_FOLDER = 90
_LOG_LIMIT = 5_000_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The files of one server: `root` is SEATWISE_HOME/postgres, `data` PostgreSQL's own folder."""

    home: Path
    root: Path
    data: Path
    status: Path
    lock: Path
    log: Path
    passwords: Path
    port: Path

    @classmethod
    def below(cls, *, home: Path) -> Places:
        """This function will lay out the files below SEATWISE_HOME, creating none."""
        root = home / "postgres"
        return cls(
            home=home,
            root=root,
            data=root / "data",
            status=root / "data" / "postmaster.pid",
            lock=root / "lock",
            log=root / "server.log",
            passwords=root / "passwords.json",
            port=root / "port",
        )

    def create(self) -> None:
        """This function will make the folder that holds the others."""
        self.root.mkdir(parents=True, exist_ok=True)

    def socket_folder(self, *, user: OsUser) -> Path:
        """This function will return a folder, short enough for a socket, that only the server's user may enter."""
        folder = self.root / "run"
        if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER or not re.fullmatch(
            r"[\w./-]+", str(folder), re.ASCII
        ):
            digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
            folder = Path(tempfile.gettempdir()) / f"seatwise-{digest}"
        created = not folder.is_symlink() and not folder.exists()
        if created:
            folder.mkdir(mode=0o700)
            user.own(folder)
        if folder.is_symlink() or folder.stat().st_uid != user.uid:
            raise EmbeddedPostgresError(f"{folder} belongs to somebody else. Remove it and start again.")
        return folder

    def write_private(self, *, path: Path, text: str) -> None:
        """This function will write a file that only its owner may read."""
        path.unlink(missing_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8")

    def rotated_log_size(self) -> int:
        """This function will return the log's size in bytes, after putting a log that grew long aside."""
        if not self.log.exists():
            return 0
        if self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
            return 0
        return self.log.stat().st_size

    def log_after(self, *, size: int) -> str:
        """This function will return what was logged beyond a size in bytes."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as file:
            file.seek(size)
            return file.read().decode(errors="replace")
