"""What the page of pending things shows (B5), in four statements: each part's first rows, or one part page by page."""

import dataclasses
import datetime as dt

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import may_withdraw
from seatwise.customers.middleware import Visitor
from seatwise.infra import paging
from seatwise.kernel.period import local_day
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.queries import lists, planned, under_way
from seatwise.storefront import words
from seatwise.storefront.asked import Asked
from seatwise.storefront.orders import rows
from seatwise.storefront.subscriptions import scheduled
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _

APPROVAL, PLANNED, DELIVERY = PARTS = ("approval", "planned", "delivery")
"""The parts of the page, as its address names them."""
_FIRST = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something that is not over. `on` is its day, `action` the button's (label, where it is posted) or None.

    `status` is a line's or an order's; `words` say more than the status alone: "Scheduled for 1 Dec 2026".
    """

    title: str
    href: str
    status: str
    words: str | None
    on: dt.date | None
    note: str
    order: str
    action: tuple[str, str] | None
    ask_href: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the page. `all_href` leads to the rest of it, "" where all of it is shown."""

    name: str
    title: str
    count: int
    rows: tuple[Row, ...]
    all_href: str
    empty: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PendingView:
    """The page. `pager` only where one part is shown page by page; `nothing` waits at all."""

    tabs: tuple[listing.Tab, ...]
    parts: tuple[Part, ...]
    pager: listing.Pager | None
    nothing: bool


def pending(
    *, visitor: Visitor, customer: customers.Customer, wanted: Asked, now: dt.datetime
) -> PendingView:
    """This function will answer the page of what a customer's orders still wait for."""
    counts = under_way.counts(customer_id=customer.id)
    count = {APPROVAL: counts.for_approval, PLANNED: counts.planned, DELIVERY: counts.in_delivery}
    today = local_day(now, customer.time_zone)
    one = wanted.status
    place, size = (wanted.place, paging.SIZE) if one else (paging.Place(), _FIRST)
    parts, pages = [], []
    for name in (one,) if one else PARTS:
        shown, page = _rows(name, visitor=visitor, customer=customer, today=today, place=place, size=size)
        title, empty = _titles(visitor.settings.name)[name]
        parts.append(
            Part(
                name=name,
                title=title,
                count=count[name],
                rows=shown,
                all_href=wanted.address.with_(status=name) if page.next_key and not one else "",
                empty=empty,
            )
        )
        pages.append(page)
    return PendingView(
        tabs=(
            wanted.tab(label=_("All"), status="", count=sum(count.values())),
            *(
                wanted.tab(label=_titles(visitor.settings.name)[name][0], status=name, count=count[name])
                for name in PARTS
            ),
        ),
        parts=tuple(parts),
        pager=wanted.pager(found=words.entries(count[one]), page=pages[0]) if one else None,
        nothing=not any(count.values()),
    )


def first(
    *, visitor: Visitor, customer: customers.Customer, today: dt.date, most: int
) -> tuple[tuple[Row, ...], int]:
    """This function will answer the first pending things, requests before plans before deliveries, and how many there are.

    One statement, and one for each part that has something.
    """
    counts = under_way.counts(customer_id=customer.id)
    count = {APPROVAL: counts.for_approval, PLANNED: counts.planned, DELIVERY: counts.in_delivery}
    found: list[Row] = []
    for name in PARTS:
        if count[name]:
            shown, _page = _rows(
                name, visitor=visitor, customer=customer, today=today, place=paging.Place(), size=most
            )
            found.extend(shown)
    return tuple(found[:most]), sum(count.values())


def _titles(reseller: str) -> dict[str, tuple[str, str]]:
    """Each part's title, and what stands there when it is empty."""
    return {
        APPROVAL: (
            _("Waiting for approval"),
            _("Nothing waits for the approval of %(reseller)s.") % {"reseller": reseller},
        ),
        PLANNED: (_("Planned changes"), _("Nothing is planned.")),
        DELIVERY: (_("Being delivered"), _("Nothing is being delivered.")),
    }


