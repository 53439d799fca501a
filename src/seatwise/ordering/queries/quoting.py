"""Loads the facts of a command, has them quoted, and carries a quote to its order, signed. Writes nothing (B1)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection

from seatwise.customers import queries as customers
from seatwise.infra import tenancy
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period, local_day
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain import commands, moves, quotes
from seatwise.ordering.domain.status import LineStatus
from seatwise.pricing.domain import vat, visibility
from seatwise.pricing.queries import offers
from seatwise.resellers import queries as resellers
from seatwise.subscriptions import queries as subscriptions

_SALT = "seatwise.quote"


class UnknownQuote(Refusal):
    code = "unknown_quote"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldQuote:
    """What a signed quote carries: its id, the command, and the amounts that were shown."""

    id: UUID
    command: commands.Command
    fingerprint: list[list[int | str]]

    @property
    def gross_minor(self) -> int:
        """What the person saw as the total, VAT included, in minor units."""
        return moves.gross_minor(self.fingerprint)


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
            facts = load_offers(command=command, customer=customer, buyer=buyer)
            return quotes.quote_purchase(quote_id=quote_id, command=command, buyer=buyer, offers=facts)
        case commands.BuyLicences():
            held = load_held(subscription_id=command.subscription_id, customer=customer, buyer=buyer)
            return quotes.quote_licences(quote_id=quote_id, command=command, buyer=buyer, held=held)


def sign(quote: quotes.Quote) -> str:
    """This function will write a quote as a signed text that its form carries back."""
    return _signed(HeldQuote(id=quote.id, command=quote.command, fingerprint=quote.fingerprint))


def reworded(*, token: str, reference: str, note: str) -> str:
    """This function will write a signed quote anew with other words on it: same id, same money. Raises UnknownQuote."""
    held = read(token)
    command = dataclasses.replace(held.command, reference=reference, note=note)
    return _signed(dataclasses.replace(held, command=command))


def read(token: str) -> HeldQuote:
    """This function will read a signed quote of the current reseller. Raises UnknownQuote for anything else."""
    try:
        held = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        held = {}
    if held.get("of") != str(tenancy.current_reseller_id()):
        raise UnknownQuote(
            N_("This form is damaged or too old. Work out the price again; nothing was ordered.")
        )
    return HeldQuote(id=UUID(held["id"]), command=_unpacked(held["command"]), fingerprint=held["amounts"])


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
    facts = []
    for item in command.items:
        offer = found.get(item.offer_id)
        if offer is None or offer.kind == "addon":
            raise quotes.NotForSale(N_("This product is not for sale at the moment."))
        facts.append(offer_facts(offer=offer, counts=counts.get(offer.product_id, (0, 0))))
    return facts


def offer_facts(*, offer: offers.PricedOffer, counts: tuple[int, int]) -> quotes.OfferFacts:
    """This function will answer a priced offer as a purchase needs it; `counts` is licence_counts() of its product."""
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
        cost_for_term=offer.cost_for_term,
        unit_price=offer.price.unit_price if offer.price else None,
        discount=offer.price.discount if offer.price else None,
        final_unit_price=offer.price.final_unit_price if offer.price else None,
    )


def load_held(
    *, subscription_id: UUID, customer: customers.Customer, buyer: quotes.Buyer
) -> quotes.HeldFacts:
    """This function will gather the facts of a subscription of the customer's. Raises Subscription.DoesNotExist."""
    held = subscriptions.held(subscription_id=subscription_id, customer_id=customer.id)
    offer = offers.priced(
        offer_ids=[held.offer_id],
        customer_id=customer.id,
        market=buyer.market,
        currency=buyer.currency,
        on=buyer.today,
    )[0]
    all_held, ordered = licence_counts(customer_id=customer.id, product_ids=[held.product_id]).get(
        held.product_id, (0, 0)
    )
    return quotes.HeldFacts(
        subscription_id=held.id,
        offer_id=held.offer_id,
        product_id=held.product_id,
        name=held.name,
        unit=offer.unit,
        limits=Limits(offer.smallest, offer.largest),
        automatic=offer.automatic,
        instructions=offer.instructions,
        term_months=held.term_months,
        billing_months=held.billing_months,
        is_active=held.status == "active",
        is_add_on=held.is_add_on,
        quantity=held.quantity,
        held=all_held,
        ordered=ordered,
        period=Period(held.period_start_on, held.period_end_on),
        published=offer.published,
        price=visibility.price_visibility(
            published=offer.published,
            bought_at=held.bought_at,
            placed_by=ActorKind(held.bought_by),
            standard_since=buyer.standard_since,
        ),
        cost_for_term=offer.cost_for_term,
        unit_price=Money(held.unit_price_minor, held.currency),
        discount=Percent(held.discount_bp) if held.discount_bp else None,
        final_unit_price=Money(held.final_unit_price_minor, held.currency),
    )


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
                SELECT l.product_id, 0, l.quantity FROM sales_order o
                JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
                WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s
                  AND o.status IN ('pending_reseller_approval', 'in_progress')
                  AND l.product_id = ANY(%(products)s) AND l.status <> ALL(%(ended)s)
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


def _signed(held: HeldQuote) -> str:
    packed = {
        "id": str(held.id),
        "of": str(tenancy.current_reseller_id()),
        "command": _packed(held.command),
        "amounts": held.fingerprint,
    }
    return signing.dumps(packed, salt=_SALT, compress=True)


def _packed(command: commands.Command) -> dict[str, Any]:
    match command:
        case commands.Purchase():
            return {
                "type": models.OrderType.PURCHASE.value,
                "customer": str(command.customer_id),
                "items": [[str(item.offer_id), item.quantity] for item in command.items],
                "note": command.note,
                "reference": command.reference,
            }
        case commands.BuyLicences():
            return {
                "type": models.OrderType.BUY_LICENCES.value,
                "customer": str(command.customer_id),
                "subscription": str(command.subscription_id),
                "quantity": command.quantity,
                "note": command.note,
                "reference": command.reference,
            }


def _unpacked(packed: dict[str, Any]) -> commands.Command:
    shared = {
        "customer_id": UUID(packed["customer"]),
        "note": packed["note"],
        "reference": packed["reference"],
    }
    if packed["type"] == models.OrderType.PURCHASE:
        items = tuple(commands.Item(offer_id=UUID(offer), quantity=count) for offer, count in packed["items"])
        return commands.Purchase(items=items, **shared)
    return commands.BuyLicences(
        subscription_id=UUID(packed["subscription"]), quantity=packed["quantity"], **shared
    )
