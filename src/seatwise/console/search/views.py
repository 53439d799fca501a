"""The search in the head of the console: an exact number leads to its page, words to what they name (S23, S25, S26)."""

import dataclasses
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from seatwise.console import shell
from seatwise.console.search import queries
from seatwise.console.search.queries import MOST_CUSTOMERS, SIZE, Kind
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.pricing.queries import catalogue
from seatwise.ui import rendering

_LONGEST_SEARCH = 100
_SHORTEST_SEARCH = 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """Where the rest of a group stands, in words; no words where there is none."""

    href: str = ""
    label: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """What was found, at most SIZE of each kind. `said` is what to do where nothing was searched; "" where it was.

    `held` are subscriptions and assets, each with its heading, the place in a customer's pages, its rows and where the rest is.
    `note` says why no orders are named although customers were found.
    """

    path: str
    search: str
    said: str
    customers: tuple[queries.Customer, ...]
    more_customers: More
    orders: tuple[queries.Order, ...]
    more_orders: More
    held: tuple[tuple[str, str, tuple[queries.Held, ...], More], ...]
    products: tuple[catalogue.Named, ...]
    more_products: More
    note: str
    time_zone: str

    @property
    def is_empty(self) -> bool:
        return not (self.customers or self.orders or self.held or self.products)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def search(request: VisitedRequest) -> HttpResponse:
    """This function will show what the words in the address name, or lead to the one thing that bears the number in it.

    Every list behind it is for every role (R24), and so is this. What it finds is the reseller's own (R25).
    """
    words = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    numbers = queries.numbered(words) if len(words) >= _SHORTEST_SEARCH else ()
    is_one = len(numbers) == 1
    if is_one and words.upper() == numbers[0].number_text:
        return HttpResponseRedirect(_page_of(request, numbers[0]))
    view = _found(request, words, numbers)
    # Digits and references may also be a part of a name: where they are one, the person chooses.
    if is_one and not view.customers and not view.products:
        return HttpResponseRedirect(_page_of(request, numbers[0]))
    context = {"page": shell.frame(request, here="search", search_text=words), "view": view}
    return rendering.respond(request, "console/search.html", context)


def _page_of(request: VisitedRequest, one: queries.Numbered) -> str:
    console = f"{request.prefix}/console/"
    if one.kind is Kind.ORDER:
        return f"{console}approvals/{one.number_text}/"
    return f"{console}customers/{one.customer_id}/{one.kind.value}s/?q={one.number_text}"


def _found(request: VisitedRequest, words: str, numbers: tuple[queries.Numbered, ...]) -> SearchView:
    is_searched = len(words) >= _SHORTEST_SEARCH
    customers = queries.customers(words) if is_searched else ()
    too_many = len(customers) > MOST_CUSTOMERS
    customer_ids = [] if too_many else [customer.id for customer in customers]
    orders = queries.orders(numbers=numbers, customer_ids=customer_ids)
    subscriptions, assets = queries.held(numbers=numbers, customer_ids=customer_ids)
    products = catalogue.named(text=words, most=SIZE + 1) if is_searched else ()
    console, query = f"{request.prefix}/console/", urlencode({"q": words})

    def listed(path: str, found: Sequence[object]) -> More:
        if len(found) <= SIZE:
            return More()
        return More(href=f"{console}{path}/?{query}", label=_("Show all in the list"))

    def of_one(kind: str, label: str) -> More:
        if len(customer_ids) != 1:
            return More()
        one = customers[0]
        return More(href=f"{console}customers/{one.id}/{kind}/", label=label % {"customer": one.name})

    held = (
        (_("Subscriptions"), "subscriptions", subscriptions, _("All subscriptions of %(customer)s")),
        (_("Assets"), "assets", assets, _("All assets of %(customer)s")),
    )
    return SearchView(
        path=f"{console}search/",
        search=words,
        said=_what_to_type(words),
        customers=customers[:SIZE],
        more_customers=listed("customers", customers),
        orders=orders[:SIZE],
        more_orders=of_one("orders", _("All orders of %(customer)s"))
        if len(customer_ids) == 1
        # That list knows customers by their own names only.
        else More()
        if any(customer.person for customer in customers)
        else listed("orders", orders),
        held=tuple(
            (title, kind, rows[:SIZE], of_one(kind, label)) for title, kind, rows, label in held if rows
        ),
        products=products[:SIZE],
        more_products=listed("catalogue", products),
        note=_too_many() if too_many else "",
        time_zone=request.visitor.settings.time_zone,
    )


def _what_to_type(words: str) -> str:
    if len(words) >= _SHORTEST_SEARCH:
        return ""
    if words:
        return _("Type at least two letters or digits.")
    return _(
        "Type part of a name, of a customer, a person or a product, or a whole number: one such as SO-10001,"
        " or the reference that a customer gave an order."
    )


def _too_many() -> str:
    said = _("More than %(num)s customers match. Type more of the name to see orders and subscriptions, too.")
    return said % {"num": MOST_CUSTOMERS}
