from django.urls import path

from seatwise.console.search import views

urlpatterns = [
    path("", views.search, name="search"),
]
