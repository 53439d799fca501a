"""The whole product, started as README says, in a real browser."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "demo-seatwise"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}

expect.set_options(timeout=10_000)


@dataclass(frozen=True)
class Site:
    """A running demo: its address and the environment its commands need."""

    url: str
    environment: dict[str, str]

    def seatwise(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product's, as an operator would."""
        return subprocess.run(
            [sys.executable, "-m", "seatwise.cli.main", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    home = Path(tempfile.mkdtemp(prefix="seatwise-browser-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "EMAIL_", "PYTEST"))},
        "SEATWISE_HOME": str(home),
        "SEATWISE_DEMO": "1",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT / "src"),
    }
    log = (home / "demo.log").open("wb")
    demo = subprocess.Popen(
        [sys.executable, "-m", "seatwise.cli.main", "demo"],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", demo, home / "demo.log")
        yield Site(url=f"http://127.0.0.1:{port}", environment=environment)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(60)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def _wait(url: str, demo: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        if demo.poll() is not None:
            break
        time.sleep(0.2)
    pytest.fail(f"The demo did not become healthy:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
        ]
    }
    if chromium := os.environ.get("SEATWISE_CHROMIUM") or shutil.which("chromium"):
        arguments["executable_path"] = chromium
    return arguments


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site: Site) -> Callable[[str, str], Any]:
    """Answer what a browser remembers of a person who has signed in; each signs in once."""
    remembered: dict[tuple[str, str], Any] = {}

    def state(email: str, alias: str) -> Any:
        if (email, alias) not in remembered:
            context = browser.new_context(base_url=site.url)
            page = context.new_page()
            page.goto(f"/{alias}/signin/")
            page.locator("input[name=login]").fill(email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form:has(input[name=password]) button[type=submit]").click()
            page.wait_for_url(lambda url: "/signin/" not in url)
            remembered[email, alias] = context.storage_state()
            context.close()
        return remembered[email, alias]

    return state


@pytest.fixture
def visit(browser: Browser, site: Site, signed_in: Callable[[str, str], Any]) -> Iterator[Any]:
    """Answer a page of a person who has signed in at a reseller's Storefront."""
    contexts: list[BrowserContext] = []

    def visiting(email: str, alias: str = "techsolutions", **options: Any) -> Page:
        asked = {"viewport": DESKTOP, "locale": "en-GB", **options}
        context = browser.new_context(base_url=site.url, storage_state=signed_in(email, alias), **asked)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield visiting
    for context in contexts:
        context.close()
