"""The bare page: what a page costs before the product adds anything. Served by bench.settings only, never by the product.

Session, user, four indexed queries in one transaction with the tenant set, 25 rows through the same template engine, no layout.
"""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from seatwise.infra import tenancy, transactions


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One order of the table, as plain values."""

    number: int
    status: str
    what: str
    placed_by: str
    submitted_at: dt.datetime
    net_minor: int


def bare(request: HttpRequest, reseller_id: UUID) -> HttpResponse:
    """This function will answer the newest 25 orders of the signed-in person's customer, 403 for anybody else."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with tenancy.scope(reseller_id), transactions.reading(), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM reseller_settings WHERE reseller_id = %s", [reseller_id])
        (reseller,) = cursor.fetchone() or ("",)
        cursor.execute(
            "SELECT customer_id FROM customer_user WHERE reseller_id = %s AND user_id = %s",
            [reseller_id, request.user.pk],
        )
        (customer_id,) = cursor.fetchone() or (None,)
        cursor.execute(
            "SELECT name FROM customer WHERE reseller_id = %s AND id = %s", [reseller_id, customer_id]
        )
        (customer,) = cursor.fetchone() or ("",)
        cursor.execute(
            "SELECT number, status, what, placed_by_name, submitted_at, net_minor FROM sales_order"
            " WHERE reseller_id = %s AND customer_id = %s ORDER BY number DESC LIMIT 25",
            [reseller_id, customer_id],
        )
        names = [field.name for field in dataclasses.fields(Row)]
        rows = [Row(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
        return render(request, "bench/bare.html", {"reseller": reseller, "customer": customer, "rows": rows})


urlpatterns = [path("bare/<uuid:reseller_id>/", bare)]
