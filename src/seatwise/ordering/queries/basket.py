"""What a person has put into the basket of a company, and not ordered yet."""

from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.ordering.domain import commands

_ITEMS = """
SELECT offer_id, quantity FROM basket_item WHERE reseller_id = %s AND customer_id = %s AND user_id = %s ORDER BY id
"""


def items(*, customer_id: UUID, user_id: UUID) -> tuple[commands.Item, ...]:
    """This function will answer a person's items in the order in which they were added. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [tenancy.current_reseller_id(), customer_id, user_id])
        return tuple(commands.Item(offer_id=offer, quantity=count) for offer, count in cursor.fetchall())