def _rows(
    part: str,
    *,
    visitor: Visitor,
    customer: customers.Customer,
    today: dt.date,
    place: paging.Place,
    size: int,
) -> tuple[tuple[Row, ...], paging.Page]:
    match part:
        case "approval":
            found = lists.order_page(
                customer_id=customer.id,
                narrowing=lists.Narrowing(status=OrderStatus.PENDING_RESELLER_APPROVAL.value),
                place=place,
                size=size,
            )
            return tuple(
                _request(order, visitor=visitor, customer=customer) for order in found.rows
            ), found.place
        case "planned":
            plans, page = planned.planned_page(customer_id=customer.id, place=place, size=size)
            return tuple(_plan(plan, visitor=visitor, today=today) for plan in plans), page
        case _:
            lines, page = under_way.deliveries(customer_id=customer.id, place=place, size=size)
            return tuple(_delivery(line, visitor=visitor, customer=customer) for line in lines), page


def _request(order: lists.OrderRow, *, visitor: Visitor, customer: customers.Customer) -> Row:
    href = f"{visitor.prefix}/billing/orders/{order.number_text}/"
    by = {
        "name": order.placed_by_name,
        "day": jinja.day(local_day(order.submitted_at, customer.time_zone)),
        "reseller": visitor.settings.name,
    }
    may = may_withdraw(role=visitor.role, is_submitter=order.placed_by_user_id == visitor.user_id)
    if may:
        note = _("Asked for by %(name)s on %(day)s. You can withdraw it until %(reseller)s has decided.") % by
    else:
        note = _("Asked for by %(name)s on %(day)s. That person or an Admin can withdraw it.") % by
    return Row(
        title=rows.with_more(rows.what(order), order.more),
        href=href,
        status=order.status.value,
        words=None,
        on=order.planned_on,
        note=note,
        order=order.number_text,
        action=(_("Withdraw"), f"{href}withdrawal/") if may else None,
    )


def _plan(plan: planned.OpenLine, *, visitor: Visitor, today: dt.date) -> Row:
    href = f"{visitor.prefix}/billing/subscriptions/{plan.source_text}/"
    said = scheduled.scheduled(plan, href=href, visitor=visitor, today=today)
    assert plan.on is not None, "what is planned has its day"
    return Row(
        title=jinja.sentence(
            naming.line(
                order_type=plan.order_type,
                action=plan.action,
                name=plan.name,
                quantity=plan.quantity,
                unit=plan.unit,
            )
        ),
        href=href,
        status=LineStatus.PENDING.value,
        words=_("Scheduled for %(day)s") % {"day": jinja.day(plan.on)},
        on=plan.on,
        note=said.note,
        order=plan.order_text,
        action=(_("Undo"), said.undo_href) if said.undo_href else None,
    )


def _delivery(line: under_way.Delivery, *, visitor: Visitor, customer: customers.Customer) -> Row:
    by = {
        "name": line.placed_by,
        "day": jinja.day(local_day(line.submitted_at, customer.time_zone)),
        "reseller": visitor.settings.name,
    }
    failed = line.status is LineStatus.FAILED
    if failed:
        note = _("%(reason)s %(reseller)s tries again or cancels it. Nothing of it is charged.") % (
            by | {"reason": line.reason}
        )
    elif line.automatic:
        note = _("Ordered by %(name)s on %(day)s. It is delivered automatically.") % by
    else:
        note = _("Ordered by %(name)s on %(day)s. %(reseller)s delivers it.") % by
    return Row(
        title=jinja.sentence(
            naming.line(
                order_type=line.order_type,
                action=line.action,
                name=line.name,
                quantity=line.quantity,
                unit=line.unit,
            )
        ),
        href=f"{visitor.prefix}/billing/orders/{line.order_text}/",
        status=line.status.value,
        words=None,
        on=None,
        note=note.strip(),
        order=line.order_text,
        action=None,
        ask_href=words.ask_href(settings=visitor.settings, about=f"{line.order_text} {line.name}")
        if failed
        else "",
    )
