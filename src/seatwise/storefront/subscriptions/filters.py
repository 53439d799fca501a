"""What the address of the list of subscriptions asks for, and the selects that say it (S13, B6)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence
from uuid import UUID

from seatwise.customers.middleware import VisitedRequest
from seatwise.storefront.asked import Asked, asked
from seatwise.storefront.subscriptions import columns
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _

SORTS = {"name": "name", "total": "shown_total", "renewal": "term_end_on"}
"""What the list can be sorted by, and the columns behind it."""
SHOWN = "filters"
"""The parameter that asks for the selects: what there is to choose from is read only for who wants to choose."""
_LONGEST = 100
_YES_OR_NO = {"yes": True, "no": False}


def read(request: VisitedRequest) -> Asked:
    """This function will read what the list's address asks for; the file and whatever else belongs to the list ask alike."""
    return asked(
        request,
        path=f"{request.prefix}/billing/subscriptions/",
        statuses=held.STATUSES,
        columns=SORTS,
        default="renewal",
        selects={
            "product": _product,
            "vendor": _text,
            "renews": _month,
            "planned": _yes_or_no,
            "hidden": _yes_or_no,
        },
        also={"columns": columns.read, SHOWN: _asked_for},
    )


def narrowing(wanted: Asked) -> held.Narrowing:
    """This function will answer the filters that an address asks for."""
    product, month = wanted.value("product"), wanted.value("renews")
    return held.Narrowing(
        search=wanted.search,
        status=wanted.status,
        product_id=UUID(product) if product else None,
        vendor=wanted.value("vendor"),
        renews_in=_day(month) if month else None,
        planned=_YES_OR_NO.get(wanted.value("planned")),
        price_hidden=_YES_OR_NO.get(wanted.value("hidden")),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The selects, and what is chosen in them: (words, the link that takes the filter away). `show_href` brings the selects."""

    show_href: str
    selects: tuple[listing.Select, ...]
    chosen: tuple[tuple[str, str], ...]


def filters(*, wanted: Asked, customer_id: UUID) -> Filters:
    """This function will answer the selects with what the customer holds to choose from; none where none is asked for or used."""
    if not any(wanted.value(name) for name in (SHOWN, *wanted.selects)):
        return Filters(show_href=wanted.address.with_(**{SHOWN: "1"}), selects=(), chosen=())
    choices = held.choices(customer_id=customer_id)
    product, vendor, month = (wanted.value(name) for name in ("product", "vendor", "renews"))
    every = (
        _About(
            name="product",
            label=_("Product"),
            nothing=_("All products"),
            options=_with(
                (product, _("A product that you do not hold")),
                {str(product_id): title for product_id, title in choices.products},
            ),
            said=_("Product: %(chosen)s"),
        ),
        _About(
            name="vendor",
            label=_("Vendor"),
            nothing=_("All vendors"),
            options=_with((vendor, vendor), {each: each for each in choices.vendors}),
            said=_("Vendor: %(chosen)s"),
        ),
        _About(
            name="renews",
            label=_("Renewal"),
            nothing=_("Any renewal date"),
            options=_with(
                (month, jinja.month_and_year(_day(month)) if month else ""),
                {f"{first:%Y-%m}": jinja.month_and_year(first) for first in choices.months},
            ),
            said=_("Renewal: %(chosen)s"),
        ),
        _About(
            name="planned",
            label=_("Planned changes"),
            nothing=_("Planned or not"),
            options={"yes": _("With planned changes"), "no": _("Without planned changes")},
        ),
        _About(
            name="hidden",
            label=_("Price"),
            nothing=_("Any price"),
            options={"no": _("Price shown"), "yes": _("Price hidden")},
        ),
    )
    return Filters(
        show_href="",
        selects=tuple(_select(about, wanted) for about in every),
        chosen=tuple(
            (
                about.said % {"chosen": about.options[wanted.value(about.name)]},
                wanted.address.with_(**{about.name: ""}),
            )
            for about in every
            if wanted.value(about.name)
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _About:
    """A select: what it says when nothing is chosen, its options by value, and how its choice is said."""

    name: str
    label: str
    nothing: str
    options: dict[str, str]
    said: str = "%(chosen)s"


def _with(asked_for: tuple[str, str], options: dict[str, str]) -> dict[str, str]:
    """The options with what is asked for: a saved view may look for what is not held any more, and says so."""
    value, words = asked_for
    return options if not value or value in options else {**options, value: words}


def _select(about: _About, wanted: Asked) -> listing.Select:
    chosen = wanted.value(about.name)
    return listing.Select(
        name=about.name,
        label=about.label,
        options=tuple(
            listing.Choice(value=value, label=label, selected=value == chosen)
            for value, label in [("", about.nothing), *about.options.items()]
        ),
    )


def _asked_for(values: Sequence[str]) -> str:
    return "1" if values and values[-1] == "1" else ""


def _text(values: Sequence[str]) -> str:
    return values[-1].replace("\x00", "").strip()[:_LONGEST] if values else ""


def _yes_or_no(values: Sequence[str]) -> str:
    return values[-1] if values and values[-1] in _YES_OR_NO else ""


def _product(values: Sequence[str]) -> str:
    try:
        return str(UUID(_text(values)))
    except ValueError:
        return ""


def _month(values: Sequence[str]) -> str:
    text = _text(values)
    return text if re.fullmatch(r"2[0-9]{3}-(0[1-9]|1[0-2])", text) else ""


def _day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
