"""Measures the pages of many subscriptions beside the bare page, buying licences, and the list as a file."""

from __future__ import annotations

import dataclasses
import http.client
import json
import time
from pathlib import Path

from seatwise.bench import facts, load, measuring, pages, programs
from seatwise.infra import embedded_postgres

EXPORTED = 100_000
_CONNECTIONS = (1, 16)
LIST = "Subscriptions list"
DETAILS = "Subscription details"
QUOTE = "Quote of more licences"
CONTAINS = "Search for what names contain"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything measured with one number of subscriptions. `placing`: who buys → clients → result."""

    subscriptions: int
    resellers: int
    own: int
    statements: dict[str, int | None]
    pages: dict[int, dict[str, load.Result]]
    placing: dict[str, dict[int, load.Result | None]]
    faults: list[str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file: in the process its time and memory, over HTTP the time to its first byte and to its last."""

    kind: str
    rows: int
    seconds: float
    kilobytes: float
    megabytes_before: float
    megabytes: float
    first_byte_ms: float
    http_seconds: float


def measured(
    *,
    server: embedded_postgres.Server,
    home: Path,
    subscriptions: int,
    pace: measuring.Pace,
    say: measuring.Say,
) -> Measured:
    """This function will generate the subscriptions, measure the pages, and have licences bought."""
    name = f"bench_subscriptions_{subscriptions}"
    environment, holders = _made(
        server=server, home=home, name=name, step=["generating", str(subscriptions)], say=say
    )
    bare = pages.bare(reseller_id=holders.reseller_id, session=holders.bare_session)
    product = _pages(holders)
    rounds = measuring.Rounds(pace=pace, about=f"{subscriptions:,} subscriptions", say=say)
    found = Measured(
        subscriptions=subscriptions,
        resellers=max(1, subscriptions // 50_000),
        own=min(5_000, subscriptions // 2),
        statements=programs.statements(environment=environment, bare=bare, product=product),
        pages={},
        placing={"different customers": {}, "one customer": {}},
        faults=rounds.faults,
    )
    with (
        programs.serving(environment=environment, settings=programs.BARE) as bare_port,
        programs.serving(environment=environment, settings=programs.PRODUCT) as port,
    ):
        for connections in _CONNECTIONS:
            found.pages[connections] = rounds.beside_bare(
                bare=bare, bare_port=bare_port, product=product, port=port, connections=connections
            )
        for who, buyers in (("different customers", holders.others), ("one customer", holders.same)):
            for clients in (1, len(buyers)):
                found.placing[who][clients] = rounds.placing(
                    name=f"buying licences, {clients} clients, {who}",
                    port=port,
                    paths=[pages.buy_path(holders.alias, buyer.subscription) for buyer in buyers[:clients]],
                    sessions=[buyer.session for buyer in buyers[:clients]],
                )
    server.drop_database(name)
    return found


def exported(
    *, server: embedded_postgres.Server, home: Path, count: int, say: measuring.Say
) -> tuple[Export, ...]:
    """This function will export all subscriptions of a customer who has that many, as Excel and as CSV."""
    name = "bench_export"
    environment, holders = _made(
        server=server, home=home, name=name, step=["generating", str(2 * count), str(count)], say=say
    )
    path = f"/{holders.alias}/billing/subscriptions/"
    session = holders.same[0].session
    found = []
    for kind in ("xlsx", "csv"):
        say(f"{count:,} rows as {kind}")
        alone = json.loads(programs.inside(environment=environment, step=["exporting", path, session, kind]))
        with programs.serving(environment=environment, settings=programs.PRODUCT) as port:
            first_byte, whole = _downloaded(port=port, session=session, path=path, kind=kind)
        found.append(
            Export(kind=kind, rows=count, first_byte_ms=1000 * first_byte, http_seconds=whole, **alone)
        )
    server.drop_database(name)
    return tuple(found)


def _made(
    *, server: embedded_postgres.Server, home: Path, name: str, step: list[str], say: measuring.Say
) -> tuple[dict[str, str], facts.Holders]:
    say(f"{name}: data")
    environment = programs.empty_database(server=server, home=home, name=name)
    programs.inside(environment=environment, step=step)
    return environment, facts.load_holders(programs.inside(environment=environment, step=["holders"]))


def _pages(holders: facts.Holders) -> list[pages.Page]:
    subscriptions = f"/{holders.alias}/billing/subscriptions/"
    first = holders.same[0]
    row = f'href="{subscriptions}S-'

    def page(name: str, path: str, must_contain: str, *, least: int = 1, form: str = "") -> pages.Page:
        return pages.Page(
            name=name,
            path=f"{subscriptions}{path}",
            session=first.session,
            must_contain=must_contain,
            least=least,
            form=form,
        )

    return [
        page(LIST, "", row, least=25),
        page("List by total, active only", "?status=active&sort=-total", row, least=25),
        page(CONTAINS, "?q=eams", row, least=25),
        page(DETAILS, f"{first.subscription}/", first.subscription),
        page(
            QUOTE,
            f"{first.subscription}/buy/",
            'name="quote"',
            form="step=quote&quantity=1&reference=&quote=",
        ),
    ]


def _downloaded(*, port: int, session: str, path: str, kind: str) -> tuple[float, float]:
    """The seconds to the first byte of the body and to the last, of a server that has answered a page before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Cookie": f"seatwise_session={session}"}
    # As many as there are processes, so that each is warm.
    for _ in range(8):
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
    began = time.perf_counter()
    connection.request("GET", f"{path}export.{kind}", headers=headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise programs.BenchError(f"{path}export.{kind} answered {answer.status}")
    answer.read(1)
    first_byte = time.perf_counter() - began
    answer.read()
    return first_byte, time.perf_counter() - began
