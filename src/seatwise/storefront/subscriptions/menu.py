"""The entries of "I want to…": each in its place, one that cannot be used with its reason (S22)."""

from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.refusal import Refusal
from seatwise.ordering.domain import quantity, quotes
from seatwise.storefront import words
from seatwise.subscriptions import queries as subscriptions
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _


def entries(
    held: subscriptions.HeldRow,
    *,
    visitor: Visitor,
    buyer: quotes.Buyer,
    counted: tuple[int, int] | None = None,
) -> tuple[listing.Action, ...]:
    """This function will answer what can be done with a subscription now.

    `counted`: licences of the product held and ordered by the customer, where the page has counted them (R6).
    """
    return (_buy_licences(held, visitor=visitor, buyer=buyer, counted=counted),)


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
    try:
        quotes.check_may_order(buyer)
    except quotes.BillingAddressMissing:
        pass
    quotes.check_licences_for_sale(buyer=buyer, held=held)
    if counted is not None:
        quantity.more_limits(product=held.limits, held=counted[0], ordered=counted[1])
