"""What a subscription can become, and which add-ons go with it: what is on sale, and what is not with the reason (S18, S21)."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from uuid import UUID

from seatwise.catalogue import queries as catalogue
from seatwise.customers import queries as customers
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import changing, quotes
from seatwise.ordering.queries import quoting
from seatwise.pricing.queries import offers


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is sold around a subscription on a day: what its product may become, the add-ons by the product they go with, every
    offer of all of these and of what is held with its price, and quoting.licence_counts() of their products.
    """

    on: dt.date
    targets: frozenset[UUID]
    add_ons: Mapping[UUID, frozenset[UUID]]
    priced: tuple[offers.PricedOffer, ...]
    counts: Mapping[UUID, tuple[int, int]]

    def facts(self, offer: offers.PricedOffer) -> quotes.OfferFacts:
        """This function will answer one of its offers as a quote needs it."""
        return quoting.offer_facts(offer=offer, counts=self.counts.get(offer.product_id, (0, 0)), on=self.on)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`open` can be chosen, of targets those first that can be had today, then what keeps the term, then by price; `closed` are
    names with the reason why they cannot.
    """

    open: tuple[quotes.OfferFacts, ...]
    closed: tuple[tuple[str, Refusal], ...]


def around(
    *, product_id: UUID, add_on_ids: Collection[UUID], customer: customers.Customer, buyer: quotes.Buyer
) -> Around:
    """This function will read what is sold around a product of which a customer holds a subscription. Three statements.

    `add_on_ids` are the products of the add-ons that hang on it.
    """
    targets, add_ons = catalogue.paths(product_id=product_id, add_on_ids=add_on_ids)
    product_ids = [*{product_id, *add_on_ids, *targets, *add_ons[product_id]}]
    return Around(
        on=buyer.today,
        targets=targets,
        add_ons=add_ons,
        priced=tuple(
            offers.priced(
                product_ids=product_ids,
                customer_id=customer.id,
                market=buyer.market,
                currency=buyer.currency,
                on=buyer.today,
            )
        ),
        counts=quoting.licence_counts(customer_id=customer.id, product_ids=product_ids),
    )


def targets(*, subject: changing.Subject, around: Around, buyer: quotes.Buyer) -> Choices:
    """This function will answer what is on sale that a subscription can become: offers on an allowed path, its own product's
    other terms among them, in the reseller's billing period for upgrades (S18, R22).
    """
    found = _choices(
        product_ids=around.targets | {subject.product_id},
        months=changing.upgrade_months(source=subject, buyer=buyer),
        subject=subject,
        around=around,
        buyer=buyer,
    )
    # Its own product without another term is no target that lacks one.
    own = {offer.title for offer in around.priced if offer.product_id == subject.product_id}
    return dataclasses.replace(
        found,
        open=tuple(
            sorted(found.open, key=lambda offer: changing.waits_for_term(subject=subject, target=offer))
        ),
        closed=tuple(each for each in found.closed if each[0] not in own),
    )


def may_become_something(*, subject: changing.Subject, around: Around, buyer: quotes.Buyer) -> bool:
    """This function will answer whether there is any path at all, on sale or not (S22)."""
    months = changing.upgrade_months(source=subject, buyer=buyer)
    return bool(around.targets - {subject.product_id}) or any(
        offer.product_id == subject.product_id
        and offer.offer_id != subject.offer_id
        and offer.billing_months == months
        for offer in around.priced
    )


def add_ons(*, subject: changing.Subject, around: Around, buyer: quotes.Buyer) -> Choices:
    """This function will answer the add-ons on sale for a subscription, in its own term and billing period (R21)."""
    return _choices(
        product_ids=around.add_ons[subject.product_id],
        months=subject.billing_months,
        term=subject.term_months,
        subject=subject,
        around=around,
        buyer=buyer,
    )


def _choices(
    *,
    product_ids: Collection[UUID],
    months: int,
    term: int | None = None,
    subject: changing.Subject,
    around: Around,
    buyer: quotes.Buyer,
) -> Choices:
    by_customer = buyer.placed_by is ActorKind.CUSTOMER
    shown = [
        offer
        for offer in around.priced
        if offer.product_id in product_ids
        and (offer.published if by_customer else offer.listed)
        and offer.kind != "one_time"
        and offer.offer_id != subject.offer_id
    ]
    fitting = [
        offer
        for offer in shown
        if offer.billing_months == months and term in {None, offer.term_months} and offer.price is not None
    ]
    sold = {offer.product_id for offer in fitting}
    names = dict.fromkeys(offer.title for offer in shown if offer.product_id not in sold)
    open_ones = [around.facts(offer) for offer in fitting]
    open_ones.sort(
        key=lambda offer: (
            offer.term_months != subject.term_months,
            offer.final_unit_price.minor if offer.final_unit_price else 0,
            offer.name,
        )
    )
    return Choices(open=tuple(open_ones), closed=tuple((name, _no_period(name)) for name in names))


def _no_period(name: str) -> Refusal:
    return changing.UpgradeNotAllowed(N_("%(name)s is not sold in this billing period."), name=name)
