"""Terms and billing periods in words."""

import pytest

from seatwise.ui import terms

pytestmark = pytest.mark.usefixtures("quick_settings")


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((0, 0), "Bought once"),
        ((1, 1), "1 month"),
        ((12, 1), "1 year, billed monthly"),
        ((12, 12), "1 year"),
        ((36, 1), "3 years, billed monthly"),
        ((36, 12), "3 years, billed yearly"),
        ((36, 36), "3 years"),
    ],
)
def test_a_term(months, words) -> None:
    assert terms.term(term_months=months[0], billing_months=months[1]) == words


def test_a_billing_period() -> None:
    assert [terms.per(months) for months in (0, 1, 12, 36)] == ["once", "a month", "a year", "every 3 years"]
    assert terms.then_every(1) == "Then every month"
    assert terms.then_every(36) == "Then every 3 years"
