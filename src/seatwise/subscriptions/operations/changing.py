"""Starts, grows, shrinks and ends one subscription: the row, its ledger and its seat batches change together."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F

from seatwise.infra import numbering, transactions
from seatwise.kernel.period import Period, add_months
from seatwise.kernel.refusal import N_, Refusal
from seatwise.subscriptions import models


class SubscriptionEnded(Refusal):
    code = "subscription_ended"


class AutoRenewFixed(Refusal):
    """Auto-renew cannot be changed now; the sentence says why (R18)."""

    code = "auto_renew_fixed"


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
class Cause:
    """What changes a quantity: a delivered order line, or an entry of the calendar."""

    kind: str
    id: UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A subscription that the open transaction holds, as it is now."""

    id: UUID
    number: int
    customer_id: UUID
    parent_id: UUID | None
    product_id: UUID
    name: str
    status: str
    quantity: int
    leaving: int
    anchor_on: dt.date
    term: Period
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
    cause: Cause,
    now: dt.datetime,
    parent: Locked | None = None,
    calendar: tuple[dt.date, Period, Period] | None = None,
    batches: Sequence[tuple[int, dt.datetime]] = (),
    upgraded_from_id: UUID | None = None,
) -> tuple[Locked, tuple[UUID, ...]]:
    """This function will start a subscription on a day of the customer's, with its first ledger entry and its seat batches.

    Term and period start that day and stay anchored to it (R13, R27); an add-on takes those of its `parent` (R21), and
    `calendar` gives anchor, term and period otherwise. `batches`: quantity and start of the window of each, one of all
    licences from `now` on when nothing is said. Answers the subscription and the batches' ids.
    """
    transactions.assert_writing()
    if parent is not None:
        calendar = parent.anchor_on, parent.term, parent.period
    if calendar is None:
        period = Period(on, add_months(on, terms.billing_months))
        calendar = on, Period(on, add_months(on, terms.term_months)), period
    anchor_on, term, period = calendar
    row = models.Subscription.objects.create(
        number=numbering.take(numbering.Series.SUBSCRIPTION),
        customer_id=customer_id,
        parent_id=parent.id if parent else None,
        quantity=quantity,
        anchor_on=anchor_on,
        term_start_on=term.start,
        term_end_on=term.end,
        period_start_on=period.start,
        period_end_on=period.end,
        bought_at=bought_at,
        bought_by=bought_by,
        cause_kind=cause.kind,
        cause_id=cause.id,
        started_at=now,
        upgraded_from_id=upgraded_from_id,
        **dataclasses.asdict(terms),
    )
    _append(subscription_id=row.id, delta=quantity, after=quantity, cause=cause, on=on, now=now)
    made = _add_batches(subscription_id=row.id, batches=batches or [(quantity, now)], cause=cause)
    return _locked(row), made


def lock(*, subscription_id: UUID, customer_id: UUID) -> Locked:
    """This function will lock a subscription of a customer, after the customer itself. Raises Subscription.DoesNotExist."""
    transactions.assert_writing()
    rows = models.Subscription.objects.select_for_update(no_key=True)
    return _locked(rows.get(id=subscription_id, customer_id=customer_id))


def add_licences(
    *, held: Locked, quantity: int, window_from: dt.datetime, cause: Cause, on: dt.date, now: dt.datetime
) -> UUID:
    """This function will add licences to a locked subscription as one seat batch and answer the batch's id (S17, R17).

    Raises SubscriptionEnded when it is not Active any more.
    """
    transactions.assert_writing()
    check_active(held)
    after = held.quantity + quantity
    models.Subscription.objects.filter(id=held.id).update(quantity=after)
    _append(subscription_id=held.id, delta=quantity, after=after, cause=cause, on=on, now=now)
    (batch_id,) = _add_batches(subscription_id=held.id, batches=[(quantity, window_from)], cause=cause)
    return batch_id


