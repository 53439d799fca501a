"""A planned change in words, and until when it can be undone (R18, B5)."""

import dataclasses
import datetime as dt

from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.ordering.domain import actions
from seatwise.ordering.domain.actions import Action
from seatwise.ordering.queries import planned
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A planned change, or a request that waits. `undo_href` is "" where it cannot be undone here, and `note` says more."""

    on: dt.date | None
    title: str
    note: str
    order: str
    undo_href: str


def scheduled(plan: planned.OpenLine, *, href: str, visitor: Visitor, today: dt.date) -> Scheduled:
    """This function will say what is planned, by whom, and until when it can be undone; `href` is the subscription's page."""
    count = {"count": jinja.quantity(plan.quantity), "name": plan.name}
    title = (_("%(count)s become %(name)s") if plan.upgrades else _("%(count)s fewer of %(name)s")) % count
    by = {"name": plan.placed_by, "reseller": visitor.settings.name}
    undo_href = ""
    if plan.waits_for_approval:
        note = _("%(reseller)s still has to approve it. Asked for by %(name)s.") % by
    elif plan.on is None or today >= plan.on:
        note = _("Under way. Ordered by %(name)s.") % by
    elif visitor.may(needed(plan)):
        last = jinja.day(plan.on - dt.timedelta(days=1))
        note = _("Planned by %(name)s. You can undo it until %(day)s, 23:59.") % (by | {"day": last})
        undo_href = f"{href}planned/{plan.line_id}/undo/"
    else:
        roles = ", ".join(_(role.label) for role in permissions.roles_for(needed(plan)))
        note = _("Planned by %(name)s. Undoing it takes one of these roles: %(roles)s.") % (
            by | {"roles": roles}
        )
    return Scheduled(on=plan.on, title=title, note=note, order=plan.order_text, undo_href=undo_href)


def needed(plan: planned.OpenLine) -> Permission:
    """This function will answer what a person must be allowed to undo a plan (R24)."""
    if plan.upgrades:
        return actions.permission(Action.UPGRADE, is_add_on=plan.from_add_on)
    return actions.permission(Action.CANCEL if plan.cancels else Action.REDUCE, is_add_on=plan.from_add_on)
