from django.urls import path

from seatwise.console.subscriptions import views

urlpatterns = [
    path("", views.subscriptions, name="subscriptions"),
    path("counts/", views.counts, name="subscriptions_counts"),
]
