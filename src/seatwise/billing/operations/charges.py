"""Writes money lines. Charges are never edited or deleted; a correction is a new line (R15)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain.proration import ChargeLine
from seatwise.infra import arrays, tenancy, transactions
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import vat


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewCharge:
    """A money line about to be written. It is for a subscription or for an asset; `rule`: name and version.

    A credit names the charge it `corrects_id`; `batch_id` is the seat batch that is meant, none where it is all of them.
    `cause` is the delivered order line or the calendar's entry, and `position` counts the lines of one cause.
    """

    customer_id: UUID
    subscription_id: UUID | None = None
    asset_id: UUID | None = None
    batch_id: UUID | None = None
    corrects_id: UUID | None = None
    line: ChargeLine
    vat_rate: Percent
    rule: tuple[str, int]
    cause_kind: str = "order_line"
    cause_id: UUID
    position: int = 0
    on: dt.date
    at: dt.datetime


_COLUMNS = (
    ("customer_id", "uuid"),
    ("subscription_id", "uuid"),
    ("asset_id", "uuid"),
    ("batch_id", "uuid"),
    ("corrects_id", "uuid"),
    ("kind", "text"),
    ("net_minor", "bigint"),
    ("vat_rate_bp", "int"),
    ("vat_minor", "bigint"),
    ("currency", "text"),
    ("quantity", "int"),
    ("unit_price_minor", "bigint"),
    ("share_num", "bigint"),
    ("share_den", "bigint"),
    ("period_start_on", "date"),
    ("period_end_on", "date"),
    ("rule", "text"),
    ("rule_version", "int"),
    ("cause_kind", "text"),
    ("cause_id", "uuid"),
    ("position", "smallint"),
    ("charged_on", "date"),
    ("charged_at", "timestamptz"),
)
_INSERT = "INSERT INTO charge (reseller_id, {}) SELECT %s, * FROM unnest({})".format(  # noqa: S608
    ", ".join(name for name, _ in _COLUMNS), ", ".join(f"%s::{kind}[]" for _, kind in _COLUMNS)
)


def charge(*, charges: Sequence[NewCharge]) -> list[vat.WithVat]:
    """This function will write money lines with their VAT in one statement and answer the amount of each (R14, R26)."""
    transactions.assert_writing()
    amounts = [vat.on_line(net=each.line.amount, rate=each.vat_rate) for each in charges]
    if charges:
        rows = [_row(each, amount) for each, amount in zip(charges, amounts, strict=True)]
        columns = [
            arrays.words(column) if kind == "text" else arrays.column(column)
            for (_, kind), column in zip(_COLUMNS, zip(*rows, strict=True), strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, [tenancy.current_reseller_id(), *columns])
    return amounts


def _row(charge: NewCharge, amount: vat.WithVat) -> tuple[Any, ...]:
    line = charge.line
    return (
        charge.customer_id,
        charge.subscription_id,
        charge.asset_id,
        charge.batch_id,
        charge.corrects_id,
        line.kind.value,
        amount.net.minor,
        charge.vat_rate.basis_points,
        amount.vat.minor,
        amount.net.currency,
        line.quantity,
        line.unit_price.minor,
        line.days_left,
        line.days,
        line.period.start if line.period else None,
        line.period.end if line.period else None,
        charge.rule[0],
        charge.rule[1],
        charge.cause_kind,
        charge.cause_id,
        charge.position,
        charge.on,
        charge.at,
    )
