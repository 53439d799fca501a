from django.urls import path

from seatwise.console.catalogue import several, views

urlpatterns = [
    path("", views.products, name="catalogue"),
    path("several/", several.several, name="several_products"),
    path("<uuid:product_id>/listing/", views.listing, name="listing"),
    path("<uuid:product_id>/publication/", views.publication, name="publication"),
]
