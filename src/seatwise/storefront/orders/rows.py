"""An order's row as the dashboard and the list show it."""

import dataclasses
import datetime as dt

from seatwise.customers import queries as customers
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.period import local_day
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import OrderStatus
from seatwise.ordering.queries import lists
from seatwise.pricing.domain import visibility
from seatwise.resellers import queries as resellers
from seatwise.storefront import words
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """S6. `ordered_on` is the customer's day; `total` is None where it is hidden, for the reason in `hidden` (S8).

    `reason` says why it was canceled, or the day for which it is planned (R2).
    """

    number: str
    status: OrderStatus
    reason: str
    ordered_on: dt.date
    what: str
    more: int
    placed_by: str
    by_reseller: bool
    total: Money | None
    hidden: str
    not_charged: bool


def row(order: lists.OrderRow, *, customer: customers.Customer, settings: resellers.Settings) -> Row:
    """This function will answer an order as a row in words."""
    by_reseller = order.placed_by is not ActorKind.CUSTOMER
    shown = order.amounts is visibility.SHOWN
    return Row(
        number=order.number_text,
        status=order.status,
        reason=_scheduled(order) or _why_canceled(order, settings=settings),
        ordered_on=local_day(order.submitted_at, customer.time_zone),
        what=what(order),
        more=order.more,
        placed_by=settings.name if by_reseller else order.placed_by_name,
        by_reseller=by_reseller,
        total=order.net if shown else None,
        hidden="" if shown else words.why_hidden(seen=order.amounts, settings=settings),
        not_charged=order.status is OrderStatus.CANCELED,
    )


def what(order: lists.OrderRow) -> str:
    """This function will say what an order does: "Cancel 2 licences of Visio Plan 1" (R1)."""
    return jinja.sentence(naming.order(order_type=order.type, what=order.what))


def with_more(what: str, more: int) -> str:
    """This function will say of what an order does first that it does more: "Visio Plan 2, 3 licences, +1 more"."""
    return f"{what}, {_('+%(count)s more') % {'count': more}}" if more else what


def _scheduled(order: lists.OrderRow) -> str:
    """Answer "Scheduled for 1 Dec 2026"; "" where nothing is planned."""
    if order.planned_on is None:
        return ""
    return _("Scheduled for %(day)s") % {"day": jinja.day(order.planned_on)}


def _why_canceled(order: lists.OrderRow, *, settings: resellers.Settings) -> str:
    """Answer "Rejected by TechSolutions: same as SO-10430"; "" for an order that is not canceled (R2)."""
    said = {"reseller": settings.name, "reason": order.status_reason}
    match order.ending:
        case lists.Ending.REJECTED:
            return _("Rejected by %(reseller)s: %(reason)s") % said
        case lists.Ending.WITHDRAWN:
            return _("Withdrawn")
        case lists.Ending.UNDONE:
            return _("Undone")
        case lists.Ending.CANCELED:
            return _("Canceled by %(reseller)s") % said
        case None:
            return ""
