"""The shop: what the reseller publishes, with the price from which this customer gets it."""

import dataclasses
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import ORDERING, VisitedRequest, for_customers
from seatwise.infra import clock, paging
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.storefront import shell
from seatwise.storefront.shop import queries
from seatwise.ui import listing, rendering, terms
from seatwise.ui.jinja import quantity
from seatwise.ui.wording import gettext as _

_LONGEST_SEARCH = 100
_LONGEST_BLURB = 160


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WareView:
    """A product on the shelf. `price` None has no price at the moment; `is_from`: there are other terms as well."""

    href: str
    name: str
    vendor: str
    logo_href: str | None
    blurb: str
    price: Money | None
    per: str
    is_from: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShopView:
    """The list. `total_count` is what there is without search and category."""

    summary: str
    search: str
    kept: tuple[tuple[str, str], ...]
    categories: tuple[listing.Choice, ...]
    products: tuple[WareView, ...]
    pager: listing.Pager
    total_count: int
    clear_href: str
    reseller: str


@require_safe
@for_customers(Permission.SEE_SHOP)
def shop(request: VisitedRequest) -> HttpResponse:
    """This function will show the shop, a page of it at a time."""
    fragment = rendering.wants_fragment(request)
    context = {
        "page": None if fragment else shell.shell(request, current="shop"),
        "view": _view(request),
    }
    return rendering.respond(request, "storefront/shop/list.html", context, block="list")


def _view(request: VisitedRequest) -> ShopView:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    listed = request.visitor.visit == ORDERING
    shelves = queries.shelves(text=search, listed=listed)
    category = _category(request, shelves)
    found_wares = queries.wares(
        text=search,
        category_id=category.category_id if category else None,
        place=paging.Place(after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        customer_id=request.customer.id,
        market=request.visitor.reseller.market,
        currency=request.visitor.reseller.currency,
        on=local_day(clock.now(), request.customer.time_zone),
        listed=listed,
    )
    path = f"{request.prefix}/shop/"
    address = listing.Address(
        path=path, query={"q": search, "category": str(category.category_id) if category else ""}
    )
    total = sum(shelf.products for shelf in shelves)
    count = category.found if category else sum(shelf.found for shelf in shelves)
    found = ngettext("%(num)s product found", "%(num)s products found", count) % {"num": quantity(count)}
    page = found_wares.page
    return ShopView(
        summary=_summary(total),
        search=search,
        kept=(),
        categories=_choices(shelves, category),
        products=tuple(_ware(ware, path) for ware in found_wares.wares),
        pager=listing.Pager(
            found=found,
            previous_href=address.with_(before=page.previous_key) if page.previous_key else None,
            next_href=address.with_(after=page.next_key) if page.next_key else None,
        ),
        total_count=total,
        clear_href=path,
        reseller=request.visitor.settings.name,
    )


def _category(request: VisitedRequest, shelves: list[queries.Shelf]) -> queries.Shelf | None:
    asked = request.GET.get("category", "")
    return next((shelf for shelf in shelves if str(shelf.category_id) == asked), None)


def _choices(shelves: list[queries.Shelf], category: queries.Shelf | None) -> tuple[listing.Choice, ...]:
    def is_chosen(category_id: UUID) -> bool:
        return category is not None and category.category_id == category_id

    return (
        listing.Choice(
            value="",
            label=_counted(_("All categories"), sum(shelf.found for shelf in shelves)),
            selected=category is None,
        ),
        *(
            listing.Choice(
                value=str(shelf.category_id),
                label=_counted(shelf.name, shelf.found),
                selected=is_chosen(shelf.category_id),
            )
            for shelf in shelves
        ),
    )


def _counted(name: str, found: int) -> str:
    return _("%(name)s (%(count)s)") % {"name": name, "count": quantity(found)}


def _summary(total: int) -> str:
    products = ngettext("%(num)s product", "%(num)s products", total) % {"num": quantity(total)}
    return _("%(products)s · prices exclude VAT") % {"products": products}


def _ware(ware: queries.Ware, path: str) -> WareView:
    offer = ware.cheapest
    blurb = ware.description.split("\n", 1)[0]
    return WareView(
        href=f"{path}{ware.id}/",
        name=ware.title,
        vendor=ware.vendor,
        logo_href=ware.logo or None,
        blurb=blurb if len(blurb) <= _LONGEST_BLURB else f"{blurb[:_LONGEST_BLURB].rsplit(' ', 1)[0]} …",
        price=offer.price.final_unit_price if offer and offer.price else None,
        per=terms.per(offer.billing_months) if offer else "",
        is_from=ware.has_more,
    )
