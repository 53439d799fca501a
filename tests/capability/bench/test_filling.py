"""What the page measurement fills a database with holds together, so that it can be reduced and renewed."""

import pytest

from seatwise.bench import data
from seatwise.renewals import operations as renewals
from seatwise.resellers import queries as resellers
from tests import books, factories


@pytest.mark.usefixtures("db")
def test_books_balance_before_and_after_the_calendar() -> None:
    data.generate(orders=300, now=factories.NOW)
    (reseller,) = resellers.all_resellers()
    books.assert_books_balance(reseller.id)
    report = renewals.run(now=factories.NOW)
    assert report.set_aside == []
    books.assert_books_balance(reseller.id)
