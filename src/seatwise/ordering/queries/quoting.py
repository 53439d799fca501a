"""Loads the facts of a command, has them quoted, and carries a quote to its order, signed. Writes nothing (B1)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection

from seatwise.billing import queries as billing
from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.infra import tenancy
from seatwise.kernel.actor import Actor
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period, local_day
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_
from seatwise.ordering.domain import changing, commands, quotes
from seatwise.ordering.domain.status import LineStatus
from seatwise.ordering.queries import facts, packing
from seatwise.pricing.domain import vat
from seatwise.pricing.queries import offers
from seatwise.resellers import queries as resellers
from seatwise.subscriptions import queries as subscriptions

UnknownQuote = packing.UnknownQuote
HeldQuote = packing.HeldQuote
read = packing.read
reworded = packing.reworded
sign = packing.sign


def quote(
    *,
    command: commands.Command,
    actor: Actor,
    now: dt.datetime,
    quote_id: UUID | None = None,
    customer: customers.Customer | None = None,
) -> quotes.Quote:
    """This function will work out the money of a command for delivery today. Runs in an open transaction.

    `customer` spares a read where the caller holds it already. Raises the refusals of ordering.domain.quotes;
    customers.models.Customer.DoesNotExist or a Subscription.DoesNotExist for ids of nobody's.
    """
    customer = customer or customers.customer(customer_id=command.customer_id)
    buyer = load_buyer(customer=customer, actor=actor, now=now)
    quote_id = quote_id or uuid.uuid4()
    match command:
        case commands.Purchase():
            found = load_offers(command=command, customer=customer, buyer=buyer)
            return quotes.quote_purchase(quote_id=quote_id, command=command, buyer=buyer, offers=found)
        case commands.BuyLicences():
            held = load_held(subscription_id=command.subscription_id, customer=customer, buyer=buyer)
            return quotes.quote_licences(quote_id=quote_id, command=command, buyer=buyer, held=held)
        case commands.BuyAddOn() | commands.Reduce() | commands.Upgrade():
            moment = engine.Moment(at=now, time_zone=customer.time_zone)
            return changed(quote_id=quote_id, command=command, customer=customer, buyer=buyer, moment=moment)


def changed(
    *,
    quote_id: UUID,
    command: commands.BuyAddOn | commands.Reduce | commands.Upgrade,
    customer: customers.Customer,
    buyer: quotes.Buyer,
    moment: engine.Moment,
) -> quotes.Quote:
    """This function will quote a change of something that is held, for a buyer who is known already (B1)."""
    subject = facts.subject(subscription_id=command.subscription_id, customer_id=customer.id)
    match command:
        case commands.Reduce():
            return changing.quote_reduction(
                quote_id=quote_id, command=command, buyer=buyer, subject=subject, moment=moment
            )
        case commands.Upgrade():
            target = load_offer(offer_id=command.offer_id, customer=customer, buyer=buyer)
            return changing.quote_upgrade(
                quote_id=quote_id,
                command=command,
                buyer=buyer,
                source=subject,
                target=target,
                allowed=facts.may_become(subject=subject, target=target),
                fates=load_fates(subject=subject, target=target, customer=customer, buyer=buyer),
                moment=moment,
            )
        case commands.BuyAddOn():
            offer = load_offer(
                offer_id=command.offer_id,
                customer=customer,
                buyer=buyer,
                term_start_on=subject.held.term.start,
            )
            allowed = facts.goes_with(add_on=offer, subject=subject)
            grown = changing.grown(parent=subject, product_id=offer.product_id)
            if grown is not None:
                quotes.check_may_order(buyer)
                changing.check_add_on(buyer=buyer, parent=subject, offer=offer, allowed=allowed)
                more = commands.BuyLicences(
                    customer_id=customer.id, subscription_id=grown.subscription_id, quantity=command.quantity
                )
                held = load_held(subscription_id=grown.subscription_id, customer=customer, buyer=buyer)
                quote = quotes.quote_licences(quote_id=quote_id, command=more, buyer=buyer, held=held)
                return dataclasses.replace(quote, command=command)
            return changing.quote_add_on(
                quote_id=quote_id,
                command=command,
                buyer=buyer,
                parent=subject,
                offer=offer,
                allowed=allowed,
                ordered=facts.add_on_is_ordered(
                    subscription_id=subject.subscription_id, product_id=offer.product_id
                ),
                moment=moment,
            )


def load_offer(
    *,
    offer_id: UUID,
    customer: customers.Customer,
    buyer: quotes.Buyer,
    term_start_on: dt.date | None = None,
) -> quotes.OfferFacts:
    """This function will gather the facts of one offer, an add-on's too. Raises NotForSale for an unknown one.

    `term_start_on` is the first day of the term that an add-on joins; any other term begins today.
    """
    found = offers.priced(
        offer_ids=[offer_id],
        customer_id=customer.id,
        market=buyer.market,
        currency=buyer.currency,
        on=buyer.today,
    )
    if not found:
        raise quotes.NotForSale(N_("This product is not for sale at the moment."))
    counts = licence_counts(customer_id=customer.id, product_ids=[found[0].product_id])
    return offer_facts(
        offer=found[0], counts=counts.get(found[0].product_id, (0, 0)), on=term_start_on or buyer.today
    )


def load_fates(
    *,
    subject: changing.Subject,
    target: quotes.OfferFacts,
    customer: customers.Customer,
    buyer: quotes.Buyer,
) -> dict[UUID, changing.AddOnFate]:
    """This function will answer what becomes of each add-on when a subscription becomes the target as a whole (R22)."""
    if not subject.add_ons:
        return {}
    return fates(
        subject=subject,
        target=target,
        supported=facts.supported_add_ons(target_product_id=target.product_id),
        priced=offers.priced(
            product_ids=[add_on.product_id for add_on in subject.add_ons],
            customer_id=customer.id,
            market=buyer.market,
            currency=buyer.currency,
            on=buyer.today,
        ),
        on=buyer.today,
    )


def fates(
    *,
    subject: changing.Subject,
    target: quotes.OfferFacts,
    supported: Collection[UUID],
    priced: Iterable[offers.PricedOffer],
    on: dt.date,
) -> dict[UUID, changing.AddOnFate]:
    """This function will answer the fate of each add-on from what the target supports and what its products cost (R22)."""
    same = {
        offer.product_id: offer
        for offer in priced
        if (offer.term_months, offer.billing_months) == (target.term_months, target.billing_months)
    }
    return {
        add_on.subscription_id: changing.AddOnFate(
            supported=add_on.product_id in supported,
            offer=offer_facts(offer=same[add_on.product_id], counts=(0, 0), on=on)
            if add_on.product_id in same
            else None,
        )
        for add_on in subject.add_ons
    }


def load_buyer(
    *,
    customer: customers.Customer,
    actor: Actor,
    now: dt.datetime,
    reseller: resellers.Reseller | None = None,
    settings: resellers.Settings | None = None,
) -> quotes.Buyer:
    """This function will gather who asks, for whom, and what holds for all of the customer's orders.

    `reseller` and `settings` spare their reads where the caller holds them already.
    """
    if reseller is None and settings is None:
        reseller, settings = resellers.current_with_settings()
    reseller, settings = reseller or resellers.current(), settings or resellers.settings()
    return quotes.Buyer(
        placed_by=actor.kind,
        customers_may_order=reseller.customers_may_order,
        paid_by_card=reseller.payment_method == "card",
        approval_required=customer.approval_required,
        has_billing_address=customer.has_billing_address,
        country=customer.address_country,
        vat=vat.rate_for(
            default=Percent(settings.vat_rate_bp),
            customer=None if customer.vat_rate_bp is None else Percent(customer.vat_rate_bp),
            exempt_reason=customer.vat_exempt_reason,
        ),
        market=reseller.market,
        currency=reseller.currency,
        reseller_name=settings.name,
        standard_since=reseller.standard_since,
        today=local_day(now, customer.time_zone),
        quotes_hold_until=quotes.holds_until(now=now, time_zone=customer.time_zone),
        upgrade_billing=settings.upgrade_billing,
        approves_cancellations=settings.approves_cancellations,
        approves_add_on_cancellations=settings.approves_add_on_cancellations,
    )


def load_offers(
    *, command: commands.Purchase, customer: customers.Customer, buyer: quotes.Buyer
) -> list[quotes.OfferFacts]:
    """This function will gather the facts of a purchase's items, in their order. Raises NotForSale for an unknown offer."""
    found = {
        offer.offer_id: offer
        for offer in offers.priced(
            offer_ids=[item.offer_id for item in command.items],
            customer_id=customer.id,
            market=buyer.market,
            currency=buyer.currency,
            on=buyer.today,
        )
    }
    counts = licence_counts(
        customer_id=customer.id, product_ids=[offer.product_id for offer in found.values()]
    )
    found_facts = []
    for item in command.items:
        offer = found.get(item.offer_id)
        if offer is None or offer.kind == "addon":
            raise quotes.NotForSale(N_("This product is not for sale at the moment."))
        found_facts.append(
            offer_facts(offer=offer, counts=counts.get(offer.product_id, (0, 0)), on=buyer.today)
        )
    return found_facts


