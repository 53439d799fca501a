"""Changes of prices before they are saved: what each makes of an amount, from when, until when, and for whom (S25, R9, R10).

docs/pricing.md says the same in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, StrEnum
from uuid import UUID

from seatwise.kernel.money import Money
from seatwise.kernel.percent import ZERO, Percent
from seatwise.kernel.sentence import N_
from seatwise.pricing.domain import unit_price
from seatwise.pricing.domain.unit_price import Audience, Markups, MarkupSource, PriceBreakdown

_ONE_DAY = timedelta(days=1)


class What(StrEnum):
    """What a price table and the rows of the catalogue can change; the special price and the discount are everybody's."""

    MARKUP = "markup"
    SPECIAL_PRICE = "special_price"
    DISCOUNT = "discount"

    @property
    def label(self) -> str:
        """The thing's name, to be translated at the edge."""
        return {
            What.MARKUP: N_("Markup"),
            What.SPECIAL_PRICE: N_("Special price"),
            What.DISCOUNT: N_("Discount"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One value that is to become another, None for none: basis points of a markup or a discount, minor units of a price.

    `subject_id` is the product of a markup, else the offer. `before` is what the person saw; where something else stands
    meanwhile, nothing is written.
    """

    what: What
    subject_id: UUID
    before: int | None
    after: int | None

    @property
    def key(self) -> tuple[What, UUID]:
        """What it changes."""
        return self.what, self.subject_id


class Kept(Enum):
    """What an edit does not touch."""

    KEPT = "kept"


KEPT = Kept.KEPT


@dataclass(frozen=True, slots=True)
class Days:
    """The days [first, last] of a special price or a discount; no last day is without end."""

    first: date
    last: date | None

    def hold(self, day: date) -> bool:
        """Answer whether the day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What changes make of one offer for everybody: its markups, and a special price and a discount on their days."""

    markups: Markups | None = None
    special_price: Money | Kept | None = KEPT
    special_days: Days | None = None
    discount: Percent | Kept | None = KEPT
    discount_days: Days | None = None

    def on(self, day: date) -> "Edit":
        """Answer what of it holds on a day: a markup always, the rest on its days."""
        special = self.special_days is None or self.special_days.hold(day)
        discount = self.discount_days is None or self.discount_days.hold(day)
        return replace(
            self,
            special_price=self.special_price if special else KEPT,
            discount=self.discount if discount else KEPT,
        )


def days_of(*, today: date, standing: Days | None, planned: Iterable[Days]) -> Days:
    """Answer the days of a special price or a discount that is typed today without any (R9).

    It begins today. It takes the place of the one in force and ends with it; without one, it ends the day before the next
    planned one, so that no two overlap.
    """
    if standing is not None:
        return Days(today, standing.last)
    following = min((days.first for days in planned if days.first > today), default=None)
    return Days(today, None if following is None else following - _ONE_DAY)


def repriced(*, price: PriceBreakdown, edit: Edit) -> PriceBreakdown:
    """Answer what a price would be with an edit; a customer's own special price or discount stays before everybody's (R8, R9)."""
    special_own = price.special_price if price.special_price_for is Audience.THIS_CUSTOMER else None
    special_all = price.special_price if price.special_price_for is Audience.EVERYBODY else None
    discount_own = price.discount if price.discount_for is Audience.THIS_CUSTOMER else None
    discount_all = price.discount if price.discount_for is Audience.EVERYBODY else None
    return unit_price.price(
        # A cost of one billing period is the cost of a term of one.
        cost_for_term=price.cost_per_period,
        currency=price.unit_price.currency,
        term_months=0,
        billing_months=None,
        markups=edit.markups or as_chosen(price),
        special_price_for_customer=special_own,
        special_price_for_everybody=special_all
        if isinstance(edit.special_price, Kept)
        else edit.special_price,
        discount_for_customer=discount_own,
        discount_for_everybody=discount_all if isinstance(edit.discount, Kept) else edit.discount,
        quantity=price.quantity,
    )


def as_chosen(price: PriceBreakdown) -> Markups:
    """Answer markups of which the one that the price has is chosen again."""
    match price.markup_source:
        case MarkupSource.PRODUCT:
            return Markups(product=price.markup, reseller=ZERO)
        case MarkupSource.CATEGORY:
            return Markups(category=price.markup, reseller=ZERO)
        case MarkupSource.RESELLER:
            return Markups(reseller=price.markup)


def below_cost(
    *, own: Mapping[tuple[UUID, UUID], PriceBreakdown], edits: Mapping[UUID, Edit], today: date
) -> dict[UUID, int]:
    """Answer by offer how many customers its edit takes below cost, offers that take none there left out (S25).

    `own` are the prices of today, by (offer, customer), of those who have a special price or a discount of their own: what an
    edit makes of everybody's price says nothing of theirs.
    """
    found: dict[UUID, int] = {}
    for (offer_id, _), price in own.items():
        edit = edits.get(offer_id)
        if edit is None:
            continue
        after = repriced(price=price, edit=edit.on(today))
        if after.is_below_cost and after.final_unit_price != price.final_unit_price:
            found[offer_id] = found.get(offer_id, 0) + 1
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewing:
    """Subscriptions of one offer that one customer holds and that begin a new term on the same day."""

    offer_id: UUID
    customer_id: UUID
    on: date
    subscriptions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whom an edit of one offer reaches: customers, their subscriptions, and the day of the first renewal."""

    customers: int
    subscriptions: int
    first_on: date


def reach(
    *,
    renewing: Iterable[Renewing],
    prices: Mapping[tuple[UUID, UUID, date], PriceBreakdown | None],
    edits: Mapping[UUID, Edit],
) -> dict[UUID, Reach]:
    """Answer by offer whom its edit reaches, offers that reach nobody left out (R10).

    Whoever renews pays the price in force on that day: `prices` by (offer, customer, day), as they are without the edits.
    Only who would pay another amount because of the edit is reached: not who has a special price of its own, and not who
    renews after the edit's last day. Nothing else that is held changes its price.
    """
    found: dict[UUID, list[Renewing]] = {}
    for one in renewing:
        price, edit = prices.get((one.offer_id, one.customer_id, one.on)), edits.get(one.offer_id)
        if price is None or edit is None:
            continue
        if repriced(price=price, edit=edit.on(one.on)).final_unit_price != price.final_unit_price:
            found.setdefault(one.offer_id, []).append(one)
    return {
        offer_id: Reach(
            customers=len({one.customer_id for one in reached}),
            subscriptions=sum(one.subscriptions for one in reached),
            first_on=min(one.on for one in reached),
        )
        for offer_id, reached in found.items()
    }
