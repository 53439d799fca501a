"""The entries of "I want to…": each in its place, one that cannot be used with its reason (S22)."""

import dataclasses
import datetime as dt

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import NotAllowed
from seatwise.customers.middleware import VIEWING, Visitor
from seatwise.kernel.refusal import Refusal
from seatwise.ordering.domain.actions import Action
from seatwise.ordering.queries import possible, quoting
from seatwise.storefront import errors, words
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _

_PAGES = {
    Action.BUY_LICENCES: ("plus", "buy"),
    Action.BUY_ADD_ON: ("puzzle", "add-ons"),
    Action.UPGRADE: ("arrow-up-circle", "upgrade"),
    Action.REDUCE: ("minus", "reduce"),
    Action.CANCEL: ("circle-x", "cancel"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MenuView:
    """What can be done with one subscription, as a page of its own and as the menu of its row in the list."""

    ref: str
    name: str
    actions: tuple[listing.Action, ...]


def menu(
    *,
    family: tuple[subscriptions.HeldRow, ...],
    visitor: Visitor,
    customer: customers.Customer,
    now: dt.datetime,
) -> MenuView:
    """This function will answer what can be done with the first of a family, in five statements (S22)."""
    buyer = quoting.load_buyer(
        customer=customer, actor=visitor.actor, now=now, reseller=visitor.reseller, settings=visitor.settings
    )
    found = possible.possible(
        known=possible.known(family=family, customer=customer, buyer=buyer),
        role=visitor.role,
        buyer=buyer,
        moment=engine.Moment(at=now, time_zone=customer.time_zone),
    )
    main, *add_ons = family
    entries = [_entry(action, main, why_not=why, visitor=visitor) for action, why in found[main.id].items()]
    # An add-on is canceled from its subscription's menu too, before the entry that cancels the subscription itself.
    canceled = [
        _entry(Action.CANCEL, row, why_not=found[row.id][Action.CANCEL], visitor=visitor)
        for row in add_ons
        if Action.CANCEL in found[row.id]
    ]
    return MenuView(ref=main.number_text, name=main.name, actions=(*entries[:-1], *canceled, *entries[-1:]))


def _entry(
    action: Action, row: subscriptions.HeldRow, *, why_not: Refusal | None, visitor: Visitor
) -> listing.Action:
    icon, page = _PAGES[action]
    label = _label(action, row)
    if why_not is not None:
        return listing.Action(label=label, icon=icon, note=_why_not(why_not, visitor))
    return listing.Action(
        label=label,
        icon=icon,
        href=f"{visitor.prefix}/billing/subscriptions/{row.number_text}/{page}/",
        note=_note(action, row),
        danger=action is Action.CANCEL,
    )


def _why_not(refusal: Refusal, visitor: Visitor) -> str:
    if visitor.visit == VIEWING and isinstance(refusal, NotAllowed):
        return errors.looks_on()
    return jinja.sentence(refusal)


def _label(action: Action, row: subscriptions.HeldRow) -> str:
    match action:
        case Action.BUY_LICENCES:
            return _("Buy licences")
        case Action.BUY_ADD_ON:
            return _("Buy an add-on")
        case Action.UPGRADE:
            return _("Upgrade")
        case Action.REDUCE:
            return _("Reduce licences")
        case Action.CANCEL if row.parent_id is None:
            return _("Cancel the subscription")
        case Action.CANCEL:
            return _("Cancel the add-on %(name)s") % {"name": row.name}


def _note(action: Action, row: subscriptions.HeldRow) -> str:
    match action:
        case Action.BUY_LICENCES:
            price = {"price": jinja.money(row.final_unit_price), "per": words.per(row.billing_months)}
            return _("At your price, %(price)s each %(per)s") % price
        case Action.UPGRADE:
            return _("All licences or some of them")
        case _:
            return ""
