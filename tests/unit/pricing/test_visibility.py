from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.pricing.domain import visibility
from seatwise.pricing.domain.visibility import SHOWN, Hidden, HiddenReason

STANDARD_SINCE = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
BEFORE, AFTER = STANDARD_SINCE - timedelta(microseconds=1), STANDARD_SINCE
CUSTOMER, RESELLER = ActorKind.CUSTOMER, ActorKind.RESELLER

instants = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("published", "bought_at", "placed_by", "reason"),
    [
        (True, AFTER, CUSTOMER, None),
        (False, AFTER, CUSTOMER, HiddenReason.NOT_PUBLISHED),
        (True, AFTER, RESELLER, HiddenReason.BOUGHT_BY_RESELLER),
        (False, AFTER, RESELLER, HiddenReason.BOUGHT_BY_RESELLER),
        (True, BEFORE, CUSTOMER, HiddenReason.BEFORE_STANDARD),
        (False, BEFORE, CUSTOMER, HiddenReason.BEFORE_STANDARD),
        (True, BEFORE, RESELLER, HiddenReason.BEFORE_STANDARD),
        (False, BEFORE, RESELLER, HiddenReason.BEFORE_STANDARD),
    ],
)
def test_every_circumstance_of_s14_and_which_reason_comes_first(
    published: bool, bought_at: datetime, placed_by: ActorKind, reason: HiddenReason | None
) -> None:
    found = visibility.price_visibility(
        published=published, bought_at=bought_at, placed_by=placed_by, standard_since=STANDARD_SINCE
    )
    assert found == (SHOWN if reason is None else Hidden(reason))


@given(
    published=st.booleans(),
    bought_at=instants,
    placed_by=st.sampled_from(ActorKind),
    standard_since=st.none() | instants,
)
def test_a_price_is_shown_only_when_nothing_hides_it(
    published: bool, bought_at: datetime, placed_by: ActorKind, standard_since: datetime | None
) -> None:
    found = visibility.price_visibility(
        published=published, bought_at=bought_at, placed_by=placed_by, standard_since=standard_since
    )
    in_time = standard_since is not None and bought_at >= standard_since
    assert (found == SHOWN) == (published and in_time and placed_by is CUSTOMER)


@given(bought_at=instants, placed_by=st.sampled_from(ActorKind), standard_since=st.none() | instants)
def test_publishing_shows_a_price_exactly_when_that_was_the_reason(
    bought_at: datetime, placed_by: ActorKind, standard_since: datetime | None
) -> None:
    before, after = (
        visibility.price_visibility(
            published=published, bought_at=bought_at, placed_by=placed_by, standard_since=standard_since
        )
        for published in (False, True)
    )
    assert isinstance(before, Hidden)
    assert (after == SHOWN) == (not before.reason.is_lasting)


@given(placed_by=st.sampled_from(ActorKind))
def test_an_order_that_the_customer_did_not_place_hides_its_amounts(placed_by: ActorKind) -> None:
    found = visibility.order_visibility(placed_by=placed_by)
    assert found == (SHOWN if placed_by is CUSTOMER else Hidden(HiddenReason.ORDERED_BY_RESELLER))


def test_every_reason_has_its_sentence() -> None:
    said = {reason: str(Hidden(reason).sentence(reseller="TechSolutions")) for reason in HiddenReason}
    assert said == {
        HiddenReason.BEFORE_STANDARD: "Bought before prices were shown here.",
        HiddenReason.BOUGHT_BY_RESELLER: (
            "TechSolutions bought this for you, so the price is agreed outside the Storefront."
        ),
        HiddenReason.NOT_PUBLISHED: "TechSolutions does not publish this price.",
        HiddenReason.ORDERED_BY_RESELLER: (
            "TechSolutions placed this order for you, so the amount is not shown here."
        ),
    }


@given(minors=st.lists(st.none() | st.integers(-(10**9), 10**9)))
def test_a_sum_leaves_hidden_amounts_out_and_says_how_many(minors: list[int | None]) -> None:
    hidden = Hidden(HiddenReason.NOT_PUBLISHED)
    found = visibility.sum_of_shown(
        amounts=[
            visibility.amount_or_hidden(
                visibility=hidden if minor is None else SHOWN, amount=Money(minor or 0, "EUR")
            )
            for minor in minors
        ],
        currency="EUR",
    )
    assert found.amount == Money(sum(minor for minor in minors if minor is not None), "EUR")
    assert found.left_out == minors.count(None)
