"""The entries of "I want to…": each in its place, one that cannot be used with its reason (S22)."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import changing as ordering
from seatwise.ordering.domain import quantity, quotes
from seatwise.ordering.queries import choices, quoting
from seatwise.storefront import words
from seatwise.storefront.subscriptions import changing
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What stands around a subscription and decides about its menu: its active add-ons, and what is on sale for it (S22)."""

    add_ons: tuple[subscriptions.HeldRow, ...] = ()
    has_targets: bool = False
    has_add_ons: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MenuView:
    """What can be done with one subscription, as a page of its own and as the menu of its row in the list."""

    ref: str
    name: str
    actions: tuple[listing.Action, ...]


def menus(
    *,
    family: tuple[subscriptions.HeldRow, ...],
    visitor: Visitor,
    customer: customers.Customer,
    now: dt.datetime,
) -> dict[UUID, tuple[listing.Action, ...]]:
    """This function will answer what can be done now with a subscription and each of its add-ons, by their ids (S22).

    `family`: the subscription and then its add-ons, or an add-on alone. What never applies is left out.
    """
    first = family[0]
    buyer = quoting.load_buyer(
        customer=customer, actor=visitor.actor, now=now, reseller=visitor.reseller, settings=visitor.settings
    )
    counts = quoting.licence_counts(customer_id=customer.id, product_ids=[row.product_id for row in family])
    with_targets, with_add_ons = choices.with_choices(product_ids=[first.product_id])
    around = _Around(
        add_ons=family[1:],
        has_targets=first.product_id in with_targets,
        has_add_ons=first.product_id in with_add_ons,
    )
    return {
        row.id: _entries(
            row,
            visitor=visitor,
            buyer=buyer,
            around=around if row is first else _Around(),
            counted=counts.get(row.product_id, (row.quantity, 0)),
        )
        for row in family
    }


def _entries(
    held: subscriptions.HeldRow,
    *,
    visitor: Visitor,
    buyer: quotes.Buyer,
    around: _Around,
    counted: tuple[int, int],
) -> tuple[listing.Action, ...]:
    if not held.is_active and held.status != "suspended":
        return ()
    is_add_on = held.parent_id is not None
    found = [_buy_licences(held, visitor=visitor, buyer=buyer, counted=counted)]
    if not is_add_on and around.has_add_ons:
        found.append(_buy_add_on(held, visitor=visitor, buyer=buyer))
    if not is_add_on and around.has_targets:
        found.append(_upgrade(held, visitor=visitor, buyer=buyer))
    found.append(_give_back(held, visitor=visitor, cancels=False))
    if not is_add_on:
        found += [_give_back(add_on, visitor=visitor, cancels=True) for add_on in around.add_ons]
    found.append(_give_back(held, visitor=visitor, cancels=True))
    return tuple(found)


def _buy_add_on(held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer) -> listing.Action:
    def check() -> None:
        permissions.require(Permission.CHANGE_ADD_ONS, visitor.role)
        _check_may_order(buyer)
        _check_stays(held)

    return _action(
        label=_("Buy an add-on"), icon="puzzle", href=f"{_address(held, visitor)}add-ons/", check=check
    )


def _upgrade(held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer) -> listing.Action:
    def check() -> None:
        permissions.require(Permission.UPGRADE, visitor.role)
        _check_may_order(buyer)
        _check_active(held)
        if held.leaving:
            raise engine.PlannedFirst(N_("Changes are planned for this subscription. Undo them first."))

    return _action(
        label=_("Upgrade"),
        icon="arrow-up-circle",
        href=f"{_address(held, visitor)}upgrade/",
        note=_("All licences or some of them"),
        check=check,
    )


def _give_back(held: subscriptions.HeldRow, *, visitor: Visitor, cancels: bool) -> listing.Action:
    def check() -> None:
        needed = changing.permission(is_add_on=held.parent_id is not None, cancels=cancels)
        permissions.require(needed, visitor.role)
        _check_stays(held)

    if not cancels:
        label = _("Reduce licences")
    elif held.parent_id is None:
        label = _("Cancel the subscription")
    else:
        label = _("Cancel the add-on %(name)s") % {"name": held.name}
    return _action(
        label=label,
        icon="circle-x" if cancels else "minus",
        href=f"{_address(held, visitor)}{'cancel' if cancels else 'reduce'}/",
        check=check,
        danger=cancels,
    )


def _action(
    *,
    label: str,
    icon: str,
    href: str,
    check: Callable[[], None],
    note: str = "",
    danger: bool = False,
) -> listing.Action:
    """The entry, with its reason instead of its address where the check refuses."""
    try:
        check()
    except Refusal as refusal:
        return listing.Action(label=label, icon=icon, note=jinja.sentence(refusal))
    return listing.Action(label=label, icon=icon, href=href, note=note, danger=danger)


def _address(held: subscriptions.HeldRow, visitor: Visitor) -> str:
    return f"{visitor.prefix}/billing/subscriptions/{held.number_text}/"


def _check_may_order(buyer: quotes.Buyer) -> None:
    """A missing address is asked for in the form (R7)."""
    try:
        quotes.check_may_order(buyer)
    except quotes.BillingAddressMissing:
        pass


def _check_active(held: subscriptions.HeldRow) -> None:
    if not held.is_active:
        raise ordering.NotActive(N_("%(name)s is not active any more."), name=held.name)


def _check_stays(held: subscriptions.HeldRow) -> None:
    _check_active(held)
    quotes.check_stays(quantity=held.quantity, leaving=held.leaving)


def _buy_licences(
    held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer, counted: tuple[int, int]
) -> listing.Action:
    try:
        _check(held, visitor=visitor, buyer=buyer, counted=counted)
    except Refusal as refusal:
        return listing.Action(label=_("Buy licences"), icon="plus", note=jinja.sentence(refusal))
    price = {"price": jinja.money(held.final_unit_price), "per": words.per(held.billing_months)}
    return listing.Action(
        label=_("Buy licences"),
        icon="plus",
        href=f"{visitor.prefix}/billing/subscriptions/{held.number_text}/buy/",
        note=_("At your price, %(price)s each %(per)s") % price,
    )


def _check(
    held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer, counted: tuple[int, int]
) -> None:
    """What the dialog and the order ask as well, so that none of them says otherwise; a missing address is asked for there (R7)."""
    permissions.require(Permission.CHANGE_LICENCES, visitor.role)
    _check_may_order(buyer)
    quotes.check_licences_for_sale(buyer=buyer, held=held)
    quotes.check_stays(quantity=held.quantity, leaving=held.leaving)
    quantity.more_limits(product=held.limits, held=counted[0], ordered=counted[1])
