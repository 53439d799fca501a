"""Addresses of one Storefront and its console, after the alias."""

from django.urls import include, path

from seatwise.storefront import home, site
from seatwise.storefront.subscriptions import buy_licences

urlpatterns = [
    path("", home.home, name="home"),
    path("brand.css", site.brand_css, name="brand_css"),
    path("logo/<str:name>", site.logo, name="logo"),
    path("", include("seatwise.storefront.account.urls")),
    path("register/", include("seatwise.storefront.registration.urls")),
    path("shop/", include("seatwise.storefront.shop.urls")),
    path("billing/subscriptions/<str:ref>/buy/", buy_licences.buy_licences, name="buy_licences"),
    path("billing/", include("seatwise.storefront.billing_urls")),
    path("console/", include("seatwise.console.urls")),
]

handler400 = "seatwise.storefront.errors.bad_request"
handler403 = "seatwise.storefront.errors.forbidden"
handler404 = "seatwise.storefront.errors.not_found"
handler500 = "seatwise.storefront.errors.failed"