def remove_licences(
    *,
    held: Locked,
    taken: Mapping[UUID, int],
    cause: Cause,
    on: dt.date,
    now: dt.datetime,
    ended_as: str = models.Status.CANCELED,
    reserved: int = 0,
) -> int:
    """This function will take licences off a locked subscription's batches and answer how many are left.

    With none left it ends as `ended_as`. `reserved` of them were reserved for this before.
    """
    transactions.assert_writing()
    check_active(held)
    gone = sum(taken.values())
    after = held.quantity - gone
    changes: dict[str, object] = {"quantity": after, "leaving": held.leaving - reserved}
    if not after:
        changes |= {"status": ended_as, "ended_on": on, "leaving": 0}
    models.Subscription.objects.filter(id=held.id).update(**changes)
    for batch_id, quantity in taken.items():
        models.SeatBatch.objects.filter(id=batch_id).update(quantity=F("quantity") - quantity)
    _append(subscription_id=held.id, delta=-gone, after=after, cause=cause, on=on, now=now)
    return after


def reserve(*, subscription_id: UUID, quantity: int) -> None:
    """This function will note that an order takes licences away, so that none is promised twice (R6, R18)."""
    transactions.assert_writing()
    models.Subscription.objects.filter(id=subscription_id).update(leaving=F("leaving") + quantity)


def release(*, subscription_id: UUID, quantity: int) -> None:
    """This function will give back what a line had reserved that does not take it any more."""
    transactions.assert_writing()
    models.Subscription.objects.filter(id=subscription_id).update(leaving=F("leaving") - quantity)


def move_add_ons(*, add_on_ids: Sequence[UUID], to: Locked) -> None:
    """This function will hang add-ons on what their parent became, with price, batches and period (R22).

    They take its term, too (R21). At a period's end it has its next period already, and the calendar gives them both.
    """
    transactions.assert_writing()
    moved = models.Subscription.objects.filter(id__in=add_on_ids)
    moved.filter(period_end_on=to.period.end).update(term_start_on=to.term.start, term_end_on=to.term.end)
    moved.update(parent_id=to.id)


def set_auto_renew(*, held: Locked, on: bool) -> None:
    """This function will let a locked subscription renew at its term's end, or end (R18).

    Raises AutoRenewFixed for an add-on, which follows its subscription, and where all licences are planned to leave.
    """
    transactions.assert_writing()
    check_active(held)
    if held.parent_id is not None:
        raise AutoRenewFixed(N_("An add-on renews with its subscription."))
    if held.leaving >= held.quantity:
        raise AutoRenewFixed(N_("All its licences are planned to leave or to change. Undo that first."))
    models.Subscription.objects.filter(id=held.id).update(auto_renew=on)


def check_active(held: Locked) -> None:
    """This function will raise SubscriptionEnded when a locked subscription is not Active any more."""
    if held.status != models.Status.ACTIVE:
        raise SubscriptionEnded(
            N_("%(name)s is not active any more, so nothing was changed."), name=held.name
        )


def _append(
    *, subscription_id: UUID, delta: int, after: int, cause: Cause, on: dt.date, now: dt.datetime
) -> None:
    models.QuantityEntry.objects.create(
        subscription_id=subscription_id,
        delta=delta,
        quantity_after=after,
        cause_kind=cause.kind,
        cause_id=cause.id,
        effective_on=on,
        at=now,
    )


def _add_batches(
    *, subscription_id: UUID, batches: Sequence[tuple[int, dt.datetime]], cause: Cause
) -> tuple[UUID, ...]:
    made = models.SeatBatch.objects.bulk_create(
        [
            models.SeatBatch(
                subscription_id=subscription_id,
                quantity=quantity,
                window_from=window_from,
                cause_kind=cause.kind,
                cause_id=cause.id,
                position=position,
            )
            for position, (quantity, window_from) in enumerate(batches)
        ]
    )
    return tuple(batch.id for batch in made)


def _locked(row: models.Subscription) -> Locked:
    return Locked(
        id=row.id,
        number=row.number,
        customer_id=row.customer_id,
        parent_id=row.parent_id,
        product_id=row.product_id,
        name=row.name,
        status=row.status,
        quantity=row.quantity,
        leaving=row.leaving,
        anchor_on=row.anchor_on,
        term=Period(row.term_start_on, row.term_end_on),
        period=Period(row.period_start_on, row.period_end_on),
        final_unit_price_minor=row.final_unit_price_minor,
        currency=row.currency,
    )
