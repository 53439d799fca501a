"""Writes to what a customer holds over time. Only a delivered order line or the calendar calls them."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.infra import numbering, transactions
from seatwise.kernel.period import Period, add_months
from seatwise.kernel.refusal import N_, Refusal
from seatwise.subscriptions import models


class SubscriptionEnded(Refusal):
    code = "subscription_ended"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed: amounts in minor units of `currency`, percentages in basis points, months of term and billing."""

    product_id: UUID
    offer_id: UUID
    name: str
    currency: str
    unit_price_minor: int
    discount_bp: int
    final_unit_price_minor: int
    vat_rate_bp: int
    term_months: int
    billing_months: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A subscription that the open transaction holds, as it is now."""

    id: UUID
    number: int
    customer_id: UUID
    product_id: UUID
    name: str
    status: str
    quantity: int
    period: Period
    final_unit_price_minor: int
    currency: str


def start(
    *,
    customer_id: UUID,
    terms: Terms,
    quantity: int,
    on: dt.date,
    bought_at: dt.datetime,
    bought_by: str,
    cause_id: UUID,
    now: dt.datetime,
) -> Locked:
    """This function will start a subscription on a day of the customer's, with its first ledger entry.

    Term and period start that day and stay anchored to it (R13, R27). `cause_id` is the delivered order line.
    """
    transactions.assert_writing()
    period = Period(on, add_months(on, terms.billing_months))
    row = models.Subscription.objects.create(
        number=numbering.take(numbering.Series.SUBSCRIPTION),
        customer_id=customer_id,
        quantity=quantity,
        anchor_on=on,
        term_start_on=on,
        term_end_on=add_months(on, terms.term_months),
        period_start_on=period.start,
        period_end_on=period.end,
        bought_at=bought_at,
        bought_by=bought_by,
        cause_kind="order_line",
        cause_id=cause_id,
        started_at=now,
        **dataclasses.asdict(terms),
    )
    _append(subscription_id=row.id, delta=quantity, after=quantity, cause_id=cause_id, on=on, now=now)
    return _locked(row)


def lock(*, subscription_id: UUID, customer_id: UUID) -> Locked:
    """This function will lock a subscription of a customer, after the customer itself. Raises Subscription.DoesNotExist."""
    transactions.assert_writing()
    rows = models.Subscription.objects.select_for_update(no_key=True)
    return _locked(rows.get(id=subscription_id, customer_id=customer_id))


def add_licences(*, held: Locked, quantity: int, cause_id: UUID, on: dt.date, now: dt.datetime) -> int:
    """This function will add licences to a locked subscription and answer how many it has now (S17).

    Raises SubscriptionEnded when it is not Active any more.
    """
    transactions.assert_writing()
    if held.status != models.Status.ACTIVE:
        raise SubscriptionEnded(
            N_("%(name)s is not active any more, so no licences can be added."), name=held.name
        )
    after = held.quantity + quantity
    models.Subscription.objects.filter(id=held.id).update(quantity=after)
    _append(subscription_id=held.id, delta=quantity, after=after, cause_id=cause_id, on=on, now=now)
    return after


def check_active(held: Locked) -> None:
    """This function will raise SubscriptionEnded when a locked subscription is not Active any more."""
    if held.status != models.Status.ACTIVE:
        raise SubscriptionEnded(
            N_("%(name)s is not active any more, so no licences can be added."), name=held.name
        )


def _append(
    *, subscription_id: UUID, delta: int, after: int, cause_id: UUID, on: dt.date, now: dt.datetime
) -> None:
    models.QuantityEntry.objects.create(
        subscription_id=subscription_id,
        delta=delta,
        quantity_after=after,
        cause_kind="order_line",
        cause_id=cause_id,
        effective_on=on,
        at=now,
    )


def _locked(row: models.Subscription) -> Locked:
    return Locked(
        id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        product_id=row.product_id,
        name=row.name,
        status=row.status,
        quantity=row.quantity,
        period=Period(row.period_start_on, row.period_end_on),
        final_unit_price_minor=row.final_unit_price_minor,
        currency=row.currency,
    )
