"""A customer's orders as a list, their numbers by status, and what of them still waits (S3, S6, S9)."""

import dataclasses
import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Concat

from seatwise.catalogue import queries as catalogue
from seatwise.infra import numbering, paging
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import order_hidden_reason

STATUSES = tuple(status.value for status in OrderStatus)

_OPEN = (OrderStatus.PENDING_RESELLER_APPROVAL.value, OrderStatus.IN_PROGRESS.value)
_BELOW_ALL = -(2**62)
_FIELDS = (
    "id",
    "number",
    "status",
    "status_reason",
    "placed_by",
    "placed_by_name",
    "submitted_at",
    "currency",
    "net_minor",
    "what",
    "line_count",
    "how_canceled",
)


class Ending(StrEnum):
    """How an order came to be canceled."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELED = "canceled"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list. `amounts` says whether `net` may be seen (S8); ask it before showing one."""

    number: int
    status: OrderStatus
    ending: Ending | None
    status_reason: str
    placed_by: ActorKind
    placed_by_name: str
    submitted_at: dt.datetime
    net: Money
    what: str
    more: int
    amounts: visibility.Visibility

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """One page of orders and the keys of its neighbours."""

    rows: tuple[OrderRow, ...]
    place: paging.Page


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Licences ordered for a subscription and not delivered yet: with the reseller for approval, and under way."""

    for_approval: int
    under_way: int


def order_page(
    *,
    customer_id: UUID,
    search: str = "",
    status: str = "",
    by: str = "-number",
    place: paging.Place,
    size: int = paging.SIZE,
) -> OrderPage:
    """This function will answer a page of a customer's orders, in one statement (S9).

    `search` is a number (SO-10001) or the beginnings of words of a product or vendor. `by` is "number", "submitted_at" or
    "shown_net" (hidden ones as if less than all), "-" before it for descending.
    """
    rows = _searched(models.Order.objects.filter(customer_id=customer_id), search)
    if status:
        rows = rows.filter(status=status)
    fields: tuple[str, ...] = _FIELDS
    if by.lstrip("-") == "shown_net":
        rows = rows.annotate(
            hidden=order_hidden_reason(),
            shown_net=Case(
                When(hidden="", then=F("net_minor")),
                default=Value(_BELOW_ALL),
                output_field=BigIntegerField(),
            ),
        )
        fields = (*fields, "shown_net")
    found = paging.page(_told(rows).values(*fields), by=by, tie="number", place=place, size=size)
    return OrderPage(rows=tuple(_row(row) for row in found.rows), place=found)


def recent_orders(*, customer_id: UUID, count: int, status: str = "") -> tuple[OrderRow, ...]:
    """This function will answer a customer's newest orders, all or those of one status (S3)."""
    rows = models.Order.objects.filter(customer_id=customer_id)
    if status:
        rows = rows.filter(status=status)
    return tuple(_row(row) for row in _told(rows).order_by("-number").values(*_FIELDS)[:count])


def order_counts(*, customer_id: UUID, search: str = "") -> dict[str, int]:
    """This function will count a customer's orders by status."""
    rows = _searched(models.Order.objects.filter(customer_id=customer_id), search)
    return dict(
        rows.values("status")
        .annotate(found=Count("number"))
        .order_by("status")
        .values_list("status", "found")
    )


def waiting_licences(*, customer_id: UUID) -> dict[UUID, Waiting]:
    """This function will answer the licences that open orders will add to each of a customer's subscriptions."""
    rows = (
        models.OrderLine.objects.filter(
            order__customer_id=customer_id, order__status__in=_OPEN, subscription_id__isnull=False
        )
        .exclude(status__in=[LineStatus.DELIVERED.value, LineStatus.CANCELED.value])
        .values("subscription_id")
        .annotate(
            for_approval=Sum("quantity", filter=Q(order__status=_OPEN[0]), default=0),
            under_way=Sum("quantity", filter=Q(order__status=_OPEN[1]), default=0),
        )
        .order_by()
        .values_list("subscription_id", "for_approval", "under_way")
    )
    return {held: Waiting(for_approval=asked, under_way=coming) for held, asked, coming in rows}


def _told(rows: QuerySet[models.Order]) -> QuerySet[models.Order]:
    """Canceled orders, and only they, are asked how their last move came about."""
    last = models.OrderMove.objects.filter(
        order_id=OuterRef("id"), line_id=None, after=OrderStatus.CANCELED.value
    ).annotate(how=Concat("actor_kind", Value("/"), "before", output_field=CharField()))
    return rows.annotate(
        how_canceled=Case(
            When(status=OrderStatus.CANCELED.value, then=Subquery(last.values("how")[:1])), default=Value("")
        )
    )


def _searched(rows: QuerySet[models.Order], search: str) -> QuerySet[models.Order]:
    if not search:
        return rows
    lines = models.OrderLine.objects.filter(
        order_id=OuterRef("id"), product_id__in=catalogue.ids_with_words(text=search)
    )
    matches = Q(Exists(lines))
    number = numbering.parse(numbering.Series.ORDER, search)
    if number is not None:
        matches |= Q(number=number)
    return rows.filter(matches)


def _row(row: dict[str, Any]) -> OrderRow:
    placed_by = ActorKind(row["placed_by"])
    return OrderRow(
        number=row["number"],
        status=OrderStatus(row["status"]),
        ending=_ending(row["how_canceled"]),
        status_reason=row["status_reason"],
        placed_by=placed_by,
        placed_by_name=row["placed_by_name"],
        submitted_at=row["submitted_at"],
        net=Money(row["net_minor"], row["currency"]),
        what=row["what"],
        more=row["line_count"] - 1,
        amounts=visibility.order_visibility(placed_by=placed_by),
    )


def _ending(how_canceled: str) -> Ending | None:
    if not how_canceled:
        return None
    actor_kind, before = how_canceled.split("/")
    if before != OrderStatus.PENDING_RESELLER_APPROVAL:
        return Ending.CANCELED
    return Ending.WITHDRAWN if actor_kind == ActorKind.CUSTOMER else Ending.REJECTED
