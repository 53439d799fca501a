from django.urls import path

from seatwise.console.approvals import views

urlpatterns = [
    path("", views.queue, name="approvals"),
    path("<str:number>/", views.order, name="approval"),
    path("<str:number>/approval/", views.approve, name="approve"),
    path("<str:number>/rejection/", views.reject, name="reject"),
]
