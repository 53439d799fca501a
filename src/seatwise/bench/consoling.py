"""Measures every list of a reseller's console beside the bare page, publishing many products, and a large price import."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from seatwise.bench import facts, load, measuring, pages, programs
from seatwise.infra import embedded_postgres

CONTAINS = "Customers, search for what a name contains"
_CONNECTIONS = (1, 16)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """500 products published by one request of the console; `published` says how many are then."""

    status: int
    published: int
    seconds: float


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A price list imported, in a process of its own; `told` counts how often its progress was told."""

    new: int
    changed: int
    seconds: float
    megabytes_before: float
    megabytes: float
    told: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything measured of one reseller's console."""

    rows: dict[str, int]
    statements: dict[str, int | None]
    pages: dict[int, dict[str, load.Result]]
    publishing: Publishing
    lines: int
    imports: tuple[Import, ...]
    faults: list[str]


def measured(
    *,
    server: embedded_postgres.Server,
    home: Path,
    subscriptions: int,
    customers: int,
    lines: int,
    pace: measuring.Pace,
    say: measuring.Say,
) -> Measured:
    """This function will generate a reseller, measure its console's pages, have products published and prices imported."""
    name = f"bench_console_{subscriptions}"
    say(f"{name}: data")
    environment = programs.empty_database(server=server, home=home, name=name)

    def inside(*step: str) -> str:
        return programs.inside(environment=environment, step=["desk", *step])

    desk = facts.load_desk(inside("make", str(subscriptions), str(customers)))
    bare = pages.bare(reseller_id=desk.reseller_id, session=desk.bare_session)
    product = _pages(desk)
    rounds = measuring.Rounds(pace=pace, about=f"console, {subscriptions:,} subscriptions", say=say)
    statements = programs.statements(environment=environment, bare=bare, product=product)
    found: dict[int, dict[str, load.Result]] = {}
    with (
        programs.serving(environment=environment, settings=programs.BARE) as bare_port,
        programs.serving(environment=environment, settings=programs.PRODUCT) as port,
    ):
        for connections in _CONNECTIONS:
            found[connections] = rounds.beside_bare(
                bare=bare, bare_port=bare_port, product=product, port=port, connections=connections
            )
    say("500 products published")
    publishing = Publishing(**json.loads(inside("publish", desk.session, desk.alias)))
    say(f"{lines:,} price lines imported")
    imports = tuple(Import(**one) for one in json.loads(inside("import", str(lines)))["imports"])
    server.drop_database(name)
    return Measured(
        rows=desk.rows,
        statements=statements,
        pages=found,
        publishing=publishing,
        lines=lines,
        imports=imports,
        faults=rounds.faults,
    )


def _pages(desk: facts.Desk) -> list[pages.Page]:
    console = f"/{desk.alias}/console/"
    customer = f"customers/{desk.customer_id}/"

    def page(name: str, path: str, must_contain: str, *, least: int = 1) -> pages.Page:
        return pages.Page(
            name=name, path=f"{console}{path}", session=desk.session, must_contain=must_contain, least=least
        )

    row = f'href="{console}customers/'
    return [
        page("Overview", "", "<h1"),
        page("Overview, the money that comes after it", "money/", "<svg"),
        page("Approvals", "approvals/", desk.order),
        page("Deliveries", "deliveries/", "SO-6000", least=20),
        page("Orders", "orders/", "SO-", least=25),
        page("Subscriptions", "subscriptions/", "S-", least=25),
        page("Customers", "customers/", row, least=25),
        page(CONTAINS, "customers/?q=0042", row, least=2),
        page("Search in the head, a part of customers' names", "search/?q=0042", row, least=10),
        page("A customer", customer, "Customer 00001 SA"),
        page("A customer's orders", f"{customer}orders/", "SO-"),
        page("A customer's subscriptions", f"{customer}subscriptions/", "S-"),
        page("Catalogue", "catalogue/", "<tbody"),
        page("Prices", "prices/", "<tbody"),
        page("Audit", "audit/", "SO-", least=20),
    ]
