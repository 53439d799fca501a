"""Addresses of the product itself. Those of a Storefront stand in storefront_urls.py."""

from django.contrib import admin
from django.urls import include, path

from seatwise.infra import health
from seatwise.operator import demo_mail
from seatwise.storefront import errors

urlpatterns = [
    path("healthz", health.healthz),
    path("operator/", include("seatwise.storefront.account.desk_urls")),
    path("operator/", admin.site.urls),
    path("", demo_mail.start),
    path("demo/mail/", demo_mail.mails),
    path("demo/mail/<str:name>/", demo_mail.mail),
    path("demo/mail/<str:name>/html/", demo_mail.mail_html),
]

handler400 = "seatwise.storefront.errors.bad_request"
handler403 = "seatwise.storefront.errors.forbidden"
handler404 = "seatwise.storefront.errors.not_found"
handler429 = errors.too_many
handler500 = "seatwise.storefront.errors.failed"
