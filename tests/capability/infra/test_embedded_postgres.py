"""The embedded PostgreSQL on real folders and processes: starts, stops, crashes, odd places, clear sentences."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from seatwise.infra import embedded_postgres
from seatwise.infra.embedded_postgres import errors

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def served(*, home: Path, durable: bool = False) -> Iterator[embedded_postgres.Server]:
    server = embedded_postgres.Server(home, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="seatwise-test-"))
    yield folder
    shutil.rmtree(folder)


def process_of(*, home: Path) -> int:
    return int((home / "postgres/data/postmaster.pid").read_text().split()[0])


def test_starts_stops_and_starts_again_with_its_data(home: Path) -> None:
    with served(home=home) as server:
        server.ensure_database()
        with psycopg.connect(server.url("owner")) as connection:
            connection.execute("CREATE TABLE kept (id uuid PRIMARY KEY DEFAULT uuidv7())")
        with psycopg.connect(server.url("app")) as connection:
            connection.execute("INSERT INTO kept DEFAULT VALUES")
        address = server.url("app")
        server.start()
        assert server.running()
    assert not embedded_postgres.Server(home).running()
    with served(home=home) as server:
        assert server.url("app") == address
        for way in ("tcp", "socket"):
            with psycopg.connect(server.url("app", via=way)) as connection:
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)


def test_the_three_roles_may_do_what_they_should_and_no_more(home: Path) -> None:
    with served(home=home) as server:
        server.ensure_database()
        server.ensure_database()
        with psycopg.connect(server.url("superuser")) as connection:
            roles = connection.execute(
                "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'seatwise%' ORDER BY 1"
            ).fetchall()
            extensions = connection.execute("SELECT extname FROM pg_extension").fetchall()
        assert roles == [
            ("seatwise_app", False, False),
            ("seatwise_backup", False, True),
            ("seatwise_owner", False, False),
        ]
        assert ("btree_gist",) in extensions
        with psycopg.connect(server.url("owner")) as connection:
            connection.execute("CREATE TABLE things (id serial PRIMARY KEY)")
            connection.execute("CREATE FUNCTION three() RETURNS int LANGUAGE sql AS 'SELECT 3'")
        with psycopg.connect(server.url("app")) as connection:
            connection.execute("INSERT INTO things DEFAULT VALUES")
            assert connection.execute("SELECT three()").fetchone() == (3,)
        with psycopg.connect(server.url("app")) as connection:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        with psycopg.connect(server.url("backup")) as connection:
            assert connection.execute("SELECT count(*) FROM things").fetchone() == (1,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM things")


def test_a_wrong_password_is_refused(home: Path) -> None:
    with served(home=home) as server:
        server.ensure_database()
        for way in ("tcp", "socket"):
            right = server.url("app", via=way)
            wrong = right.replace(right.split(":")[2].split("@")[0], "guess")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(wrong)


def test_passwords_and_data_are_private(home: Path) -> None:
    with served(home=home):
        assert stat.S_IMODE((home / "postgres/passwords.json").stat().st_mode) == 0o600
        assert stat.S_IMODE((home / "postgres/data").stat().st_mode) == 0o700
        assert not (home / "postgres/superuser.new").exists()


def test_recovers_after_its_process_was_killed(home: Path) -> None:
    with served(home=home, durable=True) as server:
        server.ensure_database()
        with psycopg.connect(server.url("owner")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        os.kill(process_of(home=home), signal.SIGKILL)
        server.start()
        with psycopg.connect(server.url("owner")) as connection:
            assert connection.execute("SELECT seven FROM kept").fetchone() == (7,)


def test_a_stale_status_file_naming_a_strangers_process_does_no_harm(home: Path) -> None:
    with served(home=home) as server:
        os.kill(process_of(home=home), signal.SIGKILL)
        status = home / "postgres/data/postmaster.pid"
        lines = status.read_text().splitlines()
        status.write_text("\n".join([str(os.getppid()), *lines[1:]]) + "\n")
        assert not server.running()
        server.stop()
        server.start()
        assert server.running()
        assert process_of(home=home) != os.getppid()


def test_two_starts_at_once_share_one_server(home: Path) -> None:
    def started(_: int) -> int:
        embedded_postgres.Server(home, durable=False).start()
        return process_of(home=home)

    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            processes = set(pool.map(started, range(4)))
        assert len(processes) == 1
    finally:
        embedded_postgres.Server(home).stop()


@pytest.mark.parametrize("odd", ["with spaces, and 'quotes'", "naïve Ωmega", "x" * 120])
def test_odd_and_long_paths_work(home: Path, odd: str) -> None:
    with served(home=home / odd / ".seatwise") as server:
        server.ensure_database()
        for way in ("tcp", "socket"):
            with psycopg.connect(server.url("app", via=way)) as connection:
                assert connection.execute("SELECT current_user").fetchone() == ("seatwise_app",)


def test_a_private_parent_folder_is_opened_for_nobody_else(home: Path) -> None:
    private = home / "private"
    private.mkdir(mode=0o700)
    with served(home=private / "seatwise") as server:
        assert server.running()
        assert stat.S_IMODE(private.stat().st_mode) & 0o007 == 0


def test_an_interrupted_first_start_is_begun_again(home: Path) -> None:
    half_made = home / "postgres/data.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    with served(home=home) as server:
        assert server.running()


def test_a_database_can_be_dropped_while_in_use(home: Path) -> None:
    with served(home=home) as server:
        server.ensure_database("short_lived")
        with psycopg.connect(server.url("app", "short_lived")):
            server.drop_database("short_lived")
        server.drop_database("short_lived")
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(server.url("app", "short_lived"))


def test_the_address_of_a_stopped_server_is_refused(home: Path) -> None:
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="is not running"):
        embedded_postgres.Server(home).url("app")


def test_data_of_another_version_is_refused_and_left_alone(home: Path) -> None:
    with served(home=home):
        pass
    version = home / "postgres/data/PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="Another version of PostgreSQL"):
        embedded_postgres.Server(home).start()
    version.write_text("18\n")


def test_a_home_that_is_a_file_is_refused_in_one_sentence(home: Path) -> None:
    (home / "file").write_text("")
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="file"):
        embedded_postgres.Server(home / "file").start()


def test_damaged_data_gives_the_servers_last_words(home: Path) -> None:
    with served(home=home):
        pass
    (home / "postgres/data/global/pg_control").unlink()
    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="pg_control"):
        embedded_postgres.Server(home).start()


@pytest.mark.parametrize(
    ("output", "advice"),
    [
        ("FATAL:  could not write: No space left on device", "Free some space"),
        ("could not open file: Permission denied", "Check the owner"),
        ("mkdir: Read-only file system", "Set SEATWISE_HOME"),
        ("could not fork: Cannot allocate memory", "too little free memory"),
        ("FATAL:  something new", "something new"),
    ],
)
def test_known_faults_become_advice(home: Path, output: str, advice: str) -> None:
    said = str(errors.explained(output=output, home=home, doing="start"))
    assert advice in said
    assert str(home) in said or "memory" in said


def test_a_backup_holds_the_rows_of_every_tenant(home: Path) -> None:
    with served(home=home) as server:
        server.ensure_database()
        with psycopg.connect(server.url("owner")) as connection:
            connection.execute("CREATE TABLE rows AS SELECT 'a row nobody may see' AS said")
            connection.execute("ALTER TABLE rows ENABLE ROW LEVEL SECURITY")
            connection.execute("ALTER TABLE rows FORCE ROW LEVEL SECURITY")
        server.dump(file=home / "all.dump")
        assert stat.S_IMODE((home / "all.dump").stat().st_mode) == 0o600
        assert (home / "all.dump").read_bytes().startswith(b"PGDMP")
        with pytest.raises(embedded_postgres.EmbeddedPostgresError, match="cannot be written"):
            server.dump(file=home / "missing" / "all.dump")
        assert not list(home.glob("*.part"))
