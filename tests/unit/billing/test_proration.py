from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.billing.domain import proration
from seatwise.billing.domain.proration import ChargeKind, PeriodEnded
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
periods = st.builds(
    lambda start, days: Period(start, start + timedelta(days)),
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(1, 1100),
)
prices = st.integers(0, 10**7).map(lambda minor: Money(minor, "EUR"))
quantities = st.integers(1, 10_000)


@given(period=periods, price=prices, quantity=quantities, at=st.integers(0, 1100))
def test_the_rest_is_the_exact_share_rounded_once(
    period: Period, price: Money, quantity: int, at: int
) -> None:
    on = period.start + timedelta(at % period.days)
    line = proration.rest_of_period(unit_price=price, quantity=quantity, period=period, on=on)
    exact = Fraction(price.minor * quantity * (period.end - on).days, period.days)
    assert abs(line.amount.minor - exact) <= Fraction(1, 2)
    assert line.share == Fraction((period.end - on).days, period.days)
    assert line.kind is ChargeKind.DEBIT


@given(period=periods, price=prices, quantity=quantities)
def test_the_first_day_charges_the_whole_period(period: Period, price: Money, quantity: int) -> None:
    whole = proration.full_period(unit_price=price, quantity=quantity, period=period)
    assert whole.amount == price * quantity
    assert whole == proration.rest_of_period(
        unit_price=price, quantity=quantity, period=period, on=period.start
    )


@given(period=periods, price=prices, quantity=quantities, at=st.integers(0, 1098))
def test_a_later_day_never_costs_more(period: Period, price: Money, quantity: int, at: int) -> None:
    days = [period.start + timedelta(min(n, period.days - 1)) for n in (at, at + 1)]
    sooner, later = (
        proration.rest_of_period(unit_price=price, quantity=quantity, period=period, on=on).amount
        for on in days
    )
    assert later <= sooner


def test_added_licences_cost_the_days_left_of_the_period() -> None:
    line = proration.rest_of_period(
        unit_price=Money(1860, "EUR"), quantity=3, period=NOVEMBER, on=date(2026, 11, 19)
    )
    assert line.amount == Money(2232, "EUR")
    assert (line.days_left, line.days, line.quantity) == (12, 30, 3)
    assert line.explanation.params["unit_price"] == Money(1860, "EUR")
    assert str(line.explanation) == "12 of 30 days left × 3 licences × 18.60 EUR"


def test_nothing_is_rounded_before_the_line() -> None:
    line = proration.rest_of_period(
        unit_price=Money(266, "EUR"), quantity=3, period=NOVEMBER, on=date(2026, 11, 19)
    )
    assert line.amount == Money(319, "EUR")  # 3.192; a licence's 1.064 rounded first would make 3.18


def test_the_last_day_is_charged_and_the_end_is_refused() -> None:
    last = proration.rest_of_period(
        unit_price=Money(3000, "EUR"), quantity=1, period=NOVEMBER, on=date(2026, 11, 30)
    )
    assert last.amount == Money(100, "EUR")
    assert str(last.explanation) == "1 of 30 days left × 1 licence × 30.00 EUR"
    with pytest.raises(PeriodEnded, match="ended on 2026-12-01"):
        proration.rest_of_period(
            unit_price=Money(3000, "EUR"), quantity=1, period=NOVEMBER, on=date(2026, 12, 1)
        )


def test_a_purchase_charges_its_first_period_in_full() -> None:
    line = proration.full_period(unit_price=Money(517, "EUR"), quantity=25, period=NOVEMBER)
    assert (line.amount, line.share) == (Money(12_925, "EUR"), Fraction(1))
    assert str(line.explanation) == "Whole period × 25 licences × 5.17 EUR"


def test_something_bought_once_has_no_period() -> None:
    line = proration.once(unit_price=Money(20_314, "EUR"), quantity=3)
    assert (line.amount, line.period) == (Money(60_942, "EUR"), None)
    assert (line.days_left, line.days, line.share) == (1, 1, Fraction(1))
    assert str(line.explanation) == "3 licences × 203.14 EUR"


def test_the_products_own_unit_is_named() -> None:
    line = proration.once(unit_price=Money(500, "EUR"), quantity=2, unit="GB")
    assert str(line.explanation) == "2 GB × 5.00 EUR"
