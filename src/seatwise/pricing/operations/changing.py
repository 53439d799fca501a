"""Many prices at once, from the rows of the catalogue or from a file: all of them or none (S25)."""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from psycopg import errors

from seatwise.catalogue import queries as catalogue
from seatwise.infra import arrays, events, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_, Refusal
from seatwise.pricing import models
from seatwise.pricing.domain.changes import Change, Days, What
from seatwise.pricing.operations import listings, markups, ranges
from seatwise.pricing.queries import settings
from seatwise.resellers import queries as resellers

_TABLES = {What.SPECIAL_PRICE: "special_price", What.DISCOUNT: "discount"}
_VALUES = {What.SPECIAL_PRICE: "unit_price_minor", What.DISCOUNT: "percent_bp"}


class PricesMoved(Refusal):
    """Somebody else has changed some of the values since they were shown. `moved`: which."""

    code = "pricing.prices_moved"

    def __init__(self, message: str, *, moved: frozenset[tuple[What, UUID]]) -> None:
        super().__init__(message)
        self.moved = moved


def change_prices(*, changes: Sequence[Change], actor: Actor, now: dt.datetime) -> int:
    """This function will set markups, and special prices and discounts for everybody from today on; answers how many. # S25 R9

    The days are those of domain.changes.days_of(). All or nothing: raises PricesMoved where a value is not any more what was seen,
    NotListed, UnknownOffer, MarkupOutOfRange, WrongAmount or DiscountOutOfRange. What is held keeps its price (R10).
    """
    transactions.assert_writing()
    wanted = [change for change in changes if change.before != change.after]
    for change in wanted:
        _check(change)
    offers = catalogue.offers(offer_ids=[one.subject_id for one in wanted if one.what is not What.MARKUP])
    if any(one.what is not What.MARKUP and one.subject_id not in offers for one in wanted):
        raise ranges.UnknownOffer(N_("There is no such product."))
    product_of = {
        one.subject_id: one.subject_id if one.what is What.MARKUP else offers[one.subject_id].product_id
        for one in wanted
    }
    # Whoever changes many at once takes the listings first, in one order: two such changes come one after the other.
    held = _locked(product_of.values())
    reseller, ours = resellers.current_with_settings()
    today = local_day(now, ours.time_zone)
    standing, days = _standing(list(offers), reseller.currency, today)
    standing |= {(What.MARKUP, product_id): points for product_id, points in held.items()}
    moved = frozenset(change.key for change in wanted if standing.get(change.key) != change.before)
    if moved:
        raise PricesMoved(
            N_(
                "Somebody else has changed some of these meanwhile, so nothing was saved. Look at them again."
            ),
            moved=moved,
        )
    titles = catalogue.products(product_ids=set(product_of.values()))
    for what in What:
        some = [change for change in wanted if change.what is what]
        if some:
            began_today = _write(what, some, days, today)
            _record(
                what,
                some,
                {key: titles[product_of[key]].title for key in product_of},
                offers,
                days,
                actor,
                now,
                today,
                began_today,
            )
    return len(wanted)


def _check(change: Change) -> None:
    if change.after is None:
        return
    match change.what:
        case What.MARKUP:
            markups.check(Percent(change.after))
        case What.SPECIAL_PRICE if change.after < 0:
            raise ranges.WrongAmount(
                N_("Enter a price in %(currency)s, zero or more."), currency=resellers.current().currency
            )
        case What.DISCOUNT if not 0 < change.after <= ranges.WHOLE.basis_points:
            raise ranges.DiscountOutOfRange(N_("Enter a discount of more than 0% and at most 100%."))


def _locked(product_ids: Collection[UUID]) -> dict[UUID, int | None]:
    rows = (
        models.Listing.objects.filter(product_id__in=set(product_ids))
        .order_by("id")
        .select_for_update(no_key=True)
    )
    held = dict(rows.values_list("product_id", "markup_bp"))
    if set(product_ids) - held.keys():
        raise listings.NotListed(
            N_("A product is not in your catalogue any more. List it, then set its price.")
        )
    return held


