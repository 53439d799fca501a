"""What happened, in words, and which of it belongs together."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from seatwise.kernel.sentence import N_


class Group(StrEnum):
    """What people look for together."""

    ORDERS = "orders"
    PRICES = "prices"
    PEOPLE = "people"
    SETTINGS = "settings"

    @property
    def label(self) -> str:
        """The group in words, to be translated at the edge."""
        return {
            Group.ORDERS: N_("Orders and subscriptions"),
            Group.PRICES: N_("Catalogue and prices"),
            Group.PEOPLE: N_("People and sign-ins"),
            Group.SETTINGS: N_("Settings"),
        }[self]


_WORDS: Mapping[Group, Mapping[str, str]] = {
    Group.ORDERS: {
        "order.placed": N_("Order submitted"),
        "order.approved": N_("Order approved"),
        "order.rejected": N_("Order rejected"),
        "order.withdrawn": N_("Order withdrawn"),
        "order.executed": N_("Order executed"),
        "order.canceled": N_("Order canceled"),
        "line.delivered": N_("Delivered"),
        "line.canceled": N_("Delivery canceled"),
        "line.failed": N_("Delivery failed"),
        "line.retried": N_("Delivery tried again"),
        "line.undone": N_("Planned change undone"),
        "subscription.auto_renew_on": N_("Auto-renew switched on"),
        "subscription.auto_renew_off": N_("Auto-renew switched off"),
    },
    Group.PRICES: {
        "product_listed": N_("Product listed"),
        "product_unlisted": N_("Product taken off the list"),
        "product_published": N_("Product published"),
        "product_unpublished": N_("Product unpublished"),
        "product_markup_set": N_("Markup of a product set"),
        "category_markup_set": N_("Markup of a category set"),
        "special_price_set": N_("Special price set"),
        "special_price_ended": N_("Special price ended"),
        "special_price_taken_back": N_("Special price taken back"),
        "discount_set": N_("Discount set"),
        "discount_ended": N_("Discount ended"),
        "discount_taken_back": N_("Discount taken back"),
    },
    Group.PEOPLE: {
        "person.signed_in": N_("Signed in"),
        "person.password_changed": N_("Password changed"),
        "person.renamed": N_("Name changed"),
        "person.app_added": N_("Authenticator app set up"),
        "person.app_removed": N_("Authenticator app removed"),
        "person.passkey_added": N_("Passkey added"),
        "person.passkey_removed": N_("Passkey removed"),
        "person.codes_made": N_("Recovery codes made"),
        "person.signed_out_elsewhere": N_("Signed out on another device"),
        "person.steps_taken_away": N_("Second step taken away"),
        "person.role_given": N_("Role given"),
        "team.role_given": N_("Role in the team given"),
        "team.person_invited": N_("Person invited to the team"),
        "team.person_removed": N_("Place in the team taken away"),
        "customer.person_invited": N_("Person invited"),
        "customer.person_removed": N_("Place taken away"),
        "customer.viewing": N_("Storefront viewed as the customer"),
        "customer.ordering": N_("Storefront opened to order on the customer's behalf"),
    },
    Group.SETTINGS: {
        "settings.changed": N_("Settings changed"),
        "domain.used": N_("Own domain put in use"),
        "mail.sender_set": N_("Mail server set"),
        "mail.sender_removed": N_("Mail server taken away"),
        "mail.text_set": N_("Text of a mail set"),
        "reseller.created": N_("Reseller created"),
        "reseller.changed": N_("Reseller changed"),
        "customer.created": N_("Customer created"),
        "registration.accepted": N_("Registration accepted"),
        "registration.declined": N_("Registration declined"),
        "customer.changed": N_("Customer changed"),
        "customer.address_set": N_("Billing address set"),
    },
}

WORDS: Mapping[str, str] = MappingProxyType(
    {kind: words for group in _WORDS.values() for kind, words in group.items()}
)


def among(names: Iterable[str]) -> str:
    """This function will answer the condition that an event, `e`, is of one of these kinds, spelled out.

    A partial index is used only where the statement itself says which kinds.
    """
    return f"e.kind IN ({', '.join(repr(name) for name in names)})"


def of(group: Group) -> tuple[str, ...]:
    """This function will answer the kinds of a group."""
    return tuple(_WORDS[group])
