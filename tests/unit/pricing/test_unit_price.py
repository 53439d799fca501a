from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import unit_price
from seatwise.pricing.domain.unit_price import Audience, Markups, MarkupSource, PriceBreakdown

costs = st.fractions(min_value=0, max_value=10**8, max_denominator=10_000)
markups = st.integers(-9_999, 100_000).map(Percent)
discounts = st.none() | st.integers(1, 10_000).map(Percent)
special_prices = st.none() | st.integers(0, 10**8).map(lambda minor: Money(minor, "EUR"))
terms = st.sampled_from([(1, 1), (12, 1), (12, 12), (36, 1), (36, 12), (36, 36), (0, None), (0, 0)])


@st.composite
def breakdowns(draw: st.DrawFn) -> PriceBreakdown:
    term_months, billing_months = draw(terms)
    return unit_price.price(
        cost_for_term=draw(costs),
        currency="EUR",
        term_months=term_months,
        billing_months=billing_months,
        markups=Markups(
            product=draw(st.none() | markups), category=draw(st.none() | markups), reseller=draw(markups)
        ),
        special_price_for_customer=draw(special_prices),
        special_price_for_everybody=draw(special_prices),
        discount_for_customer=draw(discounts),
        discount_for_everybody=draw(discounts),
        quantity=draw(st.integers(1, 10_000)),
    )


@given(result=breakdowns())
def test_each_step_follows_from_the_one_before(result: PriceBreakdown) -> None:
    exact_list = result.cost_per_period * (10_000 + result.markup.basis_points) / 10_000
    assert abs(result.list_price.minor - exact_list) <= Fraction(1, 2)
    assert result.unit_price == (result.special_price or result.list_price) or result.special_price == Money(
        0, "EUR"
    )
    taken = result.discount.basis_points if result.discount else 0
    exact_final = Fraction(result.unit_price.minor * (10_000 - taken), 10_000)
    assert abs(result.final_unit_price.minor - exact_final) <= Fraction(1, 2)
    assert result.line_total == result.final_unit_price * result.quantity
    assert result.margin == result.line_total - result.line_cost


@given(result=breakdowns())
def test_a_discount_never_raises_a_price(result: PriceBreakdown) -> None:
    assert Money(0, "EUR") <= result.final_unit_price <= result.unit_price
    assert (result.final_unit_price == result.unit_price) or result.discount is not None


@given(cost=costs, years=st.integers(1, 5))
def test_the_periods_of_a_term_cost_exactly_the_term(cost: Fraction, years: int) -> None:
    a_month = unit_price.cost_of_period(cost_for_term=cost, term_months=12 * years, billing_months=1)
    assert a_month * 12 * years == cost
    assert unit_price.cost_of_period(cost_for_term=cost, term_months=0, billing_months=None) == cost


def _price(**changes: object) -> PriceBreakdown:
    values: dict[str, object] = {
        "cost_for_term": Fraction(5564),
        "currency": "EUR",
        "term_months": 12,
        "billing_months": 1,
        "markups": Markups(reseller=Percent(2000)),
        "quantity": 25,
    }
    return unit_price.price(**(values | changes))  # type: ignore[arg-type]


def test_the_cost_is_never_rounded_by_itself() -> None:
    result = _price()
    assert result.cost_per_period == Fraction(5564, 12)
    assert result.list_price == result.unit_price == Money(556, "EUR")  # 557 if the cost were rounded first
    assert result.line_total == Money(13_900, "EUR")
    assert result.line_cost == Money(11_592, "EUR")
    assert result.margin == Money(2_308, "EUR")
    assert result.margin_share == Fraction(2_308, 13_900)


def test_the_discount_is_rounded_again() -> None:
    result = _price(discount_for_customer=Percent(700), discount_for_everybody=Percent(5000))
    assert (result.discount, result.discount_for) == (Percent(700), Audience.THIS_CUSTOMER)
    assert result.final_unit_price == Money(517, "EUR")
    assert result.line_total == Money(12_925, "EUR")


@pytest.mark.parametrize(
    ("markups", "percent", "source"),
    [
        (
            Markups(product=Percent(1000), category=Percent(1500), reseller=Percent(2000)),
            1000,
            MarkupSource.PRODUCT,
        ),
        (Markups(category=Percent(1500), reseller=Percent(2000)), 1500, MarkupSource.CATEGORY),
        (Markups(reseller=Percent(2000)), 2000, MarkupSource.RESELLER),
        (
            Markups(product=Percent(0), category=Percent(1500), reseller=Percent(2000)),
            0,
            MarkupSource.PRODUCT,
        ),
    ],
)
def test_the_narrowest_markup_wins_even_when_it_is_zero(
    markups: Markups, percent: int, source: MarkupSource
) -> None:
    result = _price(markups=markups)
    assert (result.markup, result.markup_source) == (Percent(percent), source)


def test_a_special_price_replaces_the_list_price_and_the_customers_own_comes_first() -> None:
    everybody = _price(special_price_for_everybody=Money(500, "EUR"))
    assert (everybody.unit_price, everybody.special_price_for) == (Money(500, "EUR"), Audience.EVERYBODY)
    own = _price(special_price_for_everybody=Money(500, "EUR"), special_price_for_customer=Money(450, "EUR"))
    assert (own.unit_price, own.special_price_for) == (Money(450, "EUR"), Audience.THIS_CUSTOMER)
    assert own.list_price == Money(556, "EUR")
    assert own.is_below_cost
    assert not everybody.is_below_cost


def test_a_special_price_of_nothing_is_a_price() -> None:
    free = _price(special_price_for_customer=Money(0, "EUR"))
    assert free.final_unit_price == Money(0, "EUR")
    assert free.margin_share is None


def test_something_bought_once_has_its_whole_cost_at_a_time() -> None:
    result = _price(cost_for_term=Fraction(16_928), term_months=0, billing_months=None, quantity=3)
    assert (result.unit_price, result.line_total) == (Money(20_314, "EUR"), Money(60_942, "EUR"))


@pytest.mark.parametrize(("term_months", "billing_months"), [(1, 12), (12, 5), (0, 1)])
def test_a_term_is_a_whole_number_of_billing_periods(term_months: int, billing_months: int) -> None:
    with pytest.raises(ValueError, match="is not billed every"):
        _price(term_months=term_months, billing_months=billing_months)
