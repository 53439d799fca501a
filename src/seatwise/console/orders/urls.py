from django.urls import path

from seatwise.console.orders import views

urlpatterns = [
    path("", views.orders, name="orders"),
    path("counts/", views.counts, name="orders_counts"),
]
