"""The quick actions of what is held, and what a person needs for each (S15, S22, R24)."""

from enum import StrEnum

from seatwise.customers.domain.permissions import Permission


class Action(StrEnum):
    """In the order in which a menu shows them."""

    BUY_LICENCES = "buy_licences"
    BUY_ADD_ON = "buy_add_on"
    UPGRADE = "upgrade"
    REDUCE = "reduce"
    CANCEL = "cancel"


def permission(action: Action, *, is_add_on: bool) -> Permission:
    """This function will answer what a person needs to be allowed to do it with a subscription, or with an add-on (R24)."""
    match action:
        case Action.BUY_LICENCES:
            return Permission.CHANGE_LICENCES
        case Action.BUY_ADD_ON:
            return Permission.CHANGE_ADD_ONS
        case Action.UPGRADE:
            return Permission.UPGRADE
        case Action.REDUCE | Action.CANCEL if is_add_on:
            return Permission.CHANGE_ADD_ONS
        case Action.REDUCE:
            return Permission.CHANGE_LICENCES
        case Action.CANCEL:
            return Permission.CANCEL_SUBSCRIPTIONS
