"""Special prices and discounts: for one customer or for all, on a range of days that no other of the kind touches (R9)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from psycopg import errors

from seatwise.catalogue import queries as catalogue
from seatwise.customers import queries as customers
from seatwise.infra import events, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.money import Money, zero
from seatwise.kernel.percent import ZERO, Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.pricing import models
from seatwise.resellers import queries as resellers

WHOLE = Percent(10_000)
ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What has ended, or with `was_planned` was taken back: the range in words, and whose it was, "" for everybody's."""

    was_planned: bool
    what: Sentence
    customer: str


Ranged = type[models.SpecialPrice] | type[models.Discount]


class UnknownOffer(Refusal):
    """The operator does not offer it, or the customer is nobody of this reseller's."""

    code = "pricing.unknown_offer"


class UnknownRange(Refusal):
    """The special price or the discount is gone."""

    code = "pricing.unknown_range"


class WrongAmount(Refusal):
    """The price is negative or in another currency than the reseller's."""

    code = "pricing.wrong_amount"


class DiscountOutOfRange(Refusal):
    """The discount is nothing, or more than everything."""

    code = "pricing.discount_out_of_range"


class EndsBeforeItStarts(Refusal):
    """The last day lies before the first."""

    code = "pricing.ends_before_it_starts"


class StartsInThePast(Refusal):
    """The first day lies before today: orders of those days have their price (R10)."""

    code = "pricing.starts_in_the_past"


class RangeTaken(Refusal):
    """Another special price or discount of the same offer and customer has some of the days (R9)."""

    code = "pricing.range_taken"


def set_special_price(
    *,
    offer_id: UUID,
    customer_id: UUID | None,
    unit_price: Money,
    starts_on: dt.date,
    ends_on: dt.date | None,
    actor: Actor,
    now: dt.datetime,
) -> UUID:
    """This function will set what one licence costs per billing period, for a customer or (None) for all. # S25 R8

    Days are [starts_on, ends_on], from today on in the reseller's time zone, None is without end. Answers the id. Raises
    WrongAmount, UnknownOffer, StartsInThePast, EndsBeforeItStarts, or RangeTaken naming the other range.
    """
    transactions.assert_writing()
    currency = resellers.current().currency
    if unit_price.currency != currency or unit_price < zero(currency):
        raise WrongAmount(N_("Enter a price in %(currency)s, zero or more."), currency=currency)
    values = {"unit_price_minor": unit_price.minor}
    return _set(models.SpecialPrice, offer_id, customer_id, starts_on, ends_on, values, actor, now)


def set_discount(
    *,
    offer_id: UUID,
    customer_id: UUID | None,
    percent: Percent,
    starts_on: dt.date,
    ends_on: dt.date | None,
    actor: Actor,
    now: dt.datetime,
) -> UUID:
    """This function will take a percentage off the unit price, for a customer or (None) for all. # S25 R8

    Days are [starts_on, ends_on], from today on in the reseller's time zone, None is without end. Answers the id. Raises
    DiscountOutOfRange, UnknownOffer, StartsInThePast, EndsBeforeItStarts, or RangeTaken naming the other range.
    """
    transactions.assert_writing()
    if not ZERO < percent <= WHOLE:
        raise DiscountOutOfRange(N_("Enter a discount of more than 0% and at most 100%."))
    values = {"percent_bp": percent.basis_points}
    return _set(models.Discount, offer_id, customer_id, starts_on, ends_on, values, actor, now)


def end_special_price(*, special_price_id: UUID, last_day: dt.date, actor: Actor, now: dt.datetime) -> Ended:
    """This function will let a special price hold up to that day, and take back one that begins later; answers what it was.

    Yesterday ends it at once and keeps the days it has been in force. Raises UnknownRange.
    """
    return _end(models.SpecialPrice, special_price_id, last_day, actor, now)


def end_discount(*, discount_id: UUID, last_day: dt.date, actor: Actor, now: dt.datetime) -> Ended:
    """This function will let a discount hold up to that day, and take back one that begins later; answers what it was.

    Yesterday ends it at once and keeps the days it has been in force. Raises UnknownRange.
    """
    return _end(models.Discount, discount_id, last_day, actor, now)


def end_in_words(*, last_day: dt.date, began_on: dt.date) -> dict[str, object]:
    """This function will answer what an event says of an end: the last day, or that it was the day on which it began.

    Set and ended on 29 November, a discount has no last day: the 28th lies before it.
    """
    day_after = last_day + ONE_DAY
    return (
        {"ended_on": day_after.isoformat()} if began_on == day_after else {"last_day": last_day.isoformat()}
    )


def term_of(offer: catalogue.OfferInfo) -> dict[str, object]:
    """This function will answer what an event says of an offer, whose product has others."""
    return {"term_months": offer.term_months, "billing_months": offer.billing_months}


