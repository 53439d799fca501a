"""Measures pages beside the bare page, quotes, and renewals beside one bare statement. `bin/bench` runs it.

--quick for a look, --pages or --renewals for one part, --write for docs/benchmarks.md and docs/benchmarks-renewals.md.
"""

from __future__ import annotations

import argparse
import dataclasses
import statistics
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from seatwise.bench import load, machine, pages, programs, renewing, renewing_report, report
from seatwise.infra import embedded_postgres

_ROOT = Path(__file__).resolve().parents[3]
_CONNECTIONS = (1, 16)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """How long to measure: in each round every page for `seconds` after `warm_up`; the median round counts."""

    sizes: tuple[int, ...]
    rounds: int
    seconds: float
    warm_up: float


_FULL = _Pace(sizes=(1_000, 100_000), rounds=3, seconds=4, warm_up=1)
_QUICK = _Pace(sizes=(1_000,), rounds=1, seconds=1, warm_up=0.3)


_SUBSCRIPTIONS = (10_000, 1_000_000)


def main() -> None:
    """This function will measure and print the reports, or write each to its file in docs/."""
    options = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="the small sizes only, once each")
    options.add_argument("--pages", action="store_true", help="pages and orders only")
    options.add_argument("--renewals", action="store_true", help="quotes and renewals only")
    options.add_argument("--write", action="store_true", help="write the reports to docs/")
    asked = options.parse_args()
    both = asked.pages == asked.renewals
    with tempfile.TemporaryDirectory(prefix="seatwise-bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        server = embedded_postgres.Server(home)
        _say("PostgreSQL starts")
        server.start()
        try:
            about = _About(
                machine=machine.machine(home=home),
                versions=machine.versions(server=server),
                commit=machine.commit(root=_ROOT),
                command=" ".join(["bin/bench", *sys.argv[1:]]),
            )
            if both or asked.pages:
                text = _pages(server=server, home=home, pace=_QUICK if asked.quick else _FULL, about=about)
                _tell(text, file="benchmarks.md", write=asked.write)
            if both or asked.renewals:
                text = _renewals(server=server, home=home, quick=asked.quick, about=about)
                _tell(text, file="benchmarks-renewals.md", write=asked.write)
        finally:
            server.stop()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """Where and how it was measured, for the head of each report."""

    machine: dict[str, str]
    versions: dict[str, str]
    commit: str
    command: str


def _tell(text: str, *, file: str, write: bool) -> None:
    if write:
        (_ROOT / "docs" / file).write_text(text, encoding="utf-8")
        _say(f"docs/{file} is written")
    else:
        sys.stdout.write(text)


def _pages(*, server: embedded_postgres.Server, home: Path, pace: _Pace, about: _About) -> str:
    return report.markdown(
        machine=about.machine,
        versions=about.versions,
        commit=about.commit,
        command=about.command,
        pace=f"{pace.rounds} × {pace.seconds:g} s, the median counts"
        if pace.rounds > 1
        else f"{pace.seconds:g} s",
        measured=[_measured(server=server, home=home, orders=orders, pace=pace) for orders in pace.sizes],
    )


def _renewals(*, server: embedded_postgres.Server, home: Path, quick: bool, about: _About) -> str:
    return renewing_report.markdown(
        machine=about.machine,
        versions=about.versions,
        commit=about.commit,
        command=about.command,
        measured=[
            renewing.measured(
                server=server, home=home, subscriptions=count, rounds=1 if quick else 3, say=_say
            )
            for count in (_SUBSCRIPTIONS[:1] if quick else _SUBSCRIPTIONS)
        ],
    )


def _measured(*, server: embedded_postgres.Server, home: Path, orders: int, pace: _Pace) -> report.Measured:
    _say(f"{orders:,} orders: data")
    made = programs.database(server=server, home=home, orders=orders)
    measured = report.Measured(
        orders=orders,
        facts=made.facts,
        statements=programs.statements(of=made),
        pages={},
        placing={},
        faults=[],
    )
    with (
        programs.serving(of=made, settings=programs.BARE) as bare_port,
        programs.serving(of=made, settings=programs.PRODUCT) as port,
    ):
        for connections in _CONNECTIONS:
            asked = [
                (page.name, _page_plan(page, at, connections, pace))
                for page, at in [
                    (pages.bare(facts=made.facts), bare_port),
                    *((page, port) for page in pages.of_product(facts=made.facts)),
                ]
            ]
            # Round by round, so that whatever else the machine does meets every page alike.
            rounds: dict[str, list[load.Result]] = {}
            for nth in range(pace.rounds):
                for name, plan in asked:
                    _say(f"{orders:,} orders, {connections} connections, round {nth + 1}: {name}")
                    _attempt(measured, name, plan, rounds.setdefault(name, []))
            measured.pages[connections] = {name: _median(found) for name, found in rounds.items() if found}
        _place(measured=measured, made=made, port=port, pace=pace)
    return measured


def _place(*, measured: report.Measured, made: programs.Database, port: int, pace: _Pace) -> None:
    kinds = {
        report.WITH_APPROVAL: made.facts.with_approval,
        report.WITHOUT_APPROVAL: made.facts.without_approval,
    }
    for kind, buyers in kinds.items():
        plan = load.Plan(
            port=port,
            paths=[pages.buy_path(made.facts, buyer.subscription) for buyer in buyers],
            sessions=[buyer.session for buyer in buyers],
            seconds=pace.seconds,
            warm_up=pace.warm_up,
            places_orders=True,
        )
        _say(f"{measured.orders:,} orders: placing orders, {kind}")
        alone: list[load.Result] = []
        for _ in range(pace.rounds):
            _attempt(measured, f"Placing orders, {kind}", plan, alone)
        if not alone:
            continue
        beside: list[load.Result] = []
        with programs.working(of=made):
            for _ in range(pace.rounds):
                _attempt(measured, f"Placing orders beside the worker, {kind}", plan, beside)
        measured.placing[kind] = report.Placing(
            alone=_median(alone), beside_worker=_median(beside) if beside else None
        )


def _page_plan(page: pages.Page, port: int, connections: int, pace: _Pace) -> load.Plan:
    return load.Plan(
        port=port,
        paths=[page.path],
        sessions=[page.session] * connections,
        seconds=pace.seconds,
        warm_up=pace.warm_up,
        must_contain=page.must_contain,
        least=page.least,
    )


def _attempt(measured: report.Measured, name: str, plan: load.Plan, into: list[load.Result]) -> None:
    """A page that answers wrongly stands in the report as such, and the others are measured still."""
    try:
        into.append(programs.loaded(plan=plan))
    except programs.BenchError as problem:
        _say(str(problem))
        measured.faults.append(name)


def _median(found: Iterable[load.Result]) -> load.Result:
    rounds = list(found)
    return load.Result(
        count=sum(one.count for one in rounds),
        **{
            name: statistics.median(getattr(one, name) for one in rounds)
            for name in ("p50", "p95", "per_second", "kilobytes")
        },
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (programs.BenchError, embedded_postgres.EmbeddedPostgresError) as problem:
        sys.exit(str(problem))
