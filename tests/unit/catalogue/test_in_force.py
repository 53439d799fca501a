"""S28: a line is in force on the days [start, end]; the newest start wins where two overlap."""

import datetime as dt
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from seatwise.catalogue.domain.in_force import line_in_force


@dataclass(frozen=True, slots=True)
class Line:
    starts_on: dt.date
    ends_on: dt.date | None


OLD = Line(dt.date(2023, 2, 1), dt.date(2025, 12, 31))
NOW = Line(dt.date(2025, 10, 1), None)
RISE = Line(dt.date(2027, 2, 1), None)
DAYS = st.dates(min_value=dt.date(2023, 1, 1), max_value=dt.date(2023, 3, 1))


def test_first_and_last_day_belong_to_the_line() -> None:
    assert line_in_force(lines=[OLD], day=dt.date(2023, 1, 31)) is None
    assert line_in_force(lines=[OLD], day=dt.date(2023, 2, 1)) is OLD
    assert line_in_force(lines=[OLD], day=dt.date(2025, 12, 31)) is OLD
    assert line_in_force(lines=[OLD], day=dt.date(2026, 1, 1)) is None


def test_the_newest_start_wins_and_an_announced_rise_waits_for_its_day() -> None:
    lines = [RISE, OLD, NOW]
    assert line_in_force(lines=lines, day=dt.date(2025, 9, 30)) is OLD
    assert line_in_force(lines=lines, day=dt.date(2025, 10, 1)) is NOW
    assert line_in_force(lines=lines, day=dt.date(2027, 1, 31)) is NOW
    assert line_in_force(lines=lines, day=dt.date(2027, 2, 1)) is RISE


@given(st.lists(st.builds(Line, DAYS, st.none() | DAYS), max_size=6), DAYS)
def test_the_answer_is_running_and_nothing_newer_is(lines: list[Line], day: dt.date) -> None:
    running = [line for line in lines if line.starts_on <= day <= (line.ends_on or dt.date.max)]
    found = line_in_force(lines=lines, day=day)
    assert (found in running) if running else (found is None)
    assert found is None or all(line.starts_on <= found.starts_on for line in running)
