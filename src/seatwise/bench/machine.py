"""What the figures were measured on: the machine and the versions."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import resource
import subprocess
from pathlib import Path

import psycopg

from seatwise.infra import embedded_postgres

_PACKAGES = ("Django", "granian", "psycopg", "Jinja2", "procrastinate")


def about(*, server: embedded_postgres.Server, home: Path) -> str:
    """This function will say on what is measured, as the lines of a list: the machine, and the versions of what does the work."""
    lines = [f"{name}: {value}" for name, value in _machine(home).items()]
    lines.append(", ".join(f"{name} {version}" for name, version in _versions(server).items()))
    return "\n".join(f"- {line}" for line in lines)


def _machine(home: Path) -> dict[str, str]:
    cpu = re.search(r"model name\s*: (.+)", _read("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _read("/proc/meminfo"))
    system = re.search(r'PRETTY_NAME="(.+)"', _read("/etc/os-release"))
    return {
        "Processor": cpu.group(1) if cpu else platform.processor() or platform.machine(),
        "Cores": str(len(os.sched_getaffinity(0))),
        "Memory": f"{int(memory.group(1)) / 1024 / 1024:.0f} GB" if memory else "unknown",
        "System": f"{system.group(1) if system else platform.system()}, kernel {platform.release()}",
        "File system": _file_system(home),
    }


def _versions(server: embedded_postgres.Server) -> dict[str, str]:
    with psycopg.connect(server.url("superuser", "postgres")) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    found = {"Python": platform.python_version(), "PostgreSQL": str(row[0]) if row else "unknown"}
    return found | {name: importlib.metadata.version(name) for name in _PACKAGES}


def commit(*, root: Path) -> str:
    """This function will answer the commit that is measured, "none" outside a repository."""
    done = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "none"


def peak_megabytes() -> float:
    """This function will answer the most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _file_system(home: Path) -> str:
    under = [line.split()[1:3] for line in _read("/proc/mounts").splitlines()]
    holds = [(point, kind) for point, kind in under if home.is_relative_to(point)]
    return max(holds, key=lambda one: len(one[0]), default=("", "unknown"))[1]


def _read(path: str) -> str:
    file = Path(path)
    return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
