"""Addresses of the product itself. Those of a Storefront stand in storefront_urls.py, below an alias or on a domain of its own."""

from django.contrib import admin
from django.urls import path

from seatwise.infra import health

urlpatterns = [
    path("healthz", health.healthz),
    path("operator/", admin.site.urls),
]
