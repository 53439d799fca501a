"""Delivers, cancels, fails and retries order lines. A delivered line changes what is held and writes its charge (R2, R4, S24)."""

import datetime as dt
from typing import Any
from uuid import UUID

from seatwise.assets import operations as assets
from seatwise.billing import operations as billing
from seatwise.billing.domain import proration
from seatwise.infra import events
from seatwise.kernel.actor import Actor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_
from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus
from seatwise.ordering.operations import history
from seatwise.subscriptions import operations as subscriptions


def deliver(*, line_id: UUID, reference: str = "", actor: Actor, now: dt.datetime) -> None:
    """This function will deliver a line: holdings, ledger, charge and history change in one transaction.

    Prices are those of the order; days are counted on the customer's day of delivery (R27).
    Raises AlreadyDecided for a line that has ended, SubscriptionEnded, PeriodEnded.
    """
    customer, order, line = history.lock_line(line_id=line_id)
    history.check_line(line=line, to=LineStatus.DELIVERED)
    on = local_day(now, customer.time_zone)
    history.move_line(
        line=line,
        to=LineStatus.DELIVERED,
        actor=actor,
        now=now,
        changes={"delivered_at": now}
        | _held(order=order, line=line, on=on, reference=reference.strip(), now=now),
    )
    events.record(kind="line.delivered", subject_id=line.id, payload={"order_id": str(order.id)}, now=now)
    history.settle(order=order, actor=actor, now=now)


def cancel_line(*, line_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will cancel a line that is not delivered, with a reason that the customer reads. Nothing is charged."""
    if not reason.strip():
        raise history.ReasonMissing(
            N_("Write the reason. The customer reads it in the order and in the mail.")
        )
    _, order, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.CANCELED, actor=actor, reason=reason.strip(), now=now)
    history.settle(order=order, actor=actor, now=now)


def fail_line(*, line_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will mark that a line could not be delivered, and why, in plain words. The order stays In Progress."""
    _, _, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.FAILED, actor=actor, reason=reason, now=now)


def retry_line(*, line_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will send a failed line into delivery again (R19)."""
    _, order, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.IN_PROGRESS, actor=actor, now=now)
    events.record(kind="order.accepted", subject_id=order.id, payload={}, now=now)


def _held(
    *, order: models.Order, line: models.OrderLine, on: dt.date, reference: str, now: dt.datetime
) -> dict[str, Any]:
    """Change what the customer holds and charge it; answers what the line keeps of it."""
    price = Money(line.final_unit_price_minor, line.currency)
    holder: dict[str, UUID]
    if line.subscription_id is not None:
        held = subscriptions.lock(subscription_id=line.subscription_id, customer_id=order.customer_id)
        charge = proration.rest_of_period(
            unit_price=price, quantity=line.quantity, unit=line.unit, period=held.period, on=on
        )
        subscriptions.add_licences(held=held, quantity=line.quantity, cause_id=line.id, on=on, now=now)
        holder = {"subscription_id": held.id}
    elif line.billing_months:
        started = subscriptions.start(
            customer_id=order.customer_id,
            terms=_terms(line),
            quantity=line.quantity,
            on=on,
            bought_at=order.submitted_at,
            bought_by=order.placed_by,
            cause_id=line.id,
            now=now,
        )
        charge = proration.full_period(
            unit_price=price, quantity=line.quantity, unit=line.unit, period=started.period
        )
        holder = {"subscription_id": started.id}
    else:
        charge = proration.once(unit_price=price, quantity=line.quantity, unit=line.unit)
        holder = {"asset_id": _asset(order=order, line=line, on=on, reference=reference)}
    amount = billing.charge(
        customer_id=order.customer_id,
        line=charge,
        vat_rate=Percent(line.vat_rate_bp),
        cause_id=line.id,
        on=on,
        now=now,
        **holder,
    )
    return {
        **holder,
        "reference": reference,
        "charged_net_minor": amount.net.minor,
        "charged_vat_minor": amount.vat.minor,
        "charged_share_num": charge.days_left,
        "charged_share_den": charge.days,
    }


def _terms(line: models.OrderLine) -> subscriptions.Terms:
    return subscriptions.Terms(
        product_id=line.product_id,
        offer_id=line.offer_id,
        name=line.name,
        currency=line.currency,
        unit_price_minor=line.unit_price_minor,
        discount_bp=line.discount_bp,
        final_unit_price_minor=line.final_unit_price_minor,
        vat_rate_bp=line.vat_rate_bp,
        term_months=line.term_months,
        billing_months=line.billing_months,
    )


def _asset(*, order: models.Order, line: models.OrderLine, on: dt.date, reference: str) -> UUID:
    return assets.record(
        customer_id=order.customer_id,
        product_id=line.product_id,
        name=line.name,
        quantity=line.quantity,
        currency=line.currency,
        unit_price_minor=line.unit_price_minor,
        discount_bp=line.discount_bp,
        final_unit_price_minor=line.final_unit_price_minor,
        bought_at=order.submitted_at,
        bought_by=order.placed_by,
        purchased_on=on,
        reference=reference,
        order_number=order.number,
        cause_id=line.id,
    )
