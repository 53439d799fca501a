"""The load client: keeps connections busy for a fixed time and checks every answer. Standard library only, a process of its own.

`python -m seatwise.bench.load` reads a Plan as JSON from standard input and prints a Result as JSON. An answer with another
status, or without what the page must contain, ends the measurement: an error never counts as speed.
"""

from __future__ import annotations

import dataclasses
import json
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

_CSRF = "b" * 32
_TOKEN = re.compile(rb'name="quote"[^>]*?value="([^"]+)"')
_PLACED = re.compile(rb"(?im)^(?:location|hx-redirect): \S*/billing/orders/(SO-\d+)")
FORM = "application/x-www-form-urlencoded"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to ask for, how often and for how long. One client (a connection) per session; seconds after the warm-up count.

    `form`: what is posted to the path, instead of fetching it. `places_orders`: each client gets a quote for one more licence
    and orders it.
    """

    port: int
    paths: list[str]
    sessions: list[str]
    seconds: float
    warm_up: float
    must_contain: str = ""
    least: int = 1
    form: str = ""
    places_orders: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Times in milliseconds, of pages or of whole purchases, and how many a second all clients had together."""

    count: int
    p50: float
    p95: float
    per_second: float
    kilobytes: float


class WrongAnswer(Exception):
    """An answer that is not the page; the text says which and begins with what came."""


class Connection:
    """One HTTP/1.1 connection that stays open."""

    def __init__(self, *, port: int, session: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._headers = (
            f"Host: 127.0.0.1:{port}\r\nCookie: seatwise_session={session}; seatwise_csrf={_CSRF}\r\n"
        )

    def get(self, path: str) -> bytes:
        """This function will send a GET and answer status line, headers and body."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{self._headers}\r\n".encode())
        return self._answer()

    def post(self, path: str, form: str) -> bytes:
        """This function will send a form as the dialog does, and answer status line, headers and body."""
        body = f"csrfmiddlewaretoken={_CSRF}&{form}"
        self._socket.sendall(
            f"POST {path} HTTP/1.1\r\n{self._headers}Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"
            f"HX-Request: true\r\n\r\n{body}".encode()
        )
        return self._answer()

    def _answer(self) -> bytes:
        got = bytearray()
        while (end := got.find(b"\r\n\r\n")) < 0:
            self._receive(got)
        head = bytes(got[:end]).lower()
        found = re.search(rb"\r\ncontent-length: *(\d+)", head)
        if found is None and b"transfer-encoding: chunked" in head:
            while not got.endswith(b"0\r\n\r\n"):
                self._receive(got)
        elif found is not None:
            while len(got) < end + 4 + int(found.group(1)):
                self._receive(got)
        return bytes(got)

    def _receive(self, got: bytearray) -> None:
        part = self._socket.recv(262_144)
        if not part:
            raise WrongAnswer(f"The server closed the connection after {bytes(got[:300])!r}")
        got += part


def measure(*, plan: Plan) -> Result:
    """This function will run all clients of a plan at once. Raises WrongAnswer."""
    clients = [
        (_orders if plan.places_orders else _pages)(
            Connection(port=plan.port, session=session), plan.paths[nth % len(plan.paths)], plan
        )
        for nth, session in enumerate(plan.sessions)
    ]
    _together(clients, until=time.perf_counter() + plan.warm_up)
    began = time.perf_counter()
    done = _together(clients, until=began + plan.seconds)
    took = time.perf_counter() - began
    times = sorted(seconds for seconds, _ in done)
    return Result(
        count=len(times),
        p50=_share(times, 0.50),
        p95=_share(times, 0.95),
        per_second=len(times) / took,
        kilobytes=sum(size for _, size in done) / len(done) / 1024,
    )


def _pages(connection: Connection, path: str, plan: Plan) -> Iterator[tuple[float, int]]:
    wanted = plan.must_contain.encode()
    while True:
        began = time.perf_counter()
        answer = connection.post(path, plan.form) if plan.form else connection.get(path)
        took = time.perf_counter() - began
        if not answer.startswith(b"HTTP/1.1 200") or answer.count(wanted) < plan.least:
            raise WrongAnswer(
                f"{path}: {plan.least} × {plan.must_contain!r} were expected in {answer[:1500]!r}"
            )
        yield took, len(answer)


def _orders(connection: Connection, path: str, plan: Plan) -> Iterator[tuple[float, int]]:
    placed: set[bytes] = set()
    while True:
        began = time.perf_counter()
        quoted = connection.post(path, "step=quote&quantity=1&reference=&quote=")
        token = _TOKEN.search(quoted)
        if not quoted.startswith(b"HTTP/1.1 200") or token is None:
            raise WrongAnswer(f"{path}: a quote was expected in {quoted[:1500]!r}")
        ordered = connection.post(path, f"step=order&quantity=1&reference=&quote={token.group(1).decode()}")
        took = time.perf_counter() - began
        number = _PLACED.search(ordered)
        if number is None or number.group(1) in placed:
            raise WrongAnswer(f"{path}: a new order was expected in {ordered[:1500]!r}")
        placed.add(number.group(1))
        yield took, len(quoted) + len(ordered)


def _together(clients: list[Iterator[tuple[float, int]]], *, until: float) -> list[tuple[float, int]]:
    """Let every client go on, each in a thread, until the time is up; the last answer of each is waited for."""
    done: list[list[tuple[float, int]]] = [[] for _ in clients]
    wrong: list[Exception] = []

    def go_on(client: Iterator[tuple[float, int]], into: Callable[[tuple[float, int]], None]) -> None:
        try:
            while time.perf_counter() < until and not wrong:
                into(next(client))
        except (WrongAnswer, OSError) as problem:
            wrong.append(problem)

    threads = [
        threading.Thread(target=go_on, args=(client, into.append))
        for client, into in zip(clients, done, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise wrong[0]
    return [one for of_client in done for one in of_client]


def _share(times: list[float], share: float) -> float:
    return 1000 * times[min(len(times) - 1, int(len(times) * share))]


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(dataclasses.asdict(measure(plan=Plan(**json.load(sys.stdin))))))
    except (WrongAnswer, OSError) as problem:
        sys.exit(str(problem))
