"""Places an order: exactly what the quote showed, once, or a refusal that says what moved (R5, R27, B1)."""

import datetime as dt
from uuid import UUID

from seatwise.customers import operations as customers
from seatwise.customers import queries as customer_queries
from seatwise.infra import numbering, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.operations import history
from seatwise.ordering.queries import packing, quoting
from seatwise.subscriptions import operations as subscriptions


class QuoteMoved(Refusal):
    """The amounts are not those that were shown. `quote` has the present ones."""

    code = "quote_moved"

    def __init__(self, quote: quotes.Quote) -> None:
        super().__init__(
            N_("The price has moved since it was shown. Nothing was ordered. Look at the new amounts.")
        )
        self.quote = quote


class QuoteExpired(Refusal):
    """The amounts are those that were shown, and were shown too long ago. `quote` holds for another while."""

    code = "quote_expired"

    def __init__(self, quote: quotes.Quote) -> None:
        super().__init__(
            N_(
                "The time for which this price was held is over. Nothing was ordered."
                " This is the price now: submit it once more to order."
            )
        )
        self.quote = quote


def place(*, token: str, customer_id: UUID, actor: Actor, now: dt.datetime) -> int:
    """This function will place the order of a signed quote for a customer and answer the order's number.

    The same quote twice answers the first order, however late (R5). Locks customer → subscription. Needs a writing door.
    Raises UnknownQuote, QuoteMoved or QuoteExpired (409) and the refusals of ordering.domain.quotes.
    """
    transactions.assert_writing()
    held = quoting.read(token)
    if held.command.customer_id != customer_id:
        raise quoting.UnknownQuote(
            N_("This form is damaged or too old. Work out the price again; nothing was ordered.")
        )
    customer = customers.lock(customer_id=customer_id)
    for number in models.Order.objects.filter(quote_id=held.id).values_list("number", flat=True):
        return int(number)
    if not isinstance(held.command, commands.Purchase):
        subscriptions.lock(subscription_id=held.command.subscription_id, customer_id=customer_id)
    quote = quoting.quote(command=held.command, actor=actor, now=now, quote_id=held.id, customer=customer)
    if quote.fingerprint != held.fingerprint:
        raise QuoteMoved(quote)
    if now >= held.holds_until:
        raise QuoteExpired(quote)
    return _write(quote=quote, customer=customer, actor=actor, now=now)


def _write(
    *, quote: quotes.Quote, customer: customer_queries.Customer, actor: Actor, now: dt.datetime
) -> int:
    status = OrderStatus.PENDING_RESELLER_APPROVAL if quote.approval_needed else OrderStatus.IN_PROGRESS
    order = models.Order.objects.create(
        number=numbering.take(numbering.Series.ORDER),
        customer_id=customer.id,
        type=packing.type_of(quote.command, is_add_on=quote.lines[0].is_add_on),
        status=status.value,
        quote_id=quote.id,
        placed_by=actor.kind.value,
        placed_by_user_id=actor.user_id,
        placed_by_name=actor.name,
        submitted_at=now,
        currency=quote.total.net.currency,
        net_minor=quote.total.net.minor,
        vat_minor=quote.total.vat.minor,
        vat_exempt_reason=quote.vat_exempt_reason,
        note=quote.command.note,
        reference=quote.command.reference,
        what=f"{quote.lines[0].name}, {quote.lines[0].quantity} {quote.lines[0].unit}",
        line_count=len(quote.lines),
        billing_address={
            "name": customer.name,
            "line": customer.address_line,
            "postcode": customer.address_postcode,
            "city": customer.address_city,
            "country": customer.address_country,
        },
    )
    models.OrderLine.objects.bulk_create(
        [
            _line(order_id=order.id, position=position, line=line, status=status)
            for position, line in enumerate(quote.lines, start=1)
        ]
    )
    for line in quote.lines:
        if line.source_id is not None:
            subscriptions.reserve(subscription_id=line.source_id, quantity=line.quantity)
    history.first_move(order=order, actor=actor, now=now)
    history.tell(kind="order.placed", order=order, actor=actor, now=now)
    if status is OrderStatus.IN_PROGRESS:
        history.accept(order=order, actor=actor, now=now)
    return int(order.number)


def _line(*, order_id: UUID, position: int, line: quotes.QuotedLine, status: OrderStatus) -> models.OrderLine:
    waits = status is OrderStatus.PENDING_RESELLER_APPROVAL
    return models.OrderLine(
        order_id=order_id,
        position=position,
        product_id=line.product_id,
        offer_id=line.offer_id,
        name=line.name,
        unit=line.unit,
        automatic=line.automatic,
        instructions=line.instructions,
        term_months=line.term_months,
        billing_months=line.billing_months,
        quantity=line.quantity,
        currency=line.unit_price.currency,
        cost_for_term=line.cost_for_term,
        unit_price_minor=line.unit_price.minor,
        discount_bp=line.discount.basis_points if line.discount else 0,
        final_unit_price_minor=line.final_unit_price.minor,
        vat_rate_bp=line.vat_rate.basis_points,
        quoted_net_minor=line.amount.net.minor,
        quoted_vat_minor=line.amount.vat.minor,
        quoted_share_num=line.share[0],
        quoted_share_den=line.share[1],
        status=(LineStatus.PENDING if waits or line.planned_on else LineStatus.IN_PROGRESS).value,
        action=line.action,
        extra=line.extra,
        planned_on=line.planned_on,
        subscription_id=line.subscription_id,
        source_id=line.source_id,
        parent_id=line.parent_id,
        batch_id=line.batch_id,
    )
