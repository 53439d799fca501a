"""The reseller's price table as an Excel file, with real numbers: to look at, to change, and to send back (S25)."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seatwise.console.prices import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, Visitor, for_team
from seatwise.infra import clock, spreadsheet, tenancy, transactions
from seatwise.infra.spreadsheet import Cell, Kind
from seatwise.pricing.domain.price_table import Column, Known
from seatwise.pricing.domain.unit_price import Audience, PriceBreakdown
from seatwise.pricing.queries import listed
from seatwise.pricing.queries.listed import PricedProduct
from seatwise.pricing.queries.offers import PricedOffer

NAME = "price-table"
_AT_A_TIME = 500
_KINDS = {
    Column.PRODUCT: (Kind.TEXT, 46),
    Column.KEY: (Kind.TEXT, 20),
    Column.TERM: (Kind.NUMBER, 10),
    Column.BILLING: (Kind.NUMBER, 10),
    Column.CURRENCY: (Kind.TEXT, 10),
    Column.COST: (Kind.MONEY, 14),
    Column.MARKUP_IN_FORCE: (Kind.PERCENT, 12),
    Column.MARKUP: (Kind.PERCENT, 12),
    Column.SPECIAL_PRICE: (Kind.MONEY, 14),
    Column.DISCOUNT: (Kind.PERCENT, 12),
    Column.PRICE: (Kind.MONEY, 14),
    Column.MARGIN: (Kind.MONEY, 14),
}


@require_safe
@for_team(Permission.SEE_CONSOLE)
def export(request: VisitedRequest) -> StreamingHttpResponse:
    """This function will send every listed product's terms that have a price today: what stands, and what it makes."""
    rows = _rows(request.visitor, clock.now(), tenancy.current_reseller_id())
    columns = [
        spreadsheet.Column(title=_(column.label), kind=kind, width=width)
        for column, (kind, width) in _KINDS.items()
    ]
    return spreadsheet.answer(name=NAME, kind="xlsx", title=_("Prices"), columns=columns, rows=rows)


def _rows(visitor: Visitor, now: dt.datetime, reseller_id: UUID) -> Iterator[tuple[Cell, ...]]:
    """Some hundreds at a time, each in a read of its own: the request has ended by then, and with it its scope."""
    on, after = queries.today(visitor, now), None
    while True:
        with tenancy.scope(reseller_id), transactions.reading():
            page = _page(visitor, on, after)
        for product in page.rows:
            for offer in product.offers:
                if offer.price is not None:
                    yield _row(product, offer, offer.price)
        after = page.after
        if after is None:
            return


def known(*, visitor: Visitor, now: dt.datetime) -> list[Known]:
    """This function will answer the same rows as values, to compare a file that comes back with them."""
    on, after, found = queries.today(visitor, now), None, []
    while True:
        page = _page(visitor, on, after)
        found += [
            _known(product, offer, offer.price)
            for product in page.rows
            for offer in product.offers
            if offer.price is not None
        ]
        after = page.after
        if after is None:
            return found


def _page(visitor: Visitor, on: dt.date, after: UUID | None) -> listed.Part:
    return listed.products(
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
        on=on,
        after=after,
        size=_AT_A_TIME,
    )


def _row(product: PricedProduct, offer: PricedOffer, price: PriceBreakdown) -> tuple[Cell, ...]:
    return (
        product.title,
        product.key,
        offer.term_months,
        offer.billing_months,
        price.unit_price.currency,
        price.line_cost,
        price.markup,
        product.markup,
        price.special_price if price.special_price_for is Audience.EVERYBODY else None,
        price.discount if price.discount_for is Audience.EVERYBODY else None,
        price.final_unit_price,
        price.margin,
    )


def _known(product: PricedProduct, offer: PricedOffer, price: PriceBreakdown) -> Known:
    return Known(
        offer_id=offer.offer_id,
        product_id=product.id,
        key=product.key,
        term_months=offer.term_months,
        billing_months=offer.billing_months,
        markup=None if product.markup is None else product.markup.basis_points,
        special_price=None if price.special_price is None else price.special_price.minor,
        discount=None if price.discount is None else price.discount.basis_points,
    )
