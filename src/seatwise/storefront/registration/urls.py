"""Addresses of self-registration. None exists while the reseller's registration is closed."""

from django.urls import path

from seatwise.storefront.registration import views

urlpatterns = [
    path("", views.register, name="register"),
    path("asked/", views.asked, name="register_asked"),
    path("<str:token>/", views.confirm, name="register_confirm"),
]
