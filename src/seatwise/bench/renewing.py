"""Measures quotes and the calendar on generated subscriptions, beside one bare statement that writes the same rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import statistics
from collections.abc import Callable
from pathlib import Path

from seatwise.bench import programs
from seatwise.infra import embedded_postgres


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day turned: how many were renewed or rolled over, in which time, and the process's memory before and at most."""

    renewed: int
    rolled_over: int
    seconds: float
    megabytes_before: float
    megabytes: float

    @property
    def per_second(self) -> float:
        return (self.renewed + self.rolled_over) / self.seconds


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything measured with one number of subscriptions. `quotes`: kind → what quote_times answers."""

    subscriptions: int
    generated_s: float
    quotes: dict[str, dict[str, float]]
    product: list[Day]
    bare: list[Day]

    @property
    def median(self) -> Day:
        """The product's day of median speed."""
        return sorted(self.product, key=lambda day: day.per_second)[len(self.product) // 2]

    @property
    def bare_per_second(self) -> float:
        return statistics.median(day.per_second for day in self.bare)

    @property
    def times_bare(self) -> float:
        """How many times the bare statement's time the product takes for a subscription."""
        return self.bare_per_second / self.median.per_second


def measured(
    *,
    server: embedded_postgres.Server,
    home: Path,
    subscriptions: int,
    rounds: int,
    say: Callable[[str], None],
) -> Measured:
    """This function will generate the subscriptions, quote, and turn one day after the other, product and bare in turn."""
    name = f"bench_renewals_{subscriptions}"
    environment = programs.empty_database(server=server, home=home, name=name)
    say(f"{subscriptions:,} subscriptions: data")
    today = dt.datetime.now(dt.UTC).date()
    generated = json.loads(programs.inside(environment=environment, step=["generating", str(subscriptions)]))
    say(f"{subscriptions:,} subscriptions: quotes")
    quotes = json.loads(programs.inside(environment=environment, step=["quote_times"]))
    # One statement for all resellers at once needs a role that no policy holds back.
    of_bare = {**environment, "DATABASE_URL": server.url("superuser", name)}
    turned: dict[str, list[Day]] = {"product": [], "bare": []}
    for nth in range(rounds):
        for at, (which, used) in enumerate((("product", environment), ("bare", of_bare)), start=1):
            day = today + dt.timedelta(days=2 * nth + at)
            say(f"{subscriptions:,} subscriptions, round {nth + 1}: the calendar, {which}")
            text = programs.inside(environment=used, step=["calendar_days", which, day.isoformat()])
            turned[which].append(Day(**json.loads(text)))
    server.drop_database(name)
    return Measured(
        subscriptions=subscriptions,
        generated_s=generated["seconds"],
        quotes=quotes,
        product=turned["product"],
        bare=turned["bare"],
    )
