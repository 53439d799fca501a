"""What changes of prices would do, before they are saved: old and new price, margin, whom they reach and when (S25, R10, R27)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from seatwise.catalogue import queries as products
from seatwise.console.prices import queries
from seatwise.customers.middleware import Visitor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import changes as rules
from seatwise.pricing.domain.changes import Change, Edit, Reach, Renewing, What
from seatwise.pricing.domain.unit_price import Markups, PriceBreakdown
from seatwise.pricing.queries import offers, settings
from seatwise.pricing.queries.offers import PricedOffer
from seatwise.subscriptions.queries import renewing


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One term of a product, and what the changes make of it. `before` and `after` are None where it has no price in force.

    `changes` are those that name this term; a markup stands with the first term of its product.
    """

    offer: PricedOffer
    before: PriceBreakdown | None
    after: PriceBreakdown | None
    changes: tuple[Change, ...]
    reach: Reach | None
    own_below_cost: int
    """How many customers with a special price or a discount of their own would pay less than it costs."""

    @property
    def is_below_cost(self) -> bool:
        """Whether the change sells it below cost; what was sold so before and stays as it is asks for no second yes."""
        if self.own_below_cost:
            return True
        if self.after is None or not self.after.is_below_cost:
            return False
        return self.before is None or self.before.final_unit_price != self.after.final_unit_price


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that is touched, by title and term. `standing`: what each change would replace now; None among the values is none."""

    touched: tuple[Touched, ...]
    standing: Mapping[tuple[What, UUID], int | None]

    @property
    def below_cost(self) -> tuple[Touched, ...]:
        """What would be sold for less than it costs."""
        return tuple(one for one in self.touched if one.is_below_cost)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What stands today for the products that are touched."""

    priced: Sequence[PricedOffer]
    markups: Mapping[UUID, int | None]
    everybodys: Mapping[tuple[What, UUID], settings.Everybodys]
    categories: Mapping[UUID, Percent | None]
    category_of: Mapping[UUID, UUID]
    default: Percent
    currency: str


def review(*, visitor: Visitor, changes: Sequence[Change], now: dt.datetime) -> Review:
    """This function will answer what changes would do today; those of products that are not listed do nothing.

    In a fixed number of statements, however many changes there are.
    """
    today = queries.today(visitor, now)
    facts = _facts(visitor, changes, today)
    wanted = {change.key: change for change in changes}
    standing = {key: _standing(facts, key) for key in wanted}
    edits = {offer.offer_id: _edit(facts, offer, wanted, standing) for offer in facts.priced}
    edits = {offer_id: edit for offer_id, edit in edits.items() if edit != Edit()}
    reached = _reach(visitor, edits)
    own_below_cost = queries.own_below_cost(visitor=visitor, edits=edits, today=today)
    told: set[UUID] = set()
    touched = []
    for offer in facts.priced:
        edit = edits.get(offer.offer_id)
        if edit is None:
            continue
        own = [wanted.get((what, offer.offer_id)) for what in (What.SPECIAL_PRICE, What.DISCOUNT)]
        if offer.product_id not in told:
            own.insert(0, wanted.get((What.MARKUP, offer.product_id)))
            told.add(offer.product_id)
        touched.append(
            Touched(
                offer=offer,
                before=offer.price,
                after=rules.repriced(price=offer.price, edit=edit) if offer.price else None,
                changes=tuple(one for one in own if one is not None),
                reach=reached.get(offer.offer_id),
                own_below_cost=own_below_cost.get(offer.offer_id, 0),
            )
        )
    return Review(touched=tuple(touched), standing=standing)


def _facts(visitor: Visitor, changes: Iterable[Change], today: dt.date) -> _Facts:
    named = list(changes)
    found = products.offers(offer_ids=[one.subject_id for one in named if one.what is not What.MARKUP])
    product_ids = {one.subject_id for one in named if one.what is What.MARKUP}
    product_ids |= {offer.product_id for offer in found.values()}
    markups = settings.listed_markups(product_ids=list(product_ids))
    priced = offers.priced(
        product_ids=list(markups),
        customer_id=None,
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
        on=today,
    )
    known = products.products(product_ids=list(markups))
    return _Facts(
        priced=priced,
        markups=markups,
        everybodys=settings.everybodys(
            offer_ids=[one.offer_id for one in priced], currency=visitor.reseller.currency, today=today
        ),
        categories={one.category_id: one.markup for one in settings.category_markups()},
        category_of={product_id: product.category_id for product_id, product in known.items()},
        default=Percent(visitor.settings.default_markup_bp),
        currency=visitor.reseller.currency,
    )


def _standing(facts: _Facts, key: tuple[What, UUID]) -> int | None:
    what, subject_id = key
    if what is What.MARKUP:
        return facts.markups.get(subject_id)
    found = facts.everybodys.get(key)
    return None if found is None else found.value


def _edit(
    facts: _Facts,
    offer: PricedOffer,
    wanted: Mapping[tuple[What, UUID], Change],
    standing: Mapping[tuple[What, UUID], int | None],
) -> Edit:
    edit = Edit()
    for what, subject_id in (
        (What.MARKUP, offer.product_id),
        (What.SPECIAL_PRICE, offer.offer_id),
        (What.DISCOUNT, offer.offer_id),
    ):
        change = wanted.get((what, subject_id))
        if change is None or change.after == standing[change.key]:
            continue
        found = facts.everybodys.get(change.key)
        days = None if found is None else found.next_days
        match what:
            case What.MARKUP:
                markups = Markups(
                    product=_percent(change.after),
                    category=facts.categories.get(facts.category_of[offer.product_id]),
                    reseller=facts.default,
                )
                edit = dataclasses.replace(edit, markups=markups)
            case What.SPECIAL_PRICE:
                price = None if change.after is None else Money(change.after, facts.currency)
                edit = dataclasses.replace(edit, special_price=price, special_days=days)
            case What.DISCOUNT:
                edit = dataclasses.replace(edit, discount=_percent(change.after), discount_days=days)
    return edit


def _reach(visitor: Visitor, edits: Mapping[UUID, Edit]) -> dict[UUID, Reach]:
    if not edits:
        return {}
    held = [
        Renewing(offer_id=offer_id, customer_id=customer_id, on=day, subscriptions=count)
        for offer_id, customer_id, day, count in renewing.renewing(offer_ids=list(edits))
    ]
    prices = offers.in_force(
        wanted={(one.offer_id, one.customer_id, one.on) for one in held},
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
    )
    return rules.reach(renewing=held, prices=prices, edits=edits)


def _percent(points: int | None) -> Percent | None:
    return None if points is None else Percent(points)
