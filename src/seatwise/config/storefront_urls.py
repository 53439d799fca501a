"""Addresses of one Storefront and its console, after the alias."""

urlpatterns = []
