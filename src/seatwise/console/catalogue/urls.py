from django.urls import path

from seatwise.console.catalogue import views

urlpatterns = [
    path("", views.products, name="catalogue"),
    path("<uuid:product_id>/listing/", views.listing, name="listing"),
    path("<uuid:product_id>/publication/", views.publication, name="publication"),
]
