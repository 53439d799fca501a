from django.urls import path

from seatwise.console.customers import editing, held, people, registrations, views, visits

urlpatterns = [
    path("", views.customers, name="customers"),
    path("counts/", views.counts, name="customer_counts"),
    path("new/", editing.create, name="new_customer"),
    path("registrations/", registrations.registrations, name="registrations"),
    path("registrations/<uuid:registration_id>/", registrations.accept, name="accept_registration"),
    path("registrations/<uuid:registration_id>/decline/", registrations.decline, name="decline_registration"),
    path("visit/end/", visits.end, name="end_visit"),
    path("<uuid:customer_id>/", views.customer, name="customer"),
    path("<uuid:customer_id>/details/", editing.change, name="customer_details"),
    path("<uuid:customer_id>/address/", editing.address, name="customer_address"),
    path("<uuid:customer_id>/orders/", held.orders, name="customer_orders"),
    path("<uuid:customer_id>/orders/counts/", held.orders_counts, name="customer_orders_counts"),
    path("<uuid:customer_id>/subscriptions/", held.subscriptions, name="customer_subscriptions"),
    path(
        "<uuid:customer_id>/subscriptions/counts/",
        held.subscriptions_counts,
        name="customer_subscriptions_counts",
    ),
    path("<uuid:customer_id>/assets/", held.assets, name="customer_assets"),
    path("<uuid:customer_id>/ordering/", visits.order, name="order_on_behalf"),
    path("<uuid:customer_id>/viewing/", visits.view, name="view_as_customer"),
    path("<uuid:customer_id>/people/", people.invite, name="invite"),
    path("<uuid:customer_id>/people/<uuid:user_id>/role/", people.role, name="person_role"),
    path("<uuid:customer_id>/people/<uuid:user_id>/removal/", people.remove, name="remove_person"),
    path("<uuid:customer_id>/people/<uuid:user_id>/invitation/", people.invite_again, name="invite_again"),
]
