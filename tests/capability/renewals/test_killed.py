"""A run of the calendar is killed at random moments, again and again, and ends with the rows of a run that nobody disturbed.

SEATWISE_KILLED_SUBSCRIPTIONS=10000 SEATWISE_KILLED_TIMES=10 makes it the big one.
"""

import datetime as dt
import os
import random
import signal
import subprocess
import sys

import psycopg
import pytest

from seatwise.generator import running

COUNT = int(os.environ.get("SEATWISE_KILLED_SUBSCRIPTIONS", "600"))
TIMES = int(os.environ.get("SEATWISE_KILLED_TIMES", "3"))
BEGINS = dt.datetime(2026, 7, 1, 8, 0, tzinfo=dt.UTC)
DAY = "2026-09-01"
COMMAND = [sys.executable, "-m", "seatwise.cli.main", "renewals", "run", "--as-of", DAY]

_OF = "JOIN subscription s ON s.id = {}.subscription_id JOIN reseller r ON r.id = s.reseller_id"
# What a run leaves, without the ids that are made anew each time.
ROWS = {
    "subscriptions": """
        SELECT r.alias, s.number, s.status, s.quantity, s.leaving, s.final_unit_price_minor, s.term_start_on, s.term_end_on,
               s.period_start_on, s.period_end_on FROM subscription s JOIN reseller r ON r.id = s.reseller_id ORDER BY 1, 2""",
    "calendar": f"""
        SELECT r.alias, s.number, e.kind, e."on", e.at, e.quantity_before, e.quantity_after, e.unit_price_after_minor
        FROM calendar_entry e {_OF.format("e")} ORDER BY 1, 2, 4, 3""",
    "charges": f"""
        SELECT r.alias, s.number, c.charged_on, c.charged_at, c.kind, c.net_minor, c.vat_minor, c.quantity, c.period_start_on
        FROM charge c {_OF.format("c")} ORDER BY 1, 2, 3, 6""",
    "batches": f"""
        SELECT r.alias, s.number, b.window_from, b.quantity, b.cause_kind FROM seat_batch b {_OF.format("b")}
        ORDER BY 1, 2, 3, 4""",
    "ledger": f"""
        SELECT r.alias, s.number, q.delta, q.quantity_after, q.effective_on FROM quantity_entry q {_OF.format("q")}
        ORDER BY 1, 2, 5, 3""",
    "events": """
        SELECT r.alias, s.number, e.kind, e.at FROM event e JOIN subscription s ON s.id = e.subject_id
        JOIN reseller r ON r.id = s.reseller_id ORDER BY 1, 2, 3, 4""",
    "problems": "SELECT count(*) FROM renewal_problem",
}  # fmt: skip


def written(url: str) -> dict[str, list[tuple[object, ...]]]:
    """This function will answer everything that runs have left in a database."""
    with psycopg.connect(url) as connection:
        return {name: connection.execute(statement).fetchall() for name, statement in ROWS.items()}


def entries(connection: psycopg.Connection) -> int:
    row = connection.execute("SELECT count(*) FROM calendar_entry").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.usefixtures("db")
@pytest.mark.slow
def test_killed_runs_end_with_the_rows_of_an_undisturbed_one(postgres, cleaner) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "seatwise.config.settings",
        "DATABASE_URL": postgres.url("app"),
    }
    running.generate(count=COUNT, into=2, now=BEGINS)
    subprocess.run(COMMAND, env=environment, check=True, capture_output=True)
    expected = written(postgres.url("superuser"))
    total = len(expected["calendar"])
    assert total > COUNT

    cleaner()
    running.generate(count=COUNT, into=2, now=BEGINS)
    chance = random.Random(20260901)
    killed = 0
    with psycopg.connect(postgres.url("superuser"), autocommit=True) as watching:
        for target in sorted(chance.randrange(total) for _ in range(TIMES)):
            with subprocess.Popen(
                COMMAND, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as run:
                while run.poll() is None and entries(watching) <= target:
                    pass
                killed += run.poll() is None
                run.send_signal(signal.SIGKILL)
    assert killed >= 1, "no run was alive when it was to be killed"
    subprocess.run(COMMAND, env=environment, check=True, capture_output=True)
    found = written(postgres.url("superuser"))
    for name, rows in expected.items():
        assert found[name] == rows, name
