"""Addresses of the reseller's console, below the Storefront's own."""

from django.urls import include, path

from seatwise.console.overview import views as overview

app_name = "console"
urlpatterns = [
    path("", overview.overview, name="home"),
    path("money/", overview.money, name="money"),
    path("approvals/", include("seatwise.console.approvals.urls")),
    path("deliveries/", include("seatwise.console.deliveries.urls")),
    path("orders/", include("seatwise.console.orders.urls")),
    path("customers/", include("seatwise.console.customers.urls")),
    path("subscriptions/", include("seatwise.console.subscriptions.urls")),
    path("catalogue/", include("seatwise.console.catalogue.urls")),
    path("audit/", include("seatwise.console.audit.urls")),
    path("search/", include("seatwise.console.search.urls")),
    path("prices/", include("seatwise.console.prices.urls")),
    path("settings/", include("seatwise.console.settings.urls")),
]
