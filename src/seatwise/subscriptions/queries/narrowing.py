"""What a customer's list of subscriptions is narrowed to, in SQL, and what there is to choose from.

A filter finds a subscription when it or one of its add-ons that have not ended fits: who looks for an add-on finds its parent.
Every part reads the customer's own rows only, so that it costs the same however many subscriptions there are besides.
"""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, tenancy
from seatwise.kernel.period import add_months
from seatwise.pricing.queries.visibility import price_hidden_reason

NEEDS_ATTENTION = "needs_attention"
RUNNING = "status NOT IN ('canceled', 'upgraded')"

_OF_CUSTOMER = " WHERE s.reseller_id = %(reseller)s AND s.customer_id = %(customer)s AND s.parent_id IS NULL"
_OF_FAMILIES = (
    " WHERE a.reseller_id = %(reseller)s AND a.customer_id = %(customer)s"
    f" AND (a.parent_id IS NULL OR a.{RUNNING})"
)
_WORDS = "(a.number = %(searched)s OR a.name || ' ' || p.vendor || ' ' || p.key ILIKE ALL(%(words)s))"
# One look at the customer's rows for all filters: joined one by one, they are looked through again for every row.
_FAMILIES_WITH = f"""s.id IN (
    SELECT coalesce(a.parent_id, a.id) FROM subscription a JOIN product p ON p.id = a.product_id {_OF_FAMILIES}
    GROUP BY 1 HAVING {{}})
"""  # noqa: S608
_CHOICES = f"""
SELECT p.id, p.title, p.vendor, NULL::date FROM product p
WHERE p.id IN (SELECT a.product_id FROM subscription a {_OF_FAMILIES})
UNION ALL
SELECT NULL, NULL, NULL, m.month FROM (
    SELECT DISTINCT s.term_end_on - extract(day FROM s.term_end_on)::int + 1 AS month
    FROM subscription s {_OF_CUSTOMER} AND s.{RUNNING}) m
ORDER BY 2, 1, 4
"""  # noqa: S608


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The filters of a list; what says nothing leaves all in.

    `search` is a number (S-2041) or parts of a product's or vendor's name, each of which must occur; `renews_in` the first
    day of a month in which terms end; `ends_until` the last day on which they may end; `planned` whether licences
    are to leave or to become something else, by whatever is ordered (R18); `price_hidden` whether S14 hides a price.
    """

    search: str = ""
    status: str = ""
    product_id: UUID | None = None
    vendor: str = ""
    renews_in: dt.date | None = None
    ends_until: dt.date | None = None
    planned: bool | None = None
    price_hidden: bool | None = None

    @property
    def any_status(self) -> "Narrowing":
        """The same, whatever the status: what the tabs count."""
        return dataclasses.replace(self, status="")


ALL = Narrowing()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a customer holds, to choose from: products as (id, title) and vendors by name, first days of months of renewal."""

    products: tuple[tuple[UUID, str], ...]
    vendors: tuple[str, ...]
    months: tuple[dt.date, ...]


def choices(*, customer_id: UUID) -> Choices:
    """This function will answer what a customer's subscriptions and add-ons can be narrowed to, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, {"reseller": tenancy.current_reseller_id(), "customer": customer_id})
        rows = cursor.fetchall()
    products = [(product_id, title, vendor) for product_id, title, vendor, month in rows if month is None]
    return Choices(
        products=tuple((product_id, title) for product_id, title, _vendor in products),
        vendors=tuple(sorted({vendor for _id, _title, vendor in products if vendor}, key=str.casefold)),
        months=tuple(month for *_product, month in rows if month is not None),
    )


def where(narrowing: Narrowing) -> str:
    """This function will answer the WHERE of a customer's subscriptions `s`, add-ons apart; params() are its parameters."""
    parts = [_OF_CUSTOMER]
    if narrowing.status == NEEDS_ATTENTION:
        parts.append("s.provisioning = 'failed'")
    elif narrowing.status:
        parts.append("s.status = %(status)s")
    if narrowing.renews_in is not None:
        parts.append(f"s.{RUNNING} AND s.term_end_on >= %(month)s AND s.term_end_on < %(next_month)s")
    if narrowing.ends_until is not None:
        parts.append(f"s.{RUNNING} AND s.term_end_on <= %(ends_until)s")
    if of_families := _of_families(narrowing):
        parts.append(_FAMILIES_WITH.format(" AND ".join(of_families)))
    return " AND ".join(parts)


def _of_families(narrowing: Narrowing) -> list[str]:
    """What must be so of a subscription or of one of its add-ons, each by itself."""
    found = []
    if narrowing.search:
        found.append(f"bool_or{_WORDS}")
    if narrowing.product_id is not None:
        found.append("bool_or(a.product_id = %(product)s)")
    if narrowing.vendor:
        found.append("bool_or(p.vendor = %(vendor)s)")
    if narrowing.planned is not None:
        found.append("bool_or(a.leaving > 0) = %(planned)s")
    if narrowing.price_hidden is not None:
        found.append(f"bool_or({price_hidden_reason('a')} <> '') = %(price_hidden)s")
    return found


def params(
    narrowing: Narrowing, *, customer_id: UUID, standard_since: dt.datetime | None = None
) -> dict[str, Any]:
    """This function will answer the parameters of where(); `standard_since` is the one of S14."""
    month = narrowing.renews_in
    return {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "standard_since": standard_since,
        "status": narrowing.status,
        "searched": numbering.parse(numbering.Series.SUBSCRIPTION, narrowing.search),
        "words": [f"%{_literally(word)}%" for word in narrowing.search.split()],
        "product": narrowing.product_id,
        "vendor": narrowing.vendor,
        "planned": narrowing.planned,
        "price_hidden": narrowing.price_hidden,
        "month": month,
        "ends_until": narrowing.ends_until,
        "next_month": add_months(month, 1) if month else None,
    }


def _literally(word: str) -> str:
    return word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
