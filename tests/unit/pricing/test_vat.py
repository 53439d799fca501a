from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import vat
from seatwise.pricing.domain.vat import VatSource

minors = st.integers(-(10**10), 10**10)
rates = st.integers(0, 10_000).map(Percent)


def euro(minor: int) -> Money:
    return Money(minor, "EUR")


@given(minor=minors, rate=rates)
def test_a_credit_carries_the_vat_of_its_debit(minor: int, rate: Percent) -> None:
    debit, credit = vat.on_line(net=euro(minor), rate=rate), vat.on_line(net=euro(-minor), rate=rate)
    assert credit.vat == -debit.vat
    assert credit.gross == -debit.gross


@given(minor=minors, rate=rates)
def test_vat_is_at_most_half_a_unit_from_the_exact(minor: int, rate: Percent) -> None:
    line = vat.on_line(net=euro(minor), rate=rate)
    assert abs(line.vat.minor - rate.of(Fraction(minor))) <= Fraction(1, 2)
    assert line.gross == line.net + line.vat


@given(lines=st.lists(st.tuples(minors, rates)))
def test_the_total_is_the_sum_of_what_is_shown(lines: list[tuple[int, Percent]]) -> None:
    shown = [vat.on_line(net=euro(minor), rate=rate) for minor, rate in lines]
    found = vat.total(lines=shown, currency="EUR")
    assert found.gross == euro(sum(line.gross.minor for line in shown))
    assert found.net + found.vat == found.gross


def test_vat_is_rounded_on_each_line_not_on_the_sum() -> None:
    lines = [vat.on_line(net=euro(minor), rate=Percent(2400)) for minor in (2232, 319)]
    assert [line.vat for line in lines] == [euro(536), euro(77)]
    found = vat.total(lines=lines, currency="EUR")
    assert (found.net, found.vat, found.gross) == (euro(2551), euro(613), euro(3164))
    pennies = [vat.on_line(net=euro(2), rate=Percent(2400))] * 3
    assert vat.total(lines=pennies, currency="EUR").vat == euro(0)  # 24% of the sum of 6 would be 1


@pytest.mark.parametrize(
    ("customer", "exempt_reason", "rate", "source"),
    [
        (None, "", 2400, VatSource.RESELLER),
        (Percent(1300), "", 1300, VatSource.CUSTOMER),
        (Percent(0), "", 0, VatSource.CUSTOMER),
        (Percent(1300), "Reverse charge, DE123456789", 0, VatSource.EXEMPT),
        (None, "   ", 2400, VatSource.RESELLER),
    ],
)
def test_which_rate_applies(
    customer: Percent | None, exempt_reason: str, rate: int, source: VatSource
) -> None:
    found = vat.rate_for(default=Percent(2400), customer=customer, exempt_reason=exempt_reason)
    assert (found.rate, found.source) == (Percent(rate), source)
    assert found.exempt_reason == (exempt_reason if source is VatSource.EXEMPT else "")
