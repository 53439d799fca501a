"""Generated data keeps every rule of the books, before and after the calendar has gone over it."""

import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from seatwise.generator import running
from seatwise.infra import numbering, tenancy, transactions
from seatwise.renewals import operations as renewals
from seatwise.resellers import queries as resellers
from tests import books, factories

NOW = dt.datetime(2026, 11, 19, 8, 32, tzinfo=dt.UTC)
pytestmark = pytest.mark.slow


def _ids() -> dict[str, UUID]:
    return {reseller.alias: reseller.id for reseller in resellers.all_resellers()}


def _rows(reseller_id: UUID, statement: str) -> list[tuple[Any, ...]]:
    with tenancy.scope(reseller_id), transactions.reading(), connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _days(reseller_id: UUID) -> list[dt.date]:
    return [row[0] for row in _rows(reseller_id, "SELECT period_end_on FROM subscription")]


@pytest.mark.usefixtures("db")
def test_books_balance_and_the_calendar_turns_what_is_due() -> None:
    running.generate(count=300, into=3, now=NOW)
    assert list(_ids()) == ["load-01", "load-02", "load-03"]
    due: Counter[dt.date] = Counter()
    for reseller_id in _ids().values():
        books.assert_books_balance(reseller_id)
        assert _rows(reseller_id, "SELECT count(*) FROM subscription") == [(100,)]
        due.update(_days(reseller_id))
    # A thirtieth falls due each day of the next thirty.
    assert sorted(due) == [dt.date(2026, 11, 20) + dt.timedelta(days=n) for n in range(30)]
    assert set(due.values()) <= set(range(9, 13))

    for days in (1, 31, 62):
        report = renewals.run(now=NOW + dt.timedelta(days=days))
        assert report.set_aside == []
        assert days != 1 or report.outcomes.total() == due[dt.date(2026, 11, 20)]
        for reseller_id in _ids().values():
            books.assert_books_balance(reseller_id)
    behind = "SELECT count(*) FROM subscription WHERE period_end_on <= DATE '2027-01-20'"
    kinds: Counter[object] = Counter()
    for reseller_id in _ids().values():
        assert _rows(reseller_id, behind) == [(0,)]
        kinds.update(dict(_rows(reseller_id, "SELECT kind, count(*) FROM calendar_entry GROUP BY kind")))
    assert set(kinds) == {"rolled_over", "renewed"}
    assert min(kinds.values()) > 100


@pytest.mark.usefixtures("db")
def test_one_customer_is_large_and_more_can_be_added() -> None:
    for _ in range(2):
        running.generate(count=201, into=2, now=NOW)
    first, second = _ids().values()
    largest = "SELECT max(count) FROM (SELECT count(*) FROM subscription GROUP BY customer_id) AS of_customer"
    # Half of the first hundred and one, and its share of the others.
    assert _rows(first, largest) >= [(50,)]
    for reseller_id, count in ((first, 202), (second, 200)):
        books.assert_books_balance(reseller_id)
        assert _rows(reseller_id, "SELECT count(*), max(number) FROM subscription") == [(count, 2000 + count)]
        with tenancy.scope(reseller_id):
            assert numbering.take(numbering.Series.ORDER) == 10_001 + count


@pytest.mark.usefixtures("db")
def test_an_installation_with_resellers_of_its_own_is_left_alone() -> None:
    factories.reseller(alias="techsolutions")
    with pytest.raises(running.HasOwnData, match=r"reseller of its own \(techsolutions\), so nothing was"):
        running.generate(count=10, into=1, now=NOW)
    assert list(_ids()) == ["techsolutions"]
