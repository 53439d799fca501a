"""Measures pages beside the bare page, and orders placed, in rounds of which the median counts."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Callable, Sequence

from seatwise.bench import load, pages, programs

Say = Callable[[str], None]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long to measure: in each round every page for `seconds` after `warm_up`; the median round counts."""

    rounds: int
    seconds: float
    warm_up: float

    def __str__(self) -> str:
        if self.rounds > 1:
            return f"{self.rounds} × {self.seconds:g} s, the median counts"
        return f"{self.seconds:g} s"


@dataclasses.dataclass(slots=True, kw_only=True)
class Rounds:
    """Measures one plan after the other. `faults`: what did not answer as expected, which stands in the report as such."""

    pace: Pace
    about: str
    say: Say
    faults: list[str] = dataclasses.field(default_factory=list)

    def beside_bare(
        self,
        *,
        bare: pages.Page,
        bare_port: int,
        product: Sequence[pages.Page],
        port: int,
        connections: int,
    ) -> dict[str, load.Result]:
        """This function will measure each page and the bare one by that many clients at once.

        Round by round, so that whatever else the machine does meets every page alike.
        """
        asked = [(bare, bare_port), *((page, port) for page in product)]
        found: dict[str, list[load.Result]] = {}
        for nth in range(self.pace.rounds):
            for page, at in asked:
                self.say(f"{self.about}, {connections} connections, round {nth + 1}: {page.name}")
                self._measure(
                    page.name, self._of_page(page, at, connections), found.setdefault(page.name, [])
                )
        return {name: _median(results) for name, results in found.items() if results}

    def placing(
        self, *, name: str, port: int, paths: Sequence[str], sessions: Sequence[str]
    ) -> load.Result | None:
        """This function will have clients place orders, each on its path; None where one did not get what it asked for."""
        self.say(f"{self.about}: {name}")
        plan = load.Plan(
            port=port,
            paths=list(paths),
            sessions=list(sessions),
            seconds=self.pace.seconds,
            warm_up=self.pace.warm_up,
            places_orders=True,
        )
        found: list[load.Result] = []
        for _ in range(self.pace.rounds):
            self._measure(name, plan, found)
        return _median(found) if found else None

    def _of_page(self, page: pages.Page, port: int, connections: int) -> load.Plan:
        return load.Plan(
            port=port,
            paths=[page.path],
            sessions=[page.session] * connections,
            seconds=self.pace.seconds,
            warm_up=self.pace.warm_up,
            must_contain=page.must_contain,
            least=page.least,
            form=page.form,
        )

    def _measure(self, name: str, plan: load.Plan, into: list[load.Result]) -> None:
        try:
            into.append(programs.loaded(plan=plan))
        except programs.BenchError as problem:
            self.say(str(problem))
            self.faults.append(name)


def _median(rounds: Sequence[load.Result]) -> load.Result:
    return load.Result(
        count=sum(one.count for one in rounds),
        **{
            name: statistics.median(getattr(one, name) for one in rounds)
            for name in ("p50", "p95", "per_second", "kilobytes")
        },
    )
