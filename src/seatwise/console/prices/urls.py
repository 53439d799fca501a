from django.urls import path

from seatwise.console.prices import edits, history, markup_views, range_views, table, table_import, views

urlpatterns = [
    path("", views.overview, name="prices"),
    path("default-markup/", markup_views.default, name="default_markup"),
    path("categories/<uuid:category_id>/markup/", markup_views.category, name="category_markup"),
    path("table.xlsx", table.export, name="price_table"),
    path("import/", table_import.imports, name="price_import"),
    path("edits/", edits.edits, name="price_edits"),
    path("history/", history.everything, name="price_history"),
    path("<uuid:product_id>/", views.product, name="product_prices"),
    path("<uuid:product_id>/history/", history.product, name="product_price_history"),
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
