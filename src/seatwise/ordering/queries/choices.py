"""What a subscription can become, and which add-ons go with it: what is on sale, and what is not with the reason (S18, S21, S22)."""

import dataclasses
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from seatwise.catalogue import queries as catalogue
from seatwise.customers import queries as customers
from seatwise.infra import tenancy
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import changing, quotes
from seatwise.ordering.queries import facts, quoting
from seatwise.pricing.queries import offers


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """`open` can be chosen, by price; `closed` are names with the reason why they cannot."""

    open: tuple[quotes.OfferFacts, ...]
    closed: tuple[tuple[str, Refusal], ...]


def targets(*, subject: changing.Subject, customer: customers.Customer, buyer: quotes.Buyer) -> Choices:
    """This function will answer what a subscription can be upgraded to: published products on an allowed path, its own with
    another term among them (S18, R22).

    Each in the reseller's billing period for upgrades, in the subscription's own term where there is one, else the shortest.
    """
    months = changing.upgrade_months(source=subject, buyer=buyer)
    products = catalogue.targets_of(source_ids=[subject.product_id])[subject.product_id]
    return _choices(
        product_ids=products | {subject.product_id},
        months=months,
        term=subject.term_months,
        without=subject.offer_id,
        customer=customer,
        buyer=buyer,
    )


def add_ons(*, subject: changing.Subject, customer: customers.Customer, buyer: quotes.Buyer) -> Choices:
    """This function will answer the add-ons on sale for a subscription, in its own term and billing period (R21)."""
    found = _choices(
        product_ids=facts.supported_add_ons(target_product_id=subject.product_id),
        months=subject.billing_months,
        term=subject.term_months,
        customer=customer,
        buyer=buyer,
    )
    same = tuple(offer for offer in found.open if offer.term_months == subject.term_months)
    return dataclasses.replace(found, open=same)


def with_choices(*, product_ids: Collection[UUID]) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """This function will answer which products have something on sale to become, and which have an add-on. One statement (S22)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _WITH_CHOICES, {"reseller": tenancy.current_reseller_id(), "products": list(product_ids)}
        )
        rows = cursor.fetchall()
    return (
        frozenset(product for product, kind in rows if kind == "target"),
        frozenset(product for product, kind in rows if kind == "add_on"),
    )


_WITH_CHOICES = """
SELECT DISTINCT c.source_id, 'target' FROM conversion c
JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = c.target_id AND l.published_at IS NOT NULL
WHERE c.source_id = ANY(%(products)s)
UNION ALL
SELECT o.product_id, 'target' FROM offer o
JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = o.product_id AND l.published_at IS NOT NULL
WHERE o.product_id = ANY(%(products)s) GROUP BY o.product_id, o.billing_months HAVING count(*) > 1
UNION ALL
SELECT DISTINCT a.parent_id, 'add_on' FROM add_on_parent a
JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = a.addon_id AND l.published_at IS NOT NULL
WHERE a.parent_id = ANY(%(products)s)
"""


def _choices(
    *,
    product_ids: Collection[UUID],
    months: int,
    term: int,
    without: UUID | None = None,
    customer: customers.Customer,
    buyer: quotes.Buyer,
) -> Choices:
    if not product_ids:
        return Choices(open=(), closed=())
    priced = offers.priced(
        product_ids=list(product_ids),
        customer_id=customer.id,
        market=buyer.market,
        currency=buyer.currency,
        on=buyer.today,
    )
    shown = [
        offer
        for offer in priced
        if offer.listed and offer.published and offer.kind != "one_time" and offer.offer_id != without
    ]
    counts = quoting.licence_counts(
        customer_id=customer.id, product_ids=list({offer.product_id for offer in shown})
    )
    found, closed = [], []
    for product_id in dict.fromkeys(offer.product_id for offer in shown):
        own = [offer for offer in shown if offer.product_id == product_id]
        fitting = [offer for offer in own if offer.billing_months == months and offer.price is not None]
        if not fitting and without in {offer.offer_id for offer in priced if offer.product_id == product_id}:
            continue
        if not fitting:
            closed.append((own[0].title, _no_period(own[0].title)))
            continue
        best = min(fitting, key=lambda offer: (offer.term_months != term, offer.term_months))
        found.append(quoting.offer_facts(offer=best, counts=counts.get(product_id, (0, 0))))
    found.sort(key=lambda offer: (offer.final_unit_price.minor if offer.final_unit_price else 0, offer.name))
    return Choices(open=tuple(found), closed=tuple(closed))


def _no_period(name: str) -> Refusal:
    return changing.UpgradeNotAllowed(N_("%(name)s is not sold in this billing period."), name=name)
