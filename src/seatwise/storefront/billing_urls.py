"""Addresses of the Billing area."""

from django.urls import path

from seatwise.storefront.assets import views as assets
from seatwise.storefront.dashboard import views as dashboard
from seatwise.storefront.orders import export as orders_export
from seatwise.storefront.orders import views as orders
from seatwise.storefront.pending import views as pending
from seatwise.storefront.subscriptions import (
    cancelling,
    changing,
    export,
    planning,
    renewing,
    saved,
    upgrading,
)
from seatwise.storefront.subscriptions import views as subscriptions

urlpatterns = [
    path("", dashboard.dashboard, name="billing"),
    path("ahead/", dashboard.ahead, name="ahead"),
    path("orders/", orders.orders, name="orders"),
    path("orders/export.xlsx", orders_export.export, {"kind": "xlsx"}, name="orders_xlsx"),
    path("orders/export.csv", orders_export.export, {"kind": "csv"}, name="orders_csv"),
    path("orders/<str:number>/", orders.order, name="order"),
    path("orders/<str:number>/withdrawal/", orders.withdrawal, name="order_withdrawal"),
    path("subscriptions/", subscriptions.subscriptions, name="subscriptions"),
    path("subscriptions/export.xlsx", export.export, {"kind": "xlsx"}, name="subscriptions_xlsx"),
    path("subscriptions/export.csv", export.export, {"kind": "csv"}, name="subscriptions_csv"),
    path("subscriptions/cancellation/", cancelling.cancel, name="cancel_subscriptions"),
    path("subscriptions/auto-renew/", renewing.auto_renew, name="auto_renew_subscriptions"),
    path("subscriptions/views/", saved.views, name="saved_views"),
    path("subscriptions/views/<uuid:view_id>/", saved.rename, name="saved_view"),
    path("subscriptions/views/<uuid:view_id>/deletion/", saved.delete, name="saved_view_deletion"),
    path("subscriptions/<str:ref>/", subscriptions.subscription, name="subscription"),
    path("subscriptions/<str:ref>/menu/", subscriptions.menu, name="subscription_menu"),
    path("subscriptions/<str:ref>/reduce/", changing.reduce, name="reduce_licences"),
    path("subscriptions/<str:ref>/cancel/", changing.cancel, name="cancel_subscription"),
    path("subscriptions/<str:ref>/upgrade/", upgrading.upgrade, name="upgrade"),
    path("subscriptions/<str:ref>/add-ons/", upgrading.add_on, name="buy_add_on"),
    path("subscriptions/<str:ref>/auto-renew/", planning.auto_renew, name="auto_renew"),
    path("subscriptions/<str:ref>/planned/<uuid:line_id>/undo/", planning.undo, name="undo_planned"),
    path("subscriptions/<str:ref>/history/", subscriptions.history, name="subscription_history"),
    path(
        "subscriptions/<str:ref>/history/export.xlsx",
        subscriptions.history_export,
        {"kind": "xlsx"},
        name="history_xlsx",
    ),
    path(
        "subscriptions/<str:ref>/history/export.csv",
        subscriptions.history_export,
        {"kind": "csv"},
        name="history_csv",
    ),
    path("pending/", pending.pending, name="pending"),
    path("assets/", assets.assets, name="assets"),
    path("assets/<str:ref>/", assets.asset, name="asset"),
]
