"""R9, R10, S25: what an edit makes of a price, on which days, and whom it reaches."""

import datetime as dt
from fractions import Fraction
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import changes, unit_price
from seatwise.pricing.domain.changes import KEPT, Days, Edit, Renewing
from seatwise.pricing.domain.unit_price import Audience, Markups, PriceBreakdown

TODAY = dt.date(2026, 11, 19)
ONE_DAY = dt.timedelta(days=1)
points = st.integers(-9_999, 1_000_000).map(Percent)
discounts = st.integers(1, 10_000).map(Percent)
prices = st.integers(0, 10**9).map(lambda minor: Money(minor, "EUR"))
days = st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1))
TERMS = st.sampled_from([(1, 1), (12, 1), (12, 12), (36, 1), (36, 12), (36, 36), (0, None)])


@st.composite
def inputs(draw) -> dict:
    """What unit_price.price() takes, with a vendor's six decimals."""
    term, billing = draw(TERMS)
    return {
        "cost_for_term": Fraction(draw(st.integers(0, 10**12)), 10_000),
        "currency": "EUR",
        "term_months": term,
        "billing_months": billing,
        "markups": Markups(
            product=draw(st.none() | points), category=draw(st.none() | points), reseller=draw(points)
        ),
        "special_price_for_customer": draw(st.none() | prices),
        "special_price_for_everybody": draw(st.none() | prices),
        "discount_for_customer": draw(st.none() | discounts),
        "discount_for_everybody": draw(st.none() | discounts),
    }


def amounts(price: PriceBreakdown) -> tuple:
    return price.list_price, price.unit_price, price.discount, price.final_unit_price, price.margin


@given(inputs())
def test_an_edit_of_nothing_changes_nothing(given_) -> None:
    price = unit_price.price(**given_)
    assert changes.repriced(price=price, edit=Edit()) == price


@given(inputs(), points, st.none() | prices, st.none() | discounts)
def test_an_edit_is_the_price_with_the_other_inputs(given_, markup, special, discount) -> None:
    edit = Edit(markups=Markups(reseller=markup), special_price=special, discount=discount)
    other = {
        **given_,
        "markups": Markups(reseller=markup),
        "special_price_for_everybody": special,
        "discount_for_everybody": discount,
    }
    found = changes.repriced(price=unit_price.price(**given_), edit=edit)
    assert found == unit_price.price(**other)


@given(
    st.none() | st.tuples(st.integers(0, 90), st.none() | st.integers(0, 90)), st.lists(st.integers(1, 200))
)
def test_typed_days_begin_today_and_overlap_nothing(standing, planned) -> None:
    stands = None
    if standing is not None:
        ago, left = standing
        stands = Days(TODAY - ago * ONE_DAY, None if left is None else TODAY + left * ONE_DAY)
    last = stands.last if stands else None
    # The database lets no two ranges overlap, so what is planned begins after what stands.
    later = (
        []
        if stands and last is None
        else [Days((last or TODAY) + n * ONE_DAY, None) for n in sorted(planned)[:1]]
    )
    found = changes.days_of(today=TODAY, standing=stands, planned=later)
    assert found.first == TODAY
    assert found.hold(TODAY)
    assert not any(found.hold(day.first) for day in later)
    if stands:
        assert found.last == stands.last
    elif later:
        assert found.last == later[0].first - ONE_DAY
    else:
        assert found.last is None


renewals = st.builds(
    Renewing,
    offer_id=st.integers(1, 3).map(lambda n: UUID(int=n)),
    customer_id=st.integers(1, 4).map(lambda n: UUID(int=n)),
    on=days,
    subscriptions=st.integers(1, 5),
)


@st.composite
def held(draw) -> tuple:
    renewing = draw(
        st.lists(renewals, max_size=8, unique_by=lambda one: (one.offer_id, one.customer_id, one.on))
    )
    known = {
        (one.offer_id, one.customer_id, one.on): draw(
            st.none() | inputs().map(lambda about: unit_price.price(**about))
        )
        for one in renewing
    }
    edits = draw(
        st.dictionaries(
            st.integers(1, 3).map(lambda n: UUID(int=n)),
            st.builds(
                Edit,
                markups=st.none() | points.map(lambda markup: Markups(reseller=markup)),
                special_price=st.just(KEPT) | st.none() | prices,
                special_days=st.builds(Days, st.just(TODAY), st.none() | days),
                discount=st.just(KEPT) | st.none() | discounts,
                discount_days=st.builds(Days, st.just(TODAY), st.none() | days),
            ),
        )
    )
    return renewing, known, edits


