from django.urls import path

from seatwise.console.prices import markup_views, range_views, views

urlpatterns = [
    path("", views.overview, name="prices"),
    path("default-markup/", markup_views.default, name="default_markup"),
    path("categories/<uuid:category_id>/markup/", markup_views.category, name="category_markup"),
    path("<uuid:product_id>/", views.product, name="product_prices"),
    path("<uuid:product_id>/markup/", markup_views.product, name="product_markup"),
    path("<uuid:product_id>/special-prices/", range_views.special_price, name="special_prices"),
    path(
        "<uuid:product_id>/special-prices/<uuid:range_id>/end/",
        range_views.end_special_price,
        name="end_special_price",
    ),
    path("<uuid:product_id>/discounts/", range_views.discount, name="discounts"),
    path("<uuid:product_id>/discounts/<uuid:range_id>/end/", range_views.end_discount, name="end_discount"),
]
