"""Writes to assets. Only a delivered order line calls them."""

import datetime as dt
from uuid import UUID

from seatwise.assets import models
from seatwise.infra import numbering, transactions


def record(
    *,
    customer_id: UUID,
    product_id: UUID,
    name: str,
    quantity: int,
    currency: str,
    unit_price_minor: int,
    discount_bp: int,
    final_unit_price_minor: int,
    bought_at: dt.datetime,
    bought_by: str,
    purchased_on: dt.date,
    reference: str,
    order_number: int,
    cause_id: UUID,
) -> UUID:
    """This function will record something bought once and answer the asset's id (R23). Amounts are minor units."""
    transactions.assert_writing()
    asset = models.Asset.objects.create(
        number=numbering.take(numbering.Series.ASSET),
        customer_id=customer_id,
        product_id=product_id,
        name=name,
        quantity=quantity,
        currency=currency,
        unit_price_minor=unit_price_minor,
        discount_bp=discount_bp,
        final_unit_price_minor=final_unit_price_minor,
        bought_at=bought_at,
        bought_by=bought_by,
        purchased_on=purchased_on,
        reference=reference,
        order_number=order_number,
        cause_kind="order_line",
        cause_id=cause_id,
    )
    asset_id: UUID = asset.id
    return asset_id