@given(held())
def test_an_edit_reaches_exactly_who_would_pay_something_else_on_the_day(held) -> None:
    renewing, known, edits = held
    found = changes.reach(renewing=renewing, prices=known, edits=edits)
    for offer_id in {one.offer_id for one in renewing}:
        reached = [
            one
            for one in renewing
            if one.offer_id == offer_id
            and offer_id in edits
            and (price := known[one.offer_id, one.customer_id, one.on])
            and changes.repriced(price=price, edit=edits[offer_id].on(one.on)).final_unit_price
            != price.final_unit_price
        ]
        if not reached:
            assert offer_id not in found
            continue
        assert found[offer_id].customers == len({one.customer_id for one in reached})
        assert found[offer_id].subscriptions == sum(one.subscriptions for one in reached)
        assert found[offer_id].first_on == min(one.on for one in reached)


@given(held(), prices)
def test_who_has_a_price_of_its_own_is_never_reached_by_everybodys(held, own) -> None:
    renewing, known, edits = held
    known = {
        key: price
        and unit_price.price(
            cost_for_term=price.cost_per_period,
            currency="EUR",
            term_months=0,
            billing_months=None,
            markups=changes.as_chosen(price),
            special_price_for_customer=own,
            discount_for_customer=Percent(1),
        )
        for key, price in known.items()
    }
    assert all(price is None or price.special_price_for is Audience.THIS_CUSTOMER for price in known.values())
    assert changes.reach(renewing=renewing, prices=known, edits=edits) == {}


def test_a_discount_of_its_own_may_take_a_customer_below_cost() -> None:
    """docs/pricing.md: Harbor has 10% off whatever everybody pays."""
    offer, harbor, aegean = UUID(int=1), UUID(int=2), UUID(int=3)
    cost = {
        "cost_for_term": Fraction(1600),
        "currency": "EUR",
        "term_months": 1,
        "billing_months": 1,
        "markups": Markups(reseller=Percent(2500)),
    }
    own = {
        (offer, harbor): unit_price.price(**cost, discount_for_customer=Percent(1000)),
        (offer, aegean): unit_price.price(**cost, special_price_for_customer=Money(1860, "EUR")),
    }

    def below(edit: Edit) -> dict:
        return changes.below_cost(own=own, edits={offer: edit}, today=TODAY)

    assert below(Edit(special_price=Money(1700, "EUR"))) == {offer: 1}
    assert below(Edit(special_price=Money(1800, "EUR"))) == {}
    assert below(Edit(markups=Markups(product=Percent(500), reseller=Percent(2500)))) == {offer: 1}
    # Not yet today, and then nothing of it either.
    tomorrow = Days(TODAY + ONE_DAY, None)
    assert below(Edit(special_price=Money(1700, "EUR"), special_days=tomorrow)) == {}
    # Aegean's own special price is under everybody's discount; Harbor's own discount stays before it.
    assert below(Edit(discount=Percent(1500))) == {offer: 1}


@given(inputs(), points)
def test_below_cost_is_told_of_who_pays_something_else_and_less_than_it_costs(given_, markup) -> None:
    offer, customer = UUID(int=1), UUID(int=2)
    edit = Edit(markups=Markups(reseller=markup))
    price = unit_price.price(**given_)
    after = changes.repriced(price=price, edit=edit)
    told = changes.below_cost(own={(offer, customer): price}, edits={offer: edit}, today=TODAY)
    assert bool(told) == (
        after.is_below_cost and after.final_unit_price.minor != price.final_unit_price.minor
    )


def test_after_its_last_day_an_edit_reaches_nobody() -> None:
    offer, customer, day = UUID(int=1), UUID(int=2), dt.date(2027, 2, 1)
    price = unit_price.price(
        cost_for_term=Fraction(1600),
        currency="EUR",
        term_months=1,
        billing_months=1,
        markups=Markups(reseller=Percent(2500)),
    )
    renewing = [Renewing(offer_id=offer, customer_id=customer, on=day, subscriptions=2)]

    def reached(last: dt.date | None) -> dict:
        edit = Edit(special_price=Money(1800, "EUR"), special_days=Days(TODAY, last))
        return changes.reach(renewing=renewing, prices={(offer, customer, day): price}, edits={offer: edit})

    assert reached(day - ONE_DAY) == {}
    assert reached(day)[offer].subscriptions == 2
    assert reached(None)[offer].first_on == day
