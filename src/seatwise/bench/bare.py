"""The bare page: what a page costs before the product adds anything. Served by bench.settings only, never by the product.

Session, user, four indexed queries of Django's ORM in one transaction with the tenant set, 25 rows through the same template
engine, no layout.
"""

from uuid import UUID

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from seatwise.infra import tenancy, transactions

# By name: capabilities keep their tables to themselves, and a floor is no capability.
CustomerUser = apps.get_model("customers", "CustomerUser")
Customer = apps.get_model("customers", "Customer")
ResellerSettings = apps.get_model("resellers", "ResellerSettings")
Order = apps.get_model("ordering", "Order")


def bare(request: HttpRequest, reseller_id: UUID) -> HttpResponse:
    """This function will answer the newest 25 orders of the signed-in person's customer, 403 for anybody else."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    with tenancy.scope(reseller_id), transactions.reading():
        place = CustomerUser.objects.get(user_id=request.user.pk)
        context = {
            "reseller": ResellerSettings.objects.get(),
            "customer": Customer.objects.get(id=place.customer_id),
            "orders": Order.objects.filter(customer_id=place.customer_id).order_by("-number")[:25],
        }
        return render(request, "bench/bare.html", context)


urlpatterns = [path("bare/<uuid:reseller_id>/", bare)]
