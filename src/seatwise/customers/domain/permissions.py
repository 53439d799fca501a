"""Who may do what: one table, of which docs/permissions.md is the readable twin (R24)."""

from collections.abc import Mapping
from enum import StrEnum

from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence


class CustomerRole(StrEnum):
    """A person's role in a customer company."""

    ADMIN = "admin"
    BUYER = "buyer"
    SUBSCRIPTION_MANAGER = "subscription_manager"
    BILLING_VIEWER = "billing_viewer"

    @property
    def label(self) -> str:
        """The role in words, to be translated at the edge."""
        return _LABELS[self]


class ResellerRole(StrEnum):
    """A person's role in a reseller's team. Its values and those of CustomerRole never meet."""

    OWNER = "owner"
    SALES = "sales"
    OPERATIONS = "operations"

    @property
    def label(self) -> str:
        """The role in words, to be translated at the edge."""
        return _LABELS[self]


_LABELS: Mapping[str, str] = {
    CustomerRole.ADMIN: N_("Admin"),
    CustomerRole.BUYER: N_("Buyer"),
    CustomerRole.SUBSCRIPTION_MANAGER: N_("Subscription Manager"),
    CustomerRole.BILLING_VIEWER: N_("Billing Viewer"),
    ResellerRole.OWNER: N_("Owner"),
    ResellerRole.SALES: N_("Sales"),
    ResellerRole.OPERATIONS: N_("Operations"),
}


class Permission(StrEnum):
    SEE_BILLING = "see_billing"
    SEE_SHOP = "see_shop"
    ORDER_PRODUCTS = "order_products"
    SET_BILLING_ADDRESS = "set_billing_address"
    CHANGE_LICENCES = "change_licences"
    CHANGE_ADD_ONS = "change_add_ons"
    UPGRADE = "upgrade"
    SET_AUTO_RENEW = "set_auto_renew"
    CANCEL_SUBSCRIPTIONS = "cancel_subscriptions"
    WITHDRAW_ANY_ORDER = "withdraw_any_order"
    MANAGE_COMPANY_USERS = "manage_company_users"
    SEE_COMPANY_AUDIT = "see_company_audit"

    SEE_CONSOLE = "see_console"
    EDIT_CATALOGUE = "edit_catalogue"
    EDIT_PRICES = "edit_prices"
    MANAGE_CUSTOMERS = "manage_customers"
    ORDER_ON_BEHALF = "order_on_behalf"
    APPROVE_ORDERS = "approve_orders"
    DELIVER = "deliver"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_TEAM = "manage_team"
    SEE_AUDIT = "see_audit"


_ADMIN = frozenset({CustomerRole.ADMIN})
_BUYING = _ADMIN | {CustomerRole.BUYER}
_MANAGING = _ADMIN | {CustomerRole.SUBSCRIPTION_MANAGER}
_EVERY_CUSTOMER_ROLE = frozenset(CustomerRole)
_OWNER = frozenset({ResellerRole.OWNER})
_SELLING = _OWNER | {ResellerRole.SALES}
_OPERATING = _OWNER | {ResellerRole.OPERATIONS}
_EVERY_RESELLER_ROLE = frozenset(ResellerRole)

TABLE: Mapping[Permission, frozenset[CustomerRole] | frozenset[ResellerRole]] = {
    Permission.SEE_BILLING: _EVERY_CUSTOMER_ROLE,
    Permission.SEE_SHOP: _EVERY_CUSTOMER_ROLE,
    Permission.ORDER_PRODUCTS: _BUYING,
    # Part of ordering: without the address no order is accepted (R7).
    Permission.SET_BILLING_ADDRESS: _BUYING,
    Permission.CHANGE_LICENCES: _MANAGING,
    Permission.CHANGE_ADD_ONS: _MANAGING,
    Permission.UPGRADE: _MANAGING,
    Permission.SET_AUTO_RENEW: _MANAGING,
    Permission.CANCEL_SUBSCRIPTIONS: _MANAGING,
    Permission.WITHDRAW_ANY_ORDER: _ADMIN,
    Permission.MANAGE_COMPANY_USERS: _ADMIN,
    Permission.SEE_COMPANY_AUDIT: _ADMIN,
    Permission.SEE_CONSOLE: _EVERY_RESELLER_ROLE,
    Permission.EDIT_CATALOGUE: _SELLING,
    Permission.EDIT_PRICES: _SELLING,
    Permission.MANAGE_CUSTOMERS: _SELLING,
    Permission.ORDER_ON_BEHALF: _SELLING,
    Permission.APPROVE_ORDERS: _OPERATING,
    Permission.DELIVER: _OPERATING,
    Permission.EDIT_SETTINGS: _OWNER,
    Permission.MANAGE_TEAM: _OWNER,
    Permission.SEE_AUDIT: _OWNER,
}


class NotAllowed(Refusal):
    """The person's role does not have the permission."""

    code = "not_allowed"


def allowed(permission: Permission, role: str | None) -> bool:
    """Answer whether the role has the permission; nobody's role (None) or an unknown one has none (R24)."""
    return role in TABLE[permission]


def require(permission: Permission, role: str | None) -> None:
    """Answer nothing when the role has the permission. Raises NotAllowed, naming one that has."""
    if allowed(permission, role):
        return
    fitting = roles_for(permission)[-1]
    if isinstance(fitting, CustomerRole):
        message = N_("This takes the role %(role)s. An Admin of your company can give it to you.")
    else:
        message = N_("This takes the role %(role)s. An Owner can give it to you.")
    raise NotAllowed(message, role=Sentence(fitting.label))


def roles_for(permission: Permission) -> tuple[CustomerRole | ResellerRole, ...]:
    """Answer the roles that have the permission, the widest first."""
    return tuple(role for role in (*CustomerRole, *ResellerRole) if role in TABLE[permission])


def may_withdraw(*, role: str | None, is_submitter: bool) -> bool:
    """Answer whether a customer's person may withdraw an order: the submitter or an Admin (R24)."""
    return allowed(Permission.SEE_BILLING, role) and (
        is_submitter or allowed(Permission.WITHDRAW_ANY_ORDER, role)
    )
