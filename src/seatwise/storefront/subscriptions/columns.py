"""Which columns the list of subscriptions and its file have: the address says it, the name is always there (B6)."""

from collections.abc import Sequence

from seatwise.storefront.asked import Asked
from seatwise.ui import listing
from seatwise.ui.wording import gettext as _

_NAME = "name"
_DEFAULT = ("quantity", "status", "unit_price", "discount", "total", "renewal")
_ALL = (
    "number",
    "vendor",
    "quantity",
    "status",
    "unit_price",
    "discount",
    "final_unit_price",
    "total",
    "renewal",
)


def read(values: Sequence[str]) -> str:
    """This function will read the columns of an address: "name.quantity.total", or one value each as a form sends them.

    Answers "" for the usual ones, and where nothing is known.
    """
    named = {name for value in values for name in value.split(".")}
    chosen = tuple(name for name in _ALL if name in named)
    if chosen == _DEFAULT or not (chosen or _NAME in named):
        return ""
    return ".".join((_NAME, *chosen))


def shown(wanted: Asked) -> tuple[str, ...]:
    """This function will answer the columns beside the name, in the order in which they stand."""
    text = wanted.value("columns")
    return tuple(text.split(".")[1:]) if text else _DEFAULT


def choices(wanted: Asked) -> tuple[listing.Choice, ...]:
    """This function will answer the columns that can be chosen."""
    labels = {
        "number": _("Number"),
        "vendor": _("Vendor"),
        "quantity": _("Quantity"),
        "status": _("Status"),
        "unit_price": _("Unit price"),
        "discount": _("Discount"),
        "final_unit_price": _("Final unit price"),
        "total": _("Total"),
        "renewal": _("Renewal"),
    }
    on = shown(wanted)
    return tuple(listing.Choice(value=name, label=labels[name], selected=name in on) for name in _ALL)