def offer_facts(*, offer: offers.PricedOffer, counts: tuple[int, int], on: dt.date) -> quotes.OfferFacts:
    """This function will answer a priced offer as a purchase needs it; `counts` is licence_counts() of its product.

    `on` is the day on which its term would begin.
    """
    held, ordered = counts
    return quotes.OfferFacts(
        offer_id=offer.offer_id,
        product_id=offer.product_id,
        name=offer.title,
        unit=offer.unit,
        bought_once=offer.kind == "one_time",
        limits=Limits(offer.smallest, offer.largest),
        allowed_countries=offer.allowed_countries,
        automatic=offer.automatic,
        instructions=offer.instructions,
        term_months=offer.term_months,
        billing_months=offer.billing_months,
        listed=offer.listed,
        published=offer.published,
        held=held,
        ordered=ordered,
        rule=rule_of(offer.vendor, on=on),
        cost_for_term=offer.cost_for_term,
        unit_price=offer.price.unit_price if offer.price else None,
        discount=offer.price.discount if offer.price else None,
        final_unit_price=offer.price.final_unit_price if offer.price else None,
    )


def load_held(
    *, subscription_id: UUID, customer: customers.Customer, buyer: quotes.Buyer
) -> quotes.HeldFacts:
    """This function will gather the facts of a subscription of the customer's. Raises Subscription.DoesNotExist."""
    row = subscriptions.held_row(
        subscription_id=subscription_id, customer_id=customer.id, standard_since=buyer.standard_since
    )
    offer = offers.priced(
        offer_ids=[row.offer_id],
        customer_id=customer.id,
        market=buyer.market,
        currency=buyer.currency,
        on=buyer.today,
    )[0]
    counts = licence_counts(customer_id=customer.id, product_ids=[row.product_id])
    return held_facts(row=row, offer=offer, counts=counts.get(row.product_id, (0, 0)))


