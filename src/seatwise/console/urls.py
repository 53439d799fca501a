"""Addresses of the reseller's console, below the Storefront's own."""

from django.urls import include, path

from seatwise.console import home

app_name = "console"
urlpatterns = [
    path("", home.home, name="home"),
    path("approvals/", include("seatwise.console.approvals.urls")),
    path("deliveries/", include("seatwise.console.deliveries.urls")),
    path("catalogue/", include("seatwise.console.catalogue.urls")),
    path("audit/", include("seatwise.console.audit.urls")),
    path("prices/", include("seatwise.console.prices.urls")),
]
