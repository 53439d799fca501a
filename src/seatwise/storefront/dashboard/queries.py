"""What the Billing dashboard shows (S1-S5), in four statements. The rest is asked for once it is there: ahead.py."""

import dataclasses
import datetime as dt

from seatwise.assets import queries as assets
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.period import local_day
from seatwise.ordering.queries import lists
from seatwise.storefront import words
from seatwise.storefront.orders import rows
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import statuses
from seatwise.ui.wording import gettext as _

RECENT = 6


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of things and its parts by status: (label, count, tone, href)."""

    total: int
    parts: tuple[tuple[str, int, str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DashboardView:
    """The page."""

    today: dt.date
    company: str
    can_order: bool
    orders: Figure
    subscriptions: Figure
    assets: Figure
    recent: tuple[rows.Row, ...]
    any_hidden: bool
    ask_href: str
    is_new: bool


def dashboard(*, visitor: Visitor, customer: customers.Customer, now: dt.datetime) -> DashboardView:
    """This function will answer the dashboard of a customer on its day."""
    settings, billing = visitor.settings, f"{visitor.prefix}/billing"
    today = local_day(now, customer.time_zone)
    ordered = lists.order_counts(customer_id=customer.id)
    held = subscriptions.counts(customer_id=customer.id)
    attention = held.pop(subscriptions.NEEDS_ATTENTION)
    owned = assets.counts(customer_id=customer.id)
    recent = tuple(
        rows.row(order, customer=customer, settings=settings)
        for order in lists.recent_orders(customer_id=customer.id, count=RECENT)
    )
    held_figure = _figure(held, order=subscriptions.STATUSES, href=f"{billing}/subscriptions/")
    if attention:
        part = _part(subscriptions.NEEDS_ATTENTION, attention, f"{billing}/subscriptions/")
        held_figure = dataclasses.replace(held_figure, parts=(*held_figure.parts, part))
    return DashboardView(
        today=today,
        company=customer.name,
        can_order=can_order(visitor),
        orders=_figure(ordered, order=("executed", *lists.STATUSES), href=f"{billing}/orders/"),
        subscriptions=held_figure,
        assets=_figure(owned, order=assets.STATUSES, href=f"{billing}/assets/"),
        recent=recent,
        any_hidden=any(row.total is None for row in recent),
        ask_href=words.ask_href(settings=settings, about=customer.name),
        is_new=not (ordered or held or owned),
    )


def can_order(visitor: Visitor) -> bool:
    """This function will answer whether a button to order leads anywhere: the reseller sells and the role may (R24)."""
    return visitor.reseller.customers_may_order and visitor.may(Permission.ORDER_PRODUCTS)


def _figure(found: dict[str, int], *, order: tuple[str, ...], href: str) -> Figure:
    return Figure(
        total=sum(found.values()),
        parts=tuple(
            _part(status, found[status], href) for status in dict.fromkeys(order) if found.get(status)
        ),
    )


def _part(status: str, count: int, href: str) -> tuple[str, int, str, str]:
    look = statuses.look(status)
    return _(look.word), count, look.tone, f"{href}?status={status}"
