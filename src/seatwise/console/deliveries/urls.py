from django.urls import path

from seatwise.console.deliveries import several, views

urlpatterns = [
    path("", views.queue, name="deliveries"),
    path("several/", several.deliver, name="deliver_several"),
    path("<uuid:line_id>/", views.line, name="delivery"),
    path("<uuid:line_id>/delivery/", views.deliver, name="deliver"),
    path("<uuid:line_id>/cancellation/", views.cancel, name="cancel_line"),
    path("<uuid:line_id>/retry/", views.retry, name="retry_line"),
]
