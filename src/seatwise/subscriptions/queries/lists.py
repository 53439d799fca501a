"""Subscriptions as a customer sees them, with what S14 says of their prices."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from seatwise.catalogue import queries as catalogue
from seatwise.infra import numbering, paging
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.quantity import Limits
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import price_hidden_reason, published
from seatwise.subscriptions import models

NEEDS_ATTENTION = "needs_attention"
STATUSES = (*models.Status.values, NEEDS_ATTENTION)
"""What a list can be narrowed to: the commercial statuses, and those that a supplier has not confirmed (R19)."""

_ENDED = [models.Status.CANCELED.value, models.Status.UPGRADED.value]
_FAILED = Q(provisioning=models.Provisioning.FAILED.value)
_FIELDS = (
    "id",
    "number",
    "parent_id",
    "product_id",
    "name",
    "status",
    "status_reason",
    "quantity",
    "term_months",
    "billing_months",
    "period_start_on",
    "period_end_on",
    "term_start_on",
    "term_end_on",
    "auto_renew",
)
_MORE = (
    "provisioning",
    "currency",
    "unit_price_minor",
    "discount_bp",
    "final_unit_price_minor",
    "vat_rate_bp",
    "bought_at",
    "bought_by",
    "published",
    "product__vendor",
    "product__logo",
    "product__unit",
    "product__smallest",
    "product__largest",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A subscription or an add-on. `price` says whether its prices may be seen (S14); ask it before showing one."""

    id: UUID
    number: int
    parent_id: UUID | None
    product_id: UUID
    name: str
    vendor: str
    logo: str
    unit: str
    limits: Limits
    status: str
    status_reason: str
    needs_attention: bool
    quantity: int
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money
    vat_rate: Percent
    term_months: int
    billing_months: int
    period_start_on: dt.date
    period_end_on: dt.date
    term_start_on: dt.date
    term_end_on: dt.date
    auto_renew: bool
    bought_at: dt.datetime
    published: bool
    price: visibility.Visibility

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.SUBSCRIPTION, self.number)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def total(self) -> Money:
        """What it costs a billing period, net (R8)."""
        return self.final_unit_price * self.quantity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """One page of subscriptions, without their add-ons, and the keys of its neighbours."""

    rows: tuple[HeldRow, ...]
    place: paging.Page


def held_page(
    *,
    customer_id: UUID,
    standard_since: dt.datetime | None,
    search: str = "",
    status: str = "",
    by: str = "term_end_on",
    place: paging.Place,
    size: int = paging.SIZE,
) -> HeldPage:
    """This function will answer a page of a customer's subscriptions, in one statement (S12).

    `search` is a number (S-2041) or the beginnings of words of a product or vendor; an add-on's lead to its parent. `by` is
    "name", "term_end_on" or "shown_total" (hidden ones as if less than all), "-" before it for descending.
    """
    rows = _narrowed(_searched(_subscriptions(customer_id), search), status)
    fields: tuple[str, ...] = (*_FIELDS, *_MORE)
    if by.lstrip("-") == "shown_total":
        rows = rows.annotate(
            hidden=price_hidden_reason(standard_since=standard_since),
            shown_total=Case(
                When(hidden="", then=F("final_unit_price_minor") * F("quantity")),
                default=Value(-1),
                output_field=BigIntegerField(),
            ),
        )
        fields = (*fields, "shown_total")
    found = paging.page(
        rows.annotate(published=published()).values(*fields), by=by, tie="id", place=place, size=size
    )
    return HeldPage(rows=tuple(_row(row, standard_since) for row in found.rows), place=found)


def family(*, number: int, customer_id: UUID, standard_since: dt.datetime | None) -> tuple[HeldRow, ...]:
    """This function will answer a customer's subscription and then its add-ons by name, those that have ended left out.

    The number may be an add-on's, which comes alone. Nothing for a number of nobody's or of another customer's.
    """
    own = models.Subscription.objects.filter(number=number, customer_id=customer_id)
    rows = (
        models.Subscription.objects.filter(
            Q(number=number) | (Q(parent_id=Subquery(own.values("id")[:1])) & ~Q(status__in=_ENDED)),
            customer_id=customer_id,
        )
        .annotate(published=published())
        .order_by(F("parent_id").asc(nulls_first=True), "name", "id")
        .values(*_FIELDS, *_MORE)
    )
    return tuple(_row(row, standard_since) for row in rows)


def add_ons(
    *, parent_ids: Collection[UUID], standard_since: dt.datetime | None
) -> dict[UUID, tuple[HeldRow, ...]]:
    """This function will answer the add-ons of subscriptions by name, those that have ended left out (R21)."""
    found: dict[UUID, list[HeldRow]] = {}
    if parent_ids:
        rows = (
            models.Subscription.objects.filter(parent_id__in=list(parent_ids))
            .exclude(status__in=_ENDED)
            .annotate(published=published())
            .order_by("name", "id")
            .values(*_FIELDS, *_MORE)
        )
        for row in rows:
            found.setdefault(row["parent_id"], []).append(_row(row, standard_since))
    return {parent_id: tuple(children) for parent_id, children in found.items()}


def counts(*, customer_id: UUID, search: str = "") -> dict[str, int]:
    """This function will count a customer's subscriptions, add-ons apart, by status; "needs_attention" counts again (S4)."""
    rows = (
        _searched(_subscriptions(customer_id), search)
        .values("status")
        .annotate(found=Count("id"), failed=Count("id", filter=_FAILED))
        .order_by("status")
        .values_list("status", "found", "failed")
    )
    counted = {}
    attention = 0
    for status, found, failed in rows:
        counted[status] = found
        attention += failed
    return counted | {NEEDS_ATTENTION: attention}


def _subscriptions(customer_id: UUID) -> QuerySet[models.Subscription]:
    return models.Subscription.objects.filter(customer_id=customer_id, parent_id=None)


def _narrowed(rows: QuerySet[models.Subscription], status: str) -> QuerySet[models.Subscription]:
    if not status:
        return rows
    return rows.filter(_FAILED if status == NEEDS_ATTENTION else Q(status=status))


def _searched(rows: QuerySet[models.Subscription], search: str) -> QuerySet[models.Subscription]:
    if not search:
        return rows
    number = numbering.parse(numbering.Series.SUBSCRIPTION, search)
    products = catalogue.ids_with_words(text=search)
    matches = Q(product_id__in=products)
    children = matches
    if number is not None:
        matches |= Q(number=number)
        children |= Q(number=number)
    return rows.filter(
        matches | Exists(models.Subscription.objects.filter(children, parent_id=OuterRef("id")))
    )


def _row(row: dict[str, Any], standard_since: dt.datetime | None) -> HeldRow:
    currency = row["currency"]
    return HeldRow(
        **{name: row[name] for name in _FIELDS},
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        unit=row["product__unit"],
        limits=Limits(row["product__smallest"], row["product__largest"]),
        needs_attention=row["provisioning"] == models.Provisioning.FAILED,
        unit_price=Money(row["unit_price_minor"], currency),
        discount=Percent(row["discount_bp"]) if row["discount_bp"] else None,
        final_unit_price=Money(row["final_unit_price_minor"], currency),
        vat_rate=Percent(row["vat_rate_bp"]),
        bought_at=row["bought_at"],
        published=row["published"],
        price=visibility.price_visibility(
            published=row["published"],
            bought_at=row["bought_at"],
            placed_by=ActorKind(row["bought_by"]),
            standard_since=standard_since,
        ),
    )
