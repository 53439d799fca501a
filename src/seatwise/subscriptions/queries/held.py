"""One subscription, as rules need it."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.subscriptions import models


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


def held(*, subscription_id: UUID, customer_id: UUID) -> Held:
    """This function will answer a customer's subscription. Raises Subscription.DoesNotExist for anybody else's."""
    row = models.Subscription.objects.values(*_HELD).get(id=subscription_id, customer_id=customer_id)
    return Held(**row)


def id_of(*, number: int, customer_id: UUID) -> UUID:
    """This function will find a customer's subscription by its number. Raises Subscription.DoesNotExist."""
    found: UUID = models.Subscription.objects.values_list("id", flat=True).get(
        number=number, customer_id=customer_id
    )
    return found