def held_facts(
    *, row: subscriptions.HeldRow, offer: offers.PricedOffer, counts: tuple[int, int]
) -> quotes.HeldFacts:
    """This function will answer a subscription as more licences need it; `counts` is licence_counts() of its product."""
    held, ordered = counts
    return quotes.HeldFacts(
        subscription_id=row.id,
        offer_id=row.offer_id,
        product_id=row.product_id,
        name=row.name,
        vendor=row.vendor,
        logo=row.logo,
        unit=row.unit,
        limits=row.limits,
        automatic=offer.automatic,
        instructions=offer.instructions,
        term_months=row.term_months,
        billing_months=row.billing_months,
        allowed_countries=offer.allowed_countries,
        is_active=row.is_active,
        is_add_on=row.parent_id is not None,
        quantity=row.quantity,
        leaving=row.leaving,
        rule=rule_of(row.vendor, on=row.term_start_on),
        held=held,
        ordered=ordered,
        period=Period(row.period_start_on, row.period_end_on),
        published=row.published,
        price=row.price,
        cost_for_term=offer.cost_for_term,
        unit_price=row.unit_price,
        discount=row.discount,
        final_unit_price=row.final_unit_price,
    )


def rule_of(vendor: str, *, on: dt.date) -> tuple[str, int]:
    """This function will answer name and version of a vendor's rule for terms that begin on a day (R16)."""
    rule = billing.rule_of(vendor=vendor, on=on)
    return rule.name, rule.version


def licence_counts(*, customer_id: UUID, product_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """This function will count a customer's licences of products: held, and ordered in lines that have not ended (R6)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT product_id, sum(held)::int, sum(ordered)::int FROM (
                SELECT product_id, quantity AS held, 0 AS ordered FROM subscription
                WHERE reseller_id = %(reseller)s AND customer_id = %(customer)s AND product_id = ANY(%(products)s)
                UNION ALL
                SELECT product_id, quantity, 0 FROM asset
                WHERE reseller_id = %(reseller)s AND customer_id = %(customer)s AND product_id = ANY(%(products)s)
                  AND status = 'active'
                UNION ALL
                SELECT l.product_id, 0, l.quantity + l.extra FROM sales_order o
                JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
                WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s
                  AND o.status IN ('pending_reseller_approval', 'in_progress')
                  AND l.product_id = ANY(%(products)s) AND l.status <> ALL(%(ended)s) AND l.action <> 'remove'
            ) AS counted GROUP BY product_id
            """,
            {
                "reseller": tenancy.current_reseller_id(),
                "customer": customer_id,
                "products": list(product_ids),
                "ended": [LineStatus.DELIVERED.value, LineStatus.CANCELED.value],
            },
        )
        return {product: (held, ordered) for product, held, ordered in cursor.fetchall()}
