"""The entries of "I want to…": each in its place, one that cannot be used with its reason (S22)."""

import dataclasses
from collections.abc import Callable

from seatwise.billing.domain import engine
from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering.domain import changing as ordering
from seatwise.ordering.domain import quantity, quotes
from seatwise.storefront import words
from seatwise.storefront.subscriptions import changing
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around a subscription and decides about its menu: its active add-ons, and what is on sale for it (S22)."""

    add_ons: tuple[subscriptions.HeldRow, ...] = ()
    has_targets: bool = False
    has_add_ons: bool = False


def entries(
    held: subscriptions.HeldRow,
    *,
    visitor: Visitor,
    buyer: quotes.Buyer,
    around: Around,
    counted: tuple[int, int] | None = None,
) -> tuple[listing.Action, ...]:
    """This function will answer what can be done with a subscription or an add-on now; what never applies is left out (S22).

    `counted`: licences of the product held and ordered by the customer, where the page has counted them (R6).
    """
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
    held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer, counted: tuple[int, int] | None
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
    held: subscriptions.HeldRow, *, visitor: Visitor, buyer: quotes.Buyer, counted: tuple[int, int] | None
) -> None:
    """What the dialog and the order ask as well, so that none of them says otherwise; a missing address is asked for there (R7)."""
    permissions.require(Permission.CHANGE_LICENCES, visitor.role)
    _check_may_order(buyer)
    quotes.check_licences_for_sale(buyer=buyer, held=held)
    quotes.check_stays(quantity=held.quantity, leaving=held.leaving)
    if counted is not None:
        quantity.more_limits(product=held.limits, held=counted[0], ordered=counted[1])
