"""Addresses of the shop."""

from django.urls import path

from seatwise.storefront.shop import basket, product, shelf

urlpatterns = [
    path("", shelf.shop, name="shop"),
    path("<uuid:product_id>/", product.product, name="shop_product"),
    path("basket/", basket.basket, name="basket"),
    path("<uuid:product_id>/basket/", basket.add, name="basket_add"),
    path("<uuid:product_id>/order/", product.order, name="shop_order"),
]
