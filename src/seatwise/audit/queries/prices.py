"""Who set which price when: the entries of the audit that are about listings, markups, special prices and discounts (S25, B9)."""

import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from seatwise.audit.domain import details, kinds
from seatwise.infra import paging, tenancy
from seatwise.kernel.sentence import N_, Sentence

_BY = paging.Column(sql="e.at", kind=dt.datetime)
_TIE = paging.Column(sql="e.id", kind=UUID)


class About(StrEnum):
    """What people look for in it."""

    MARKUPS = "markups"
    SPECIAL_PRICES = "special-prices"
    DISCOUNTS = "discounts"
    LISTINGS = "listings"

    @property
    def label(self) -> str:
        """The thing in words, to be translated at the edge."""
        return {
            About.MARKUPS: N_("Markups"),
            About.SPECIAL_PRICES: N_("Special prices"),
            About.DISCOUNTS: N_("Discounts"),
            About.LISTINGS: N_("Listed and published"),
        }[self]


_KINDS: Mapping[About, tuple[str, ...]] = {
    About.MARKUPS: ("product_markup_set", "category_markup_set"),
    About.SPECIAL_PRICES: ("special_price_set", "special_price_ended", "special_price_taken_back"),
    About.DISCOUNTS: ("discount_set", "discount_ended", "discount_taken_back"),
    About.LISTINGS: ("product_listed", "product_unlisted", "product_published", "product_unpublished"),
}
_DEFAULT = "(e.kind = 'settings.changed' AND e.payload->'changes' ? 'default_markup_bp')"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """One change. `before` and `after` are None where nothing of the kind changed; `details` say for whom and on which days."""

    at: dt.datetime
    kind: str
    about: str
    subject_id: UUID
    before: object
    after: object
    details: tuple[Sentence, ...]
    who: str

    @property
    def words(self) -> str:
        """What happened, to be translated at the edge."""
        return N_("Default markup set") if self.kind == "settings.changed" else kinds.WORDS[self.kind]


def price_history(
    *,
    about: About | None,
    text: str,
    subject_ids: Collection[UUID] | None,
    currency: str,
    place: paging.Place,
) -> tuple[tuple[PriceEntry, ...], paging.Page]:
    """This function will answer a page of changes, newest first, in one statement: of subjects, or (None) all. # S25

    `text` is the beginning of a product's or a category's name. The default markup is among all, and is of no subject.
    """
    wanted = kinds.among(kinds.of(kinds.Group.PRICES) if about is None else _KINDS[about])
    source = "FROM event e WHERE e.reseller_id = %(reseller)s AND e.about <> ''"
    if about in (None, About.MARKUPS) and subject_ids is None and not text:
        source += f" AND ({wanted} OR {_DEFAULT})"
    else:
        source += f" AND {wanted}"
    if subject_ids is not None:
        source += " AND e.subject_id = ANY(%(subjects)s)"
    if text:
        source += " AND lower(e.about) LIKE lower(%(text)s)"
    found = paging.sql_page(
        select="e.at, e.kind, e.about, e.subject_id, e.payload, e.actor_name",
        source=source,
        row="e",
        params={
            "reseller": tenancy.current_reseller_id(),
            "subjects": list(subject_ids or ()),
            "text": text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
        },
        by=_BY,
        tie=_TIE,
        descending=True,
        place=place,
    )
    return tuple(_entry(row, currency) for row in found.rows), found


def _entry(row: tuple[Any, ...], currency: str) -> PriceEntry:
    at, kind, about, subject_id, payload, who = row
    said = json.loads(payload)
    changes = said.pop("changes", {})
    if kind == "settings.changed":
        changes = {"default_markup_bp": changes["default_markup_bp"]}
    name, (before, after) = next(iter(changes.items()), ("", (None, None)))
    return PriceEntry(
        at=at,
        kind=kind,
        about=about,
        subject_id=subject_id,
        before=details.value(name, before, currency) if name else None,
        after=details.value(name, after, currency) if name else None,
        details=details.details(said, currency=currency),
        who=who,
    )
