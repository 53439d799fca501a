"""Puts offers into a person's basket and takes them out. Nothing is ordered by it, and no amount is kept: the basket is quoted."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy, transactions
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import basket

MOST = 50
LARGEST = 999_999_999
_PUT = """
INSERT INTO basket_item (reseller_id, customer_id, user_id, offer_id, quantity) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (reseller_id, customer_id, user_id, offer_id)
DO UPDATE SET quantity = least(basket_item.quantity::bigint + excluded.quantity, %s)
"""
_KEEP = """
UPDATE basket_item b SET quantity = wanted.quantity FROM unnest(%s::uuid[], %s::int[]) AS wanted (offer_id, quantity)
WHERE b.reseller_id = %s AND b.customer_id = %s AND b.user_id = %s AND b.offer_id = wanted.offer_id
"""


class BasketFull(Refusal):
    """There are as many lines in the basket as an order may have."""

    code = "basket_full"


def put(*, customer_id: UUID, user_id: UUID, item: commands.Item) -> None:
    """This function will add so many of an offer to a person's basket. Raises BasketFull for one line too many."""
    transactions.assert_writing()
    held = basket.items(customer_id=customer_id, user_id=user_id)
    if len(held) >= MOST and item.offer_id not in {each.offer_id for each in held}:
        raise BasketFull(N_("The basket is full: an order has at most %(most)s lines."), most=MOST)
    key = [tenancy.current_reseller_id(), customer_id, user_id]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [*key, item.offer_id, min(item.quantity, LARGEST), LARGEST])


def keep(*, customer_id: UUID, user_id: UUID, items: Collection[commands.Item]) -> None:
    """This function will keep the quantities of what is in a person's basket. What is not in it is left out."""
    transactions.assert_writing()
    counts = {item.offer_id: item.quantity for item in items}
    key = [tenancy.current_reseller_id(), customer_id, user_id]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [list(counts), list(counts.values()), *key])


def take_out(*, customer_id: UUID, user_id: UUID, offer_ids: Collection[UUID]) -> None:
    """This function will take offers out of a person's basket: removed, or ordered."""
    transactions.assert_writing()
    models.BasketItem.objects.filter(
        customer_id=customer_id, user_id=user_id, offer_id__in=list(offer_ids)
    ).delete()
