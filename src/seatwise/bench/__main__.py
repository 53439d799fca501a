"""Measures pages beside the bare page, quotes, renewals beside one bare statement, and exports. `bin/bench` runs it.

--quick for a look; --pages, --renewals, --subscriptions or --console for parts; --write for docs/benchmarks*.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from pathlib import Path

from seatwise.bench import (
    consoling,
    consoling_report,
    machine,
    measuring,
    pages,
    programs,
    renewing,
    renewing_report,
    report,
    subscribing,
    subscribing_report,
)
from seatwise.infra import embedded_postgres

_ROOT = Path(__file__).resolve().parents[3]
_CONNECTIONS = (1, 16)


_FULL = measuring.Pace(rounds=3, seconds=4, warm_up=1)
_QUICK = measuring.Pace(rounds=1, seconds=1, warm_up=0.3)
_ORDERS = (1_000, 100_000)
_SUBSCRIPTIONS = (10_000, 1_000_000)
# Subscriptions and customers of one reseller, and lines of a price list.
_CONSOLE, _CONSOLE_QUICK = (50_000, 10_000, 100_000), (5_000, 1_000, 10_000)


def main() -> None:
    """This function will measure and print the reports, or write each to its file in docs/."""
    options = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="the small sizes only, once each")
    options.add_argument("--pages", action="store_true", help="pages and orders")
    options.add_argument("--renewals", action="store_true", help="quotes and renewals")
    options.add_argument("--subscriptions", action="store_true", help="pages and files of many subscriptions")
    options.add_argument("--console", action="store_true", help="the reseller's console, publishing, imports")
    options.add_argument("--write", action="store_true", help="write the reports to docs/")
    asked = options.parse_args()
    every = not (asked.pages or asked.renewals or asked.subscriptions or asked.console)
    with tempfile.TemporaryDirectory(prefix="seatwise-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        server = embedded_postgres.Server(home)
        _say("PostgreSQL starts")
        server.start()
        try:
            about = _About(
                about=machine.about(server=server, home=home),
                commit=machine.commit(root=_ROOT),
                command=" ".join(["bin/bench", *sys.argv[1:]]),
            )
            if every or asked.pages:
                text = _pages(server=server, home=home, quick=asked.quick, about=about)
                _tell(text, file="benchmarks.md", write=asked.write)
            if every or asked.renewals:
                text = _renewals(server=server, home=home, quick=asked.quick, about=about)
                _tell(text, file="benchmarks-renewals.md", write=asked.write)
            if every or asked.subscriptions:
                text = _subscriptions(server=server, home=home, quick=asked.quick, about=about)
                _tell(text, file="benchmarks-subscriptions.md", write=asked.write)
            if every or asked.console:
                text = _console(server=server, home=home, quick=asked.quick, about=about)
                _tell(text, file="benchmarks-console.md", write=asked.write)
        finally:
            server.stop()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """Where and how it was measured, for the head of each report."""

    about: str
    commit: str
    command: str


def _tell(text: str, *, file: str, write: bool) -> None:
    if write:
        (_ROOT / "docs" / file).write_text(text, encoding="utf-8")
        _say(f"docs/{file} is written")
    else:
        sys.stdout.write(text)


def _pages(*, server: embedded_postgres.Server, home: Path, quick: bool, about: _About) -> str:
    pace = _QUICK if quick else _FULL
    return report.markdown(
        **dataclasses.asdict(about),
        pace=str(pace),
        measured=[
            _measured(server=server, home=home, orders=orders, pace=pace)
            for orders in (_ORDERS[:1] if quick else _ORDERS)
        ],
    )


def _subscriptions(*, server: embedded_postgres.Server, home: Path, quick: bool, about: _About) -> str:
    pace = _QUICK if quick else _FULL
    return subscribing_report.markdown(
        **dataclasses.asdict(about),
        pace=str(pace),
        measured=[
            subscribing.measured(server=server, home=home, subscriptions=count, pace=pace, say=_say)
            for count in (_SUBSCRIPTIONS[:1] if quick else _SUBSCRIPTIONS)
        ],
        exported=subscribing.exported(
            server=server, home=home, count=5_000 if quick else subscribing.EXPORTED, say=_say
        ),
    )


def _console(*, server: embedded_postgres.Server, home: Path, quick: bool, about: _About) -> str:
    pace = _QUICK if quick else _FULL
    subscriptions, customers, lines = _CONSOLE_QUICK if quick else _CONSOLE
    return consoling_report.markdown(
        **dataclasses.asdict(about),
        pace=str(pace),
        measured=consoling.measured(
            server=server,
            home=home,
            subscriptions=subscriptions,
            customers=customers,
            lines=lines,
            pace=pace,
            say=_say,
        ),
    )


def _renewals(*, server: embedded_postgres.Server, home: Path, quick: bool, about: _About) -> str:
    return renewing_report.markdown(
        **dataclasses.asdict(about),
        measured=[
            renewing.measured(
                server=server, home=home, subscriptions=count, rounds=1 if quick else 3, say=_say
            )
            for count in (_SUBSCRIPTIONS[:1] if quick else _SUBSCRIPTIONS)
        ],
    )


def _measured(
    *, server: embedded_postgres.Server, home: Path, orders: int, pace: measuring.Pace
) -> report.Measured:
    _say(f"{orders:,} orders: data")
    made = programs.database(server=server, home=home, orders=orders)
    bare = pages.bare(reseller_id=made.facts.reseller_id, session=made.facts.bare_session)
    product = pages.of_product(facts=made.facts)
    rounds = measuring.Rounds(pace=pace, about=f"{orders:,} orders", say=_say)
    measured = report.Measured(
        orders=orders,
        facts=made.facts,
        statements=programs.statements(environment=made.environment, bare=bare, product=product),
        pages={},
        placing={},
        faults=rounds.faults,
    )
    with (
        programs.serving(environment=made.environment, settings=programs.BARE) as bare_port,
        programs.serving(environment=made.environment, settings=programs.PRODUCT) as port,
    ):
        for connections in _CONNECTIONS:
            measured.pages[connections] = rounds.beside_bare(
                bare=bare, bare_port=bare_port, product=product, port=port, connections=connections
            )
        _place(measured=measured, made=made, port=port, rounds=rounds)
    return measured


def _place(
    *, measured: report.Measured, made: programs.Database, port: int, rounds: measuring.Rounds
) -> None:
    kinds = {
        report.WITH_APPROVAL: made.facts.with_approval,
        report.WITHOUT_APPROVAL: made.facts.without_approval,
    }
    for kind, buyers in kinds.items():
        paths = [pages.buy_path(made.facts.alias, buyer.subscription) for buyer in buyers]
        sessions = [buyer.session for buyer in buyers]
        alone = rounds.placing(name=f"placing orders, {kind}", port=port, paths=paths, sessions=sessions)
        if alone is None:
            continue
        with programs.working(of=made):
            beside = rounds.placing(
                name=f"placing orders beside the worker, {kind}", port=port, paths=paths, sessions=sessions
            )
        measured.placing[kind] = report.Placing(alone=alone, beside_worker=beside)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (programs.BenchError, embedded_postgres.EmbeddedPostgresError) as problem:
        sys.exit(str(problem))
