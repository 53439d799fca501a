"""What the pages of assets show (S5, R23, S14): the list in two statements, one asset in two."""

import dataclasses
import datetime as dt

from django.utils.translation import ngettext

from seatwise.assets import queries as owned
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import visibility
from seatwise.storefront import words
from seatwise.storefront.asked import Asked
from seatwise.storefront.histories import queries as histories
from seatwise.storefront.histories import rows
from seatwise.ui import jinja, listing, statuses
from seatwise.ui.wording import gettext as _

_HISTORY = 25


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An asset. `unit_price` is None where S14 hides it, for the reason in `hidden`."""

    number: str
    name: str
    vendor: str
    logo_href: str | None
    quantity: int
    unit: str
    status: str
    purchased_on: dt.date
    order: str
    unit_price: Money | None
    hidden: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AssetsView:
    """The page of the list. `total_count` counts all assets, whatever is searched."""

    summary: str
    can_order: bool
    tabs: tuple[listing.Tab, ...]
    sort: listing.Sort
    pager: listing.Pager
    search: str
    kept: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    ask_href: str
    total_count: int
    clear_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AssetView:
    """The page of one asset. Prices are None where S14 hides them; `facts`: (title, text)."""

    number: str
    name: str
    vendor: str
    logo_href: str | None
    status: str
    quantity: int
    unit: str
    unit_price: Money | None
    discount: Percent | None
    total: Money | None
    hidden: str
    facts: tuple[tuple[str, str], ...]
    history: tuple[rows.HistoryRow, ...]
    ask_href: str


def assets(*, visitor: Visitor, customer: customers.Customer, wanted: Asked) -> AssetsView:
    """This function will answer the page of a customer's assets that the address asks for."""
    settings = visitor.settings
    counts = owned.counts(customer_id=customer.id, search=wanted.search)
    found = owned.asset_page(
        customer_id=customer.id,
        standard_since=visitor.reseller.standard_since,
        search=wanted.search,
        status=wanted.status,
        by=wanted.by,
        place=wanted.place,
    )
    every = sum(counts.values())
    matching = counts.get(wanted.status, 0) if wanted.status else every
    hidden_too = bool(wanted.search) and not found.rows
    return AssetsView(
        summary=_("Prices exclude VAT")
        if wanted.search
        else ngettext("%(count)s asset · prices exclude VAT", "%(count)s assets · prices exclude VAT", every)
        % {"count": every},
        can_order=visitor.reseller.customers_may_order and visitor.may(Permission.ORDER_PRODUCTS),
        tabs=(
            wanted.tab(label=_("All"), status="", count=every),
            *(
                wanted.tab(label=_(statuses.look(status).word), status=status, count=counts.get(status, 0))
                for status in owned.STATUSES
            ),
        ),
        sort=wanted.sort,
        pager=wanted.pager(
            found=ngettext("%(count)s asset found", "%(count)s assets found", matching) % {"count": matching},
            page=found.place,
        ),
        search=wanted.search,
        kept=wanted.kept,
        rows=tuple(_row(row, visitor=visitor) for row in found.rows),
        ask_href=words.ask_href(settings=settings, about=customer.name),
        total_count=sum(owned.counts(customer_id=customer.id).values()) if hidden_too else every,
        clear_href=wanted.address.path,
    )


def asset(row: owned.AssetRow, *, visitor: Visitor, customer: customers.Customer) -> AssetView:
    """This function will answer an asset with its purchase history."""
    settings = visitor.settings
    shown = row.price is visibility.SHOWN
    facts = [
        (_("Number"), row.number_text),
        (_("Vendor"), row.vendor or _("Own product")),
        (_("Purchased"), jinja.day(row.purchased_on)),
        (_("Order"), row.order_text),
    ]
    if row.reference:
        facts.append((_("Delivery reference"), row.reference))
    purchases = histories.newest_purchases(asset_id=row.id, count=_HISTORY)
    return AssetView(
        number=row.number_text,
        name=row.name,
        vendor=row.vendor,
        logo_href=row.logo or None,
        status=row.status,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price if shown else None,
        discount=row.discount if shown else None,
        total=row.total if shown else None,
        hidden=words.why_hidden(seen=row.price, settings=settings),
        facts=tuple(facts),
        history=tuple(
            rows.row(purchase, of=None, time_zone=customer.time_zone, settings=settings)
            for purchase in purchases
        ),
        ask_href=words.ask_href(settings=settings, about=f"{row.number_text} {row.name}"),
    )


def _row(row: owned.AssetRow, *, visitor: Visitor) -> Row:
    shown = row.price is visibility.SHOWN
    return Row(
        number=row.number_text,
        name=row.name,
        vendor=row.vendor,
        logo_href=row.logo or None,
        quantity=row.quantity,
        unit=row.unit,
        status=row.status,
        purchased_on=row.purchased_on,
        order=row.order_text,
        unit_price=row.unit_price if shown else None,
        hidden=words.why_hidden(seen=row.price, settings=visitor.settings),
    )