def _set(
    table: Ranged,
    offer_id: UUID,
    customer_id: UUID | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    values: Mapping[str, int],
    actor: Actor,
    now: dt.datetime,
) -> UUID:
    if starts_on < local_day(now, resellers.settings().time_zone):
        raise StartsInThePast(
            N_("It cannot begin before today: what was ordered has its price. Choose today or a later day.")
        )
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItStarts(N_("The last day lies before the first."))
    if not catalogue.offers(offer_ids=[offer_id]):
        raise UnknownOffer(N_("There is no such product."))
    customer = ""
    if customer_id is not None:
        try:
            customer = customers.customer(customer_id=customer_id).name
        except ObjectDoesNotExist:
            raise UnknownOffer(N_("There is no such customer.")) from None
    valid = DateRange(starts_on, None if ends_on is None else ends_on + ONE_DAY)
    _refuse_overlap(table, offer_id, customer_id, valid)
    try:
        with transaction.atomic():
            row = table.objects.create(offer_id=offer_id, customer_id=customer_id, valid=valid, **values)
    except IntegrityError as clash:
        if isinstance(clash.__cause__, errors.ExclusionViolation):
            # Somebody else has saved between the look and the writing.
            _refuse_overlap(table, offer_id, customer_id, valid)
        raise
    payload: dict[str, object] = {
        "changes": {name: [None, value] for name, value in values.items()},
        "customer": customer,
        "starts_on": starts_on.isoformat(),
        "ends_on": None if ends_on is None else ends_on.isoformat(),
    }
    _record(table, "set", offer_id, payload, actor, now)
    row_id: UUID = row.id
    return row_id


def _end(table: Ranged, row_id: UUID, last_day: dt.date, actor: Actor, now: dt.datetime) -> Ended:
    transactions.assert_writing()
    row = table.objects.select_for_update().filter(id=row_id).first()
    if row is None:
        raise UnknownRange(N_("Somebody else has removed this already."))
    until = last_day + ONE_DAY
    if until <= row.valid.lower:
        table.objects.filter(id=row_id).delete()
    elif row.valid.upper is None or until < row.valid.upper:
        table.objects.filter(id=row_id).update(valid=DateRange(row.valid.lower, until))
    customer = customers.customer(customer_id=row.customer_id).name if row.customer_id else ""
    name = "unit_price_minor" if isinstance(row, models.SpecialPrice) else "percent_bp"
    payload: dict[str, object] = {"changes": {name: [getattr(row, name), None]}, "customer": customer}
    begins_later = bool(row.valid.lower > until)
    if begins_later:
        _record(
            table,
            "taken_back",
            row.offer_id,
            payload | {"starts_on": row.valid.lower.isoformat()},
            actor,
            now,
        )
    else:
        said = end_in_words(last_day=last_day, began_on=row.valid.lower)
        _record(table, "ended", row.offer_id, payload | said, actor, now)
    return Ended(was_planned=begins_later, what=_named(row), customer=customer)


def _refuse_overlap(table: Ranged, offer_id: UUID, customer_id: UUID | None, valid: DateRange) -> None:
    other = (
        table.objects.filter(offer_id=offer_id, customer_id=customer_id, valid__overlap=valid)
        .order_by("valid")
        .first()
    )
    if other is not None:
        raise RangeTaken(
            N_("These days overlap with %(other)s. End that one first, or choose other days."),
            other=_named(other),
        )


def _named(row: models.SpecialPrice | models.Discount) -> Sentence:
    """The range in words: the special price of €18.60 from 1 Nov 2026 until 31 Dec 2026."""
    first = row.valid.lower
    last = None if row.valid.upper is None else row.valid.upper - ONE_DAY
    if isinstance(row, models.SpecialPrice):
        price = Money(row.unit_price_minor, resellers.current().currency)
        if last is None:
            return Sentence(
                N_("the special price of %(price)s from %(first)s on"), {"price": price, "first": first}
            )
        return Sentence(
            N_("the special price of %(price)s from %(first)s until %(last)s"),
            {"price": price, "first": first, "last": last},
        )
    percent = Percent(row.percent_bp)
    if last is None:
        return Sentence(
            N_("the discount of %(percent)s from %(first)s on"), {"percent": percent, "first": first}
        )
    return Sentence(
        N_("the discount of %(percent)s from %(first)s until %(last)s"),
        {"percent": percent, "first": first, "last": last},
    )


def _record(
    table: Ranged, what: str, offer_id: UUID, payload: Mapping[str, object], actor: Actor, now: dt.datetime
) -> None:
    kind = f"{'special_price' if table is models.SpecialPrice else 'discount'}_{what}"
    offer = catalogue.offers(offer_ids=[offer_id])[offer_id]
    about = catalogue.product(product_id=offer.product_id).title
    events.record(
        kind=kind,
        subject_id=offer_id,
        about=about,
        payload={**payload, **term_of(offer)},
        actor=actor,
        now=now,
    )
