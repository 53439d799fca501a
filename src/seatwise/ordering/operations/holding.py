"""What a delivered line does to the things a customer holds, and what is charged for it. Days are those of the delivery (R27)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from seatwise.assets import operations as assets
from seatwise.billing import operations as billing
from seatwise.billing.domain import engine, proration
from seatwise.customers import queries as customers
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_
from seatwise.ordering import models
from seatwise.ordering.domain import changing, quotes
from seatwise.ordering.queries import facts, quoting
from seatwise.subscriptions import operations as subscriptions


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A line about to be delivered: everything that its effect needs, locked."""

    customer: customers.Customer
    order: models.Order
    line: models.OrderLine
    reference: str
    now: dt.datetime

    @property
    def on(self) -> dt.date:
        """The customer's day of the delivery."""
        return local_day(self.now, self.customer.time_zone)

    @property
    def moment(self) -> engine.Moment:
        return engine.Moment(at=self.now, time_zone=self.customer.time_zone)

    @property
    def cause(self) -> subscriptions.Cause:
        return subscriptions.Cause(kind="order_line", id=self.line.id)

    @property
    def price(self) -> Money:
        return Money(self.line.final_unit_price_minor, self.line.currency)

    @property
    def vat_rate(self) -> Percent:
        return Percent(self.line.vat_rate_bp)

    def lock(self, subscription_id: UUID | None) -> subscriptions.Locked:
        """This function will lock a subscription of the customer's that the line names."""
        assert subscription_id is not None, "the line's action says that it names one"
        return subscriptions.lock(subscription_id=subscription_id, customer_id=self.customer.id)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What the line keeps of its delivery; `ended_id` is a subscription that ended by it, `became_id` what it became."""

    changes: dict[str, Any]
    ended_id: UUID | None = None
    became_id: UUID | None = None


def hold(delivery: Delivery) -> Effect:
    """This function will change what the customer holds and charge it, all in the open transaction.

    Raises SubscriptionEnded, PeriodEnded, WindowClosed and the other refusals of billing's engine where the order can no
    longer be carried out.
    """
    match delivery.line.action:
        case "add":
            return _add(delivery)
        case "remove":
            return _remove(delivery)
        case "upgrade":
            return _upgrade(delivery)
        case _ if delivery.line.billing_months:
            return _start(delivery)
        case _:
            return _record(delivery)


def _add(delivery: Delivery) -> Effect:
    line = delivery.line
    held = delivery.lock(line.subscription_id)
    charge = proration.rest_of_period(
        unit_price=delivery.price, quantity=line.quantity, unit=line.unit, period=held.period, on=delivery.on
    )
    batch_id = subscriptions.add_licences(
        held=held,
        quantity=line.quantity,
        window_from=delivery.now,
        cause=delivery.cause,
        on=delivery.on,
        now=delivery.now,
    )
    part = quotes.part(
        line=charge, rate=delivery.vat_rate, rule=_rule(line, held.term.start), batch=str(batch_id)
    )
    return Effect(changes=_charged(delivery, {"subscription_id": held.id}, [part]))


def _start(delivery: Delivery) -> Effect:
    line = delivery.line
    parent = delivery.lock(line.parent_id) if line.parent_id else None
    if parent is not None:
        subscriptions.check_active(parent)
    started, (batch_id,) = subscriptions.start(
        customer_id=delivery.customer.id,
        terms=_terms(line),
        quantity=line.quantity,
        on=delivery.on,
        bought_at=delivery.order.submitted_at,
        bought_by=delivery.order.placed_by,
        cause=delivery.cause,
        now=delivery.now,
        parent=parent,
    )
    charge = proration.rest_of_period(
        unit_price=delivery.price,
        quantity=line.quantity,
        unit=line.unit,
        period=started.period,
        on=delivery.on,
    )
    part = quotes.part(
        line=charge, rate=delivery.vat_rate, rule=_rule(line, started.term.start), batch=str(batch_id)
    )
    return Effect(changes=_charged(delivery, {"subscription_id": started.id}, [part]))


def _record(delivery: Delivery) -> Effect:
    line = delivery.line
    asset_id = assets.record(
        customer_id=delivery.customer.id,
        product_id=line.product_id,
        name=line.name,
        quantity=line.quantity,
        currency=line.currency,
        unit_price_minor=line.unit_price_minor,
        discount_bp=line.discount_bp,
        final_unit_price_minor=line.final_unit_price_minor,
        bought_at=delivery.order.submitted_at,
        bought_by=delivery.order.placed_by,
        purchased_on=delivery.on,
        reference=delivery.reference,
        order_number=delivery.order.number,
        cause_id=line.id,
    )
    charge = proration.once(unit_price=delivery.price, quantity=line.quantity, unit=line.unit)
    part = quotes.part(line=charge, rate=delivery.vat_rate, rule=_rule(line, delivery.on))
    return Effect(changes=_charged(delivery, {"asset_id": asset_id}, [part]))


def _remove(delivery: Delivery) -> Effect:
    line = delivery.line
    source = delivery.lock(line.source_id)
    subscriptions.check_active(source)
    subject = facts.subject(
        subscription_id=source.id, customer_id=delivery.customer.id, without_lines=[line.id]
    )
    answer = facts.work_out(line=line, subject=subject, moment=delivery.moment)
    if answer.planned:
        raise engine.WindowClosed(
            N_("The days in which these licences could be returned are over. Nothing was changed.")
        )
    left = subscriptions.remove_licences(
        held=source,
        taken=_taken(subject.held, answer.held),
        cause=delivery.cause,
        on=delivery.on,
        now=delivery.now,
        reserved=line.quantity,
    )
    found = changing.parts(subject=subject, lines=answer.lines, vat_rate=delivery.vat_rate)
    changes = _charged(delivery, {"subscription_id": source.id}, found)
    if line.follows:
        # More may have been added since the order; all of it ends, and the line says what did.
        changes["quantity"] = subject.held.quantity
    return Effect(changes=changes, ended_id=None if left else source.id)


def _upgrade(delivery: Delivery) -> Effect:
    line = delivery.line
    source = delivery.lock(line.source_id)
    subscriptions.check_active(source)
    subject = facts.subject(
        subscription_id=source.id, customer_id=delivery.customer.id, without_lines=[line.id]
    )
    answer = facts.work_out(line=line, subject=subject, moment=delivery.moment)
    if answer.planned:
        raise engine.DowngradeRefused(
            N_(
                "What is held costs more by now, so this has become a change to a product that costs less."
                " The vendor allows it at the end of the term only. Nothing was changed."
            )
        )
    return become(
        delivery,
        source=source,
        subject=subject,
        after=answer.held,
        found=changing.parts(subject=subject, lines=answer.lines, vat_rate=delivery.vat_rate),
    )


def become(
    delivery: Delivery,
    *,
    source: subscriptions.Locked,
    subject: changing.Subject,
    after: Sequence[engine.Held],
    found: Sequence[quotes.Part],
    taken: Mapping[UUID, int] | None = None,
) -> Effect:
    """This function will move licences to a new subscription as the engine says: `after` holds it under the line's id (R22).

    `taken` says from which batches, where the engine's answer does not tell because it has joined them.
    """
    line = delivery.line
    left = subscriptions.remove_licences(
        held=source,
        taken=taken or _taken(subject.held, [held for held in after if held.id == subject.held.id]),
        cause=delivery.cause,
        on=delivery.on,
        now=delivery.now,
        ended_as=subscriptions.UPGRADED,
        reserved=line.quantity,
    )
    target = next(held for held in after if held.id == str(line.id))
    started, _ = subscriptions.start(
        customer_id=delivery.customer.id,
        terms=_terms(line),
        quantity=target.quantity,
        on=delivery.on,
        bought_at=delivery.order.submitted_at,
        bought_by=delivery.order.placed_by,
        cause=delivery.cause,
        now=delivery.now,
        calendar=(target.anchor, target.term, target.period),
        batches=[(batch.quantity, batch.window_from) for batch in target.batches],
        upgraded_from_id=source.id,
    )
    changes = _charged(delivery, {"subscription_id": started.id}, found, credited_id=source.id)
    return Effect(changes=changes, ended_id=None if left else source.id, became_id=started.id)


def _charged(
    delivery: Delivery,
    holder: dict[str, UUID],
    found: Sequence[quotes.Part],
    *,
    credited_id: UUID | None = None,
) -> dict[str, Any]:
    """Write the parts as charges; answers what the line keeps. Credits are for `credited_id` where it is another one."""
    amounts = billing.charge(
        charges=[
            billing.NewCharge(
                customer_id=delivery.customer.id,
                subscription_id=credited_id
                if credited_id and part.corrects
                else holder.get("subscription_id"),
                asset_id=holder.get("asset_id"),
                batch_id=UUID(part.batch) if part.batch else None,
                corrects_id=UUID(part.corrects) if part.corrects else None,
                line=part.line,
                vat_rate=part.vat_rate,
                rule=part.rule,
                cause_id=delivery.line.id,
                position=position,
                on=delivery.on,
                at=delivery.now,
            )
            for position, part in enumerate(found)
        ]
    )
    last = found[-1].line if found else None
    return {
        **holder,
        "reference": delivery.reference,
        "charged_net_minor": sum(amount.net.minor for amount in amounts),
        "charged_vat_minor": sum(amount.vat.minor for amount in amounts),
        "charged_share_num": last.days_left if last else 0,
        "charged_share_den": last.days if last else 1,
    }


def _taken(before: engine.Held, after: Iterable[engine.Held]) -> dict[UUID, int]:
    """How many licences each batch has lost."""
    left = {batch.id: batch.quantity for held in after for batch in held.batches}
    lost = {UUID(batch.id): batch.quantity - left.get(batch.id, 0) for batch in before.batches}
    return {batch_id: quantity for batch_id, quantity in lost.items() if quantity}


def _rule(line: models.OrderLine, on: dt.date) -> tuple[str, int]:
    return quoting.rule_of(line.product.vendor, on=on)


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
