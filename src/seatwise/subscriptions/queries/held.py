"""One subscription by its number."""

from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.subscriptions import models

DoesNotExist = models.Subscription.DoesNotExist

_ID = "SELECT id FROM subscription WHERE reseller_id = %s AND customer_id = %s AND number = %s"


def id_of(*, number: int, customer_id: UUID) -> UUID:
    """This function will find a customer's subscription by its number. Raises Subscription.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_ID, [tenancy.current_reseller_id(), customer_id, number])
        row: tuple[UUID] | None = cursor.fetchone()
    if row is None:
        raise DoesNotExist
    return row[0]
