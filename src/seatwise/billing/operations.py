"""Writes money lines. Charges are never edited or deleted; a correction is a new line (R15)."""

import datetime as dt
from uuid import UUID

from seatwise.billing import models
from seatwise.billing.domain.proration import ChargeLine
from seatwise.infra import transactions
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import vat

HOUSE_RULE = "house"


def charge(
    *,
    customer_id: UUID,
    subscription_id: UUID | None = None,
    asset_id: UUID | None = None,
    line: ChargeLine,
    vat_rate: Percent,
    cause_id: UUID,
    on: dt.date,
    now: dt.datetime,
) -> vat.WithVat:
    """This function will write one charge for a subscription or an asset, with its VAT, and answer the amounts (R14, R26).

    `cause_id` is the delivered order line; `on` the customer's day.
    """
    transactions.assert_writing()
    amount = vat.on_line(net=line.amount, rate=vat_rate)
    models.Charge.objects.create(
        customer_id=customer_id,
        subscription_id=subscription_id,
        asset_id=asset_id,
        kind=line.kind.value,
        net_minor=amount.net.minor,
        vat_rate_bp=vat_rate.basis_points,
        vat_minor=amount.vat.minor,
        currency=amount.net.currency,
        quantity=line.quantity,
        unit_price_minor=line.unit_price.minor,
        share_num=line.days_left,
        share_den=line.days,
        period_start_on=line.period.start if line.period else None,
        period_end_on=line.period.end if line.period else None,
        rule=HOUSE_RULE,
        cause_kind="order_line",
        cause_id=cause_id,
        charged_on=on,
        charged_at=now,
    )
    return amount