def _standing(
    offer_ids: list[UUID], currency: str, today: dt.date
) -> tuple[dict[tuple[What, UUID], int | None], dict[tuple[What, UUID], Days]]:
    """What is in force for everybody today, and the days that a new value would have."""
    everybodys = settings.everybodys(offer_ids=offer_ids, currency=currency, today=today)
    keys = [(what, offer_id) for what in _TABLES for offer_id in offer_ids]
    return (
        {key: everybodys[key].value if key in everybodys else None for key in keys},
        {key: everybodys[key].next_days if key in everybodys else Days(today, None) for key in keys},
    )


def _write(
    what: What, changes: Sequence[Change], days: dict[tuple[What, UUID], Days], today: dt.date
) -> set[UUID]:
    """Answers the offers whose value so far began today."""
    reseller_id = tenancy.current_reseller_id()
    with connection.cursor() as cursor:
        if what is What.MARKUP:
            cursor.execute(
                "UPDATE listing l SET markup_bp = t.points FROM unnest(%s::uuid[], %s::integer[]) AS t(product_id, points)"
                " WHERE l.reseller_id = %s AND l.product_id = t.product_id",
                [
                    arrays.column(one.subject_id for one in changes),
                    arrays.column(one.after for one in changes),
                    reseller_id,
                ],
            )
            return set()
        table, value = _TABLES[what], _VALUES[what]
        ended: dict[str, UUID | str | dt.date] = {
            "reseller": reseller_id,
            "offers": arrays.column(one.subject_id for one in changes if one.before is not None),
            "today": today,
        }
        in_force = (
            "reseller_id = %(reseller)s AND offer_id = ANY(%(offers)s::uuid[]) AND customer_id IS NULL"
            " AND valid @> %(today)s::date"
        )
        # One that began today would have no day left.
        cursor.execute(
            f"DELETE FROM {table} WHERE {in_force} AND lower(valid) = %(today)s RETURNING offer_id",  # noqa: S608
            ended,
        )
        began_today = {offer_id for (offer_id,) in cursor.fetchall()}
        cursor.execute(
            f"UPDATE {table} SET valid = daterange(lower(valid), %(today)s) WHERE {in_force}",  # noqa: S608
            ended,
        )
        begun = [one for one in changes if one.after is not None]
        try:
            with transaction.atomic():
                cursor.execute(
                    f"INSERT INTO {table} (reseller_id, offer_id, {value}, valid)"  # noqa: S608
                    " SELECT %s, t.offer_id, t.value, daterange(%s::date, t.last, '[]')"
                    " FROM unnest(%s::uuid[], %s::bigint[], %s::date[]) AS t(offer_id, value, last)",
                    [
                        reseller_id,
                        today,
                        arrays.column(one.subject_id for one in begun),
                        arrays.column(one.after for one in begun),
                        arrays.column(days[one.key].last for one in begun),
                    ],
                )
        except IntegrityError as clash:
            if isinstance(clash.__cause__, errors.ExclusionViolation):
                raise PricesMoved(
                    N_(
                        "Somebody else has changed some of these meanwhile, so nothing was saved. Look at them again."
                    ),
                    moved=frozenset(),
                ) from clash
            raise
    return began_today


def _record(
    what: What,
    changes: Sequence[Change],
    titles: dict[UUID, str],
    offers: dict[UUID, catalogue.OfferInfo],
    days: dict[tuple[What, UUID], Days],
    actor: Actor,
    now: dt.datetime,
    today: dt.date,
    began_today: set[UUID],
) -> None:
    name = "markup_bp" if what is What.MARKUP else _VALUES[what]
    said: dict[str, list[events.Subject]] = {}
    for one in changes:
        payload: dict[str, object] = {"changes": {name: [one.before, one.after]}}
        if what is What.MARKUP:
            kind = "product_markup_set"
        elif one.after is None:
            kind = f"{what}_ended"
            yesterday = today - ranges.ONE_DAY
            began_on = today if one.subject_id in began_today else yesterday
            payload |= {"customer": "", **ranges.end_in_words(last_day=yesterday, began_on=began_on)}
        else:
            kind = f"{what}_set"
            last = days[one.key].last
            payload |= {
                "customer": "",
                "starts_on": today.isoformat(),
                "ends_on": None if last is None else last.isoformat(),
            }
        if what is not What.MARKUP:
            payload |= ranges.term_of(offers[one.subject_id])
        said.setdefault(kind, []).append(
            events.Subject(id=one.subject_id, about=titles[one.subject_id], payload=payload)
        )
    for kind, subjects in said.items():
        events.record_each(kind=kind, subjects=subjects, actor=actor, now=now)
