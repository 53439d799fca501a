"""One subscription, as rules need it."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.subscriptions import models

DoesNotExist = models.Subscription.DoesNotExist


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A subscription as rules need it: plain values of the row."""

    id: UUID
    number: int
    customer_id: UUID
    parent_id: UUID | None
    product_id: UUID
    offer_id: UUID
    name: str
    status: str
    quantity: int
    leaving: int
    currency: str
    unit_price_minor: int
    discount_bp: int
    final_unit_price_minor: int
    term_months: int
    billing_months: int
    period_start_on: dt.date
    period_end_on: dt.date
    bought_at: dt.datetime
    bought_by: str

    @property
    def is_add_on(self) -> bool:
        return self.parent_id is not None


_HELD = tuple(field.name for field in dataclasses.fields(Held))
_SELECT = """
SELECT id, number, customer_id, parent_id, product_id, offer_id, name, status, quantity, leaving, currency, unit_price_minor,
       discount_bp, final_unit_price_minor, term_months, billing_months, period_start_on, period_end_on, bought_at, bought_by
FROM subscription WHERE reseller_id = %s AND customer_id = %s AND id = %s
"""
_ID = "SELECT id FROM subscription WHERE reseller_id = %s AND customer_id = %s AND number = %s"


def held(*, subscription_id: UUID, customer_id: UUID) -> Held:
    """This function will answer a customer's subscription. Raises Subscription.DoesNotExist for anybody else's."""
    return Held(**dict(zip(_HELD, _one(_SELECT, customer_id, subscription_id), strict=True)))


def id_of(*, number: int, customer_id: UUID) -> UUID:
    """This function will find a customer's subscription by its number. Raises Subscription.DoesNotExist."""
    found: UUID = _one(_ID, customer_id, number)[0]
    return found


def _one(statement: str, customer_id: UUID, which: UUID | int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [tenancy.current_reseller_id(), customer_id, which])
        row: tuple[Any, ...] | None = cursor.fetchone()
    if row is None:
        raise models.Subscription.DoesNotExist
    return row
