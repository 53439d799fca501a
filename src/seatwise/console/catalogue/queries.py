"""The product list as the address asks for it: tab, search and place (S25)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from seatwise.catalogue import queries as products_of_catalogue
from seatwise.customers.middleware import Visitor
from seatwise.kernel.period import local_day
from seatwise.pricing.queries import catalogue
from seatwise.pricing.queries.catalogue import Tab

MOST = 5_000
"""Products that are listed or published at once."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of a product list says; what it cannot mean is left out."""

    tab: Tab
    text: str
    category_id: UUID | None
    vendor: str
    after: UUID | None
    before: UUID | None

    @property
    def query(self) -> dict[str, str]:
        """The parameters that say the same."""
        said = {
            "tab": "" if self.tab is Tab.ALL else self.tab.value,
            "q": self.text,
            "category": str(self.category_id or ""),
            "vendor": self.vendor,
            "after": str(self.after or ""),
            "before": str(self.before or ""),
        }
        return {name: value for name, value in said.items() if value}


def asked(parameters: Mapping[str, str]) -> Asked:
    """This function will read what an address, or the address kept in a form, asks for."""
    tab = parameters.get("tab", "")
    return Asked(
        tab=Tab(tab) if tab in set(Tab) else Tab.ALL,
        text=parameters.get("q", "").strip()[:100],
        category_id=_uuid(parameters.get("category", "")),
        vendor=parameters.get("vendor", "").replace("\0", "").strip()[:200],
        after=_uuid(parameters.get("after", "")),
        before=_uuid(parameters.get("before", "")),
    )


def products(*, visitor: Visitor, asked: Asked, now: dt.datetime) -> catalogue.ProductPage:
    """This function will answer that part of the list, priced on the reseller's day."""
    return catalogue.product_list(
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
        on=local_day(now, visitor.settings.time_zone),
        tab=asked.tab,
        text=asked.text,
        category_id=asked.category_id,
        vendor=asked.vendor,
        after=asked.after,
        before=asked.before,
    )


def found_ids(*, visitor: Visitor, asked: Asked) -> list[UUID]:
    """This function will answer the ids of everything that the address asks for, on whatever page, up to MOST."""
    return catalogue.product_ids(
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
        tab=asked.tab,
        text=asked.text,
        category_id=asked.category_id,
        vendor=asked.vendor,
        most=MOST,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def title(*, product_id: UUID) -> str | None:
    """This function will answer a product's title, None where the operator offers no such product."""
    found = products_of_catalogue.products(product_ids=[product_id])
    return found[product_id].title if product_id in found else None
