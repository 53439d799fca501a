"""SEATWISE_HOME: the folder with all data of one installation, and who uses it at the moment."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[3]

# Only what Seatwise itself put there is ever removed: SEATWISE_HOME may name a folder that holds more.
_OURS = ("postgres", "mail", "static", "logs", "media", "stamps", "secret-key", "bench")


class HomeError(Exception):
    """The folder cannot be used; the text tells a person what to do."""


def path() -> Path:
    """This function will return SEATWISE_HOME, `.seatwise` in the project when it is not set."""
    return Path(os.environ.get("SEATWISE_HOME") or ROOT / ".seatwise").resolve()


@contextlib.contextmanager
def held(*, home: Path) -> Iterator[None]:
    """This function will hold the folder for one demo; a second one gets a HomeError that says how to go on."""
    with _opened(home=home, name="demo.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise HomeError(
                f"Seatwise already runs with the data in {home} (process {file.read().strip() or 'unknown'}). "
                "Stop it with Ctrl-C there, or run a second one with: SEATWISE_HOME=other-folder PORT=8001 bin/demo"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextlib.contextmanager
def shared(*, home: Path) -> Iterator[IO[str]]:
    """This function will count this process among the folder's users, and yield what `alone` asks for."""
    with _opened(home=home, name="users.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


def alone(*, users: IO[str]) -> bool:
    """This function will say whether no other process uses the folder; if so, newcomers wait until this one ends."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def clear(*, home: Path) -> None:
    """This function will remove Seatwise's data from the folder, and nothing else."""
    for name in _OURS:
        place = home / name
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


def stamped(*, home: Path, name: str, value: str) -> bool:
    """This function will say whether a step was done with exactly this input before."""
    place = home / "stamps" / name
    return place.is_file() and place.read_text(encoding="utf-8") == value


def stamp(*, home: Path, name: str, value: str) -> None:
    """This function will remember that a step was done with this input."""
    place = home / "stamps" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(value, encoding="utf-8")


def digest(*, files: Iterable[Path], more: str = "") -> str:
    """This function will return a fingerprint of the files' names and contents, and of some more text."""
    total = hashlib.sha256(more.encode())
    for file in sorted(files):
        total.update(str(file).encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


@contextlib.contextmanager
def _opened(*, home: Path, name: str) -> Iterator[IO[str]]:
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / name).open("a+", encoding="utf-8")
    except OSError as problem:
        raise HomeError(
            f"{home} cannot be used for Seatwise's data: {problem.strerror}. Set SEATWISE_HOME to a folder you may write."
        ) from problem
    with file:
        yield file
