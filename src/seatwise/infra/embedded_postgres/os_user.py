"""PostgreSQL refuses to run as root, so root lends it an OS user and opens exactly the way to its files."""

from __future__ import annotations

import dataclasses
import os
import pwd
import shutil
import stat
import struct
import subprocess
from pathlib import Path
from typing import Any

from seatwise.infra.embedded_postgres.errors import EmbeddedPostgresError

NAME = "seatwise-pg"

_ACL = "system.posix_acl_access"
_ACL_VERSION = 2
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NO_ID = 0xFFFFFFFF


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OsUser:
    """Who PostgreSQL runs as. `other` is true when that is somebody else than this process."""

    uid: int
    gid: int
    other: bool

    def popen_arguments(self) -> dict[str, Any]:
        """This function will return the arguments that make subprocess run a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}

    def own(self, path: Path) -> None:
        """This function will give a file or folder to this user."""
        if self.other:
            os.chown(path, self.uid, self.gid)


def chosen(*, data: Path) -> OsUser:
    """This function will say who must run the server of this data folder, creating the OS user when root needs one.

    Raises EmbeddedPostgresError when the folder belongs to somebody this process cannot act for.
    """
    mine = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if mine != 0:
        if owner not in (None, mine):
            raise EmbeddedPostgresError(
                f"{data} belongs to the OS user {_name(uid=owner)}, not to {_name(uid=mine)}. Start Seatwise as the "
                "user who started it first (root, if it was root), or set SEATWISE_HOME to another folder."
            )
        return OsUser(uid=mine, gid=os.getegid(), other=False)
    if owner:
        return OsUser(uid=owner, gid=data.stat().st_gid, other=True)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _created()
    return OsUser(uid=entry.pw_uid, gid=entry.pw_gid, other=True)


def open_way(*, to: Path, user: OsUser) -> None:
    """This function will let the user pass through the parents of a folder, without letting it list or change them.

    The permission is an access control entry for this one user; where the file system knows none, it is the search
    bit for all. Folders that the user may pass already are left alone.
    """
    if not user.other:
        return
    for folder in reversed(to.absolute().parents):
        if not _passes(folder=folder, user=user):
            _let_pass(folder=folder, user=user)


def open_files(*, root: Path, user: OsUser) -> None:
    """This function will make program files readable for the user (a strict umask may have hidden them)."""
    if not user.other or not root.is_dir() or _reads(path=root, user=user):
        return
    for path in [root, *root.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        path.chmod(mode | 0o044 | (0o011 if mode & stat.S_IXUSR else 0))


def _created() -> pwd.struct_passwd:
    commands = {
        "useradd": ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", NAME],
        "adduser": ["-S", "-D", "-H", "-h", "/nonexistent", NAME],  # BusyBox, where there is no useradd
    }
    for program, arguments in commands.items():
        found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
        if found is None:
            continue
        done = subprocess.run(
            [found, *arguments], capture_output=True, text=True, errors="replace", check=False
        )
        try:
            # Two starts at once both try; the second one's failure does not matter.
            return pwd.getpwnam(NAME)
        except KeyError:
            raise EmbeddedPostgresError(
                f"PostgreSQL may not run as root, and the OS user {NAME} could not be created: "
                f"{done.stderr.strip()}. Start Seatwise as an ordinary user, or set DATABASE_URL."
            ) from None
    raise EmbeddedPostgresError(
        f"PostgreSQL may not run as root, and there is no useradd to create the OS user {NAME}. "
        "Start Seatwise as an ordinary user, or set DATABASE_URL."
    )


def _name(*, uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)


def _as_user(*, command: list[str], user: OsUser) -> bool:
    done = subprocess.run(
        command, capture_output=True, check=False, cwd="/", stdin=subprocess.DEVNULL, **user.popen_arguments()
    )
    return done.returncode == 0


def _passes(*, folder: Path, user: OsUser) -> bool:
    mode = folder.stat()
    if mode.st_uid != user.uid and mode.st_gid != user.gid and mode.st_mode & stat.S_IXOTH:
        return True
    return _as_user(command=["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)], user=user)


def _reads(*, path: Path, user: OsUser) -> bool:
    script = 'test -z "$(find "$1" ! -readable -o -type d ! -executable 2>&1)"'
    return _as_user(command=["/bin/sh", "-c", script, "sh", str(path)], user=user)


def _let_pass(*, folder: Path, user: OsUser) -> None:
    try:
        os.setxattr(folder, _ACL, _acl_with(folder=folder, uid=user.uid))
    except (OSError, AttributeError):
        try:
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        except OSError as problem:
            raise EmbeddedPostgresError(
                f"The OS user {NAME} that runs PostgreSQL cannot pass through {folder} ({problem.strerror}). "
                "Set SEATWISE_HOME to a folder it can reach, for example /srv/seatwise."
            ) from problem


def _acl_with(*, folder: Path, uid: int) -> bytes:
    """The folder's access control list with search permission for one more user, in the kernel's layout."""
    try:
        packed = os.getxattr(folder, _ACL)
        entries = [struct.unpack_from("<HHI", packed, at) for at in range(4, len(packed), 8)]
    except OSError:
        mode = stat.S_IMODE(folder.stat().st_mode)
        entries = [
            (_USER_OBJ, mode >> 6 & 7, _NO_ID),
            (_GROUP_OBJ, mode >> 3 & 7, _NO_ID),
            (_OTHER, mode & 7, _NO_ID),
        ]
    kept = [entry for entry in entries if entry[0] != _MASK and not (entry[0] == _USER and entry[2] == uid)]
    kept.append((_USER, 1, uid))
    mask = 0
    for tag, permissions, _ in kept:
        mask |= permissions if tag in (_USER, _GROUP_OBJ, _GROUP) else 0
    kept.append((_MASK, mask, _NO_ID))
    kept.sort(key=lambda entry: (entry[0], entry[2]))
    return struct.pack("<I", _ACL_VERSION) + b"".join(struct.pack("<HHI", *entry) for entry in kept)
