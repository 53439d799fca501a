"""Turns the periods of many subscriptions at once: one statement a table, however many there are (R10, R17, R18, R21)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from seatwise.infra import arrays, tenancy, transactions
from seatwise.kernel.period import Period
from seatwise.subscriptions.models import CalendarKind


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a day brings to one subscription. `on` is the customer's day and `at` its beginning; an end has quantity 0 after.

    `price`: unit price, discount in basis points, final unit price, VAT rate in basis points, from the day on.
    """

    subscription_id: UUID
    kind: CalendarKind
    on: dt.date
    at: dt.datetime
    quantity_before: int
    quantity_after: int
    price_before_minor: int
    price: tuple[int, int, int, int]
    term: Period
    period: Period


_ENTRIES = """
INSERT INTO calendar_entry (reseller_id, subscription_id, kind, "on", at, quantity_before, quantity_after,
                            unit_price_before_minor, unit_price_after_minor)
SELECT %s, * FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::timestamptz[], %s::int[], %s::int[], %s::bigint[], %s::bigint[])
RETURNING subscription_id, id
"""
_GO_ON = """
UPDATE subscription s SET unit_price_minor = t.unit_price, discount_bp = t.discount, final_unit_price_minor = t.final,
    vat_rate_bp = t.vat, term_start_on = t.term_start, term_end_on = t.term_end,
    period_start_on = t.period_start, period_end_on = t.period_end
FROM unnest(%s::uuid[], %s::bigint[], %s::int[], %s::bigint[], %s::int[], %s::date[], %s::date[], %s::date[], %s::date[])
    AS t(id, unit_price, discount, final, vat, term_start, term_end, period_start, period_end)
WHERE s.reseller_id = %s AND s.id = t.id
"""
_END = """
UPDATE subscription s SET status = 'canceled', quantity = 0, leaving = 0, ended_on = t.day
FROM unnest(%s::uuid[], %s::date[]) AS t(id, day) WHERE s.reseller_id = %s AND s.id = t.id
"""
_LEDGER = """
INSERT INTO quantity_entry (reseller_id, subscription_id, delta, quantity_after, cause_kind, cause_id, effective_on, at)
SELECT %s, t.id, t.delta, 0, 'calendar', t.cause, t.day, t.at
FROM unnest(%s::uuid[], %s::int[], %s::uuid[], %s::date[], %s::timestamptz[]) AS t(id, delta, cause, day, at)
"""
_EMPTY = (
    "UPDATE seat_batch SET quantity = 0 WHERE reseller_id = %s AND subscription_id = ANY(%s) AND quantity > 0"
)
_JOINED = """
INSERT INTO seat_batch (reseller_id, subscription_id, quantity, window_from, cause_kind, cause_id, position)
SELECT %s, t.id, t.quantity, t.at, 'calendar', t.cause, 0
FROM unnest(%s::uuid[], %s::int[], %s::timestamptz[], %s::uuid[]) AS t(id, quantity, at, cause)
"""


def turn(*, turns: Sequence[Turn]) -> dict[UUID, UUID]:
    """This function will write what a day brings to subscriptions that the open transaction has locked.

    Answers the id of the calendar's entry for each subscription, which charges name as their cause. A renewal joins the
    seat batches and opens a new window (R17); an end takes all licences. The same day twice breaks a unique key.
    """
    transactions.assert_writing()
    if not turns:
        return {}
    reseller_id = tenancy.current_reseller_id()
    go_on = [each for each in turns if each.quantity_after]
    end = [each for each in turns if not each.quantity_after]
    renewed = [each for each in go_on if each.kind is CalendarKind.RENEWED]
    with connection.cursor() as cursor:
        cursor.execute(
            _ENTRIES,
            [
                reseller_id,
                arrays.column(each.subscription_id for each in turns),
                arrays.words(each.kind.value for each in turns),
                arrays.column(each.on for each in turns),
                arrays.column(each.at for each in turns),
                arrays.column(each.quantity_before for each in turns),
                arrays.column(each.quantity_after for each in turns),
                arrays.column(each.price_before_minor for each in turns),
                arrays.column(each.price[2] for each in turns),
            ],
        )
        entries: dict[UUID, UUID] = dict(cursor.fetchall())
        if go_on:
            cursor.execute(
                _GO_ON,
                [
                    arrays.column(each.subscription_id for each in go_on),
                    *(arrays.column(each.price[at] for each in go_on) for at in range(4)),
                    arrays.column(each.term.start for each in go_on),
                    arrays.column(each.term.end for each in go_on),
                    arrays.column(each.period.start for each in go_on),
                    arrays.column(each.period.end for each in go_on),
                    reseller_id,
                ],
            )
        if end:
            ids = [each.subscription_id for each in end]
            days = [each.on for each in end]
            cursor.execute(_END, [ids, days, reseller_id])
            deltas = [-each.quantity_before for each in end]
            causes = [entries[each.subscription_id] for each in end]
            cursor.execute(_LEDGER, [reseller_id, ids, deltas, causes, days, [each.at for each in end]])
        if end or renewed:
            cursor.execute(_EMPTY, [reseller_id, [each.subscription_id for each in (*end, *renewed)]])
        if renewed:
            cursor.execute(
                _JOINED,
                [
                    reseller_id,
                    arrays.column(each.subscription_id for each in renewed),
                    arrays.column(each.quantity_after for each in renewed),
                    arrays.column(each.at for each in renewed),
                    arrays.column(entries[each.subscription_id] for each in renewed),
                ],
            )
    return entries
