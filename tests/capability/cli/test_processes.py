"""What the command line stands on: locks, stamps, ports, programs, caught mails; real files, sockets and processes."""

from __future__ import annotations

import email
import os
import smtplib
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from seatwise.cli import home, mail_catcher, main, processes, supervisor

IDLE = "import time; print('up', flush=True); time.sleep(60)"


def test_one_folder_holds_one_demo(tmp_path: Path) -> None:
    with home.held(home=tmp_path):
        with pytest.raises(home.HomeError, match=rf"already runs .*\(process {os.getpid()}\).*PORT=8001"):
            with home.held(home=tmp_path):
                pass
    with home.held(home=tmp_path):
        assert (tmp_path / "demo.lock").read_text().strip() == str(os.getpid())


def test_only_the_last_user_is_alone(tmp_path: Path) -> None:
    with home.shared(home=tmp_path) as first:
        with home.shared(home=tmp_path) as second:
            assert not home.alone(users=second)
        assert home.alone(users=first)


def test_clearing_removes_what_seatwise_made_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "postgres" / "data").mkdir(parents=True)
    (tmp_path / "secret-key").write_text("secret")
    (tmp_path / "holiday.jpg").write_text("mine")
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("kept")
    (tmp_path / "mail").symlink_to(elsewhere)
    home.clear(home=tmp_path)
    assert [place.name for place in tmp_path.iterdir()] == ["holiday.jpg"]
    assert (elsewhere / "kept").exists()


def test_a_step_is_done_again_when_its_input_changed(tmp_path: Path) -> None:
    source = tmp_path / "0001_initial.py"
    source.write_text("one")
    before = home.digest(files=[source])
    home.stamp(home=tmp_path, name="tables", value=before)
    assert home.stamped(home=tmp_path, name="tables", value=before)
    source.write_text("two")
    assert not home.stamped(home=tmp_path, name="tables", value=home.digest(files=[source]))


def test_a_home_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(home.HomeError, match="Set SEATWISE_HOME to a folder you may write"):
        with home.held(home=tmp_path / "file"):
            pass


def test_a_taken_port_is_named_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(processes.ProcessError, match=rf"Port {port} is taken by another program.*PORT="):
            processes.require_free_port(host="127.0.0.1", port=port)
    processes.require_free_port(host="127.0.0.1", port=port)


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_stops_the_demo_before_anything_starts(
    port: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", port)
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    with pytest.raises(processes.ProcessError, match="from 1 to 65535"):
        supervisor.run(options=supervisor.Options())
    assert not (tmp_path / "home").exists()


def test_a_program_is_stopped_with_its_children(tmp_path: Path) -> None:
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {IDLE!r}])"
    program = processes.Program(
        name="nested",
        command=[sys.executable, "-c", nested],
        log=tmp_path / "nested.log",
        environment=os.environ,
    )
    program.start()
    assert program.child is not None
    leader = program.child.pid
    assert program.alive()
    program.stop()
    assert not program.alive()
    with pytest.raises(ProcessLookupError):
        os.killpg(leader, 0)


def test_last_words_are_the_end_of_the_log(tmp_path: Path) -> None:
    program = processes.Program(
        name="short",
        command=[sys.executable, "-c", "for n in range(50): print('line', n)"],
        log=tmp_path / "logs" / "short.log",
        environment=os.environ,
    )
    program.start()
    assert program.child is not None
    program.child.wait(30)
    assert program.last_words().splitlines()[-1] == "line 49"
    assert len(program.last_words().splitlines()) == 15


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_programs_of_a_killed_demo_are_stopped_and_strangers_are_not(tmp_path: Path) -> None:
    def started(mark: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "SEATWISE_STARTED_FOR": mark}
        child = subprocess.Popen([sys.executable, "-c", IDLE], env=environment, stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"up\n"
        return child

    with started(str(tmp_path)) as ours, started(f"{tmp_path}-other") as stranger:
        processes.stop_left_over(mark=f"SEATWISE_STARTED_FOR={tmp_path}")
        assert ours.wait(10) != 0
        assert stranger.poll() is None
        stranger.kill()


def test_mails_are_caught_as_files_with_their_recipients(tmp_path: Path) -> None:
    catcher = mail_catcher.Catcher(folder=tmp_path)
    port = catcher.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
            for subject in ("First", "Second"):
                smtp.sendmail("from@example", ["maria@example"], f"Subject: {subject}\r\n\r\nGood day\r\n")
    finally:
        catcher.stop()
    caught = [email.message_from_bytes(file.read_bytes()) for file in sorted(tmp_path.glob("*.eml"))]
    assert [(mail["Subject"], mail["X-RcptTo"]) for mail in caught] == [
        ("First", "maria@example"),
        ("Second", "maria@example"),
    ]
    assert not list(tmp_path.glob("*.part"))


def test_a_mail_that_cannot_be_kept_stays_with_its_sender(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    catcher = mail_catcher.Catcher(folder=folder)
    folder.rmdir()
    port = catcher.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
            with pytest.raises(smtplib.SMTPDataError) as no:
                smtp.sendmail("from@example", ["maria@example"], "Subject: Lost\r\n\r\n")
    finally:
        catcher.stop()
    assert no.value.smtp_code == 452


def test_help_needs_no_database_and_names_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATWISE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    said = CliRunner().invoke(main.seatwise, ["--help"]).output
    for name in ("backup", "catalogue", "demo", "manage", "migrate", "serve", "worker"):
        assert f"\n  {name} " in said
    assert not (tmp_path / "home").exists()
