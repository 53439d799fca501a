from django.urls import path

from seatwise.console.approvals import several, views

urlpatterns = [
    path("", views.queue, name="approvals"),
    path("margin/", views.margin, name="queue_margin"),
    path("several/approval/", several.approve, name="approve_several"),
    path("several/rejection/", several.reject, name="reject_several"),
    path("<str:number>/", views.order, name="approval"),
    path("<str:number>/approval/", views.approve, name="approve"),
    path("<str:number>/rejection/", views.reject, name="reject"),
]
