"""The account pages at the operator's desk. They stand before Django's own, whose sign-in knows no second step."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from seatwise.accounts import queries as accounts
from seatwise.storefront.account import places, views
from seatwise.storefront.account.urls import GUARDS


def admitted_first(request: HttpRequest) -> HttpResponse:
    """This function will lead who may not come in yet to what is missing: the sign-in, or the second factor that the desk wants."""
    user_id = request.user.pk if request.user.is_authenticated else None
    if user_id and places.of(user_id=user_id) and accounts.lacks_desk_factor(user_id=user_id):
        return redirect("mfa_index")
    asked = request.GET.get("next")
    query = f"?{urlencode({'next': asked})}" if asked else ""
    return HttpResponseRedirect(f"{reverse('account_login')}{query}")


def change_password(request: HttpRequest) -> HttpResponse:
    """This function will lead from Django's page to ours, which ends the other sessions and warns the person."""
    return redirect("account_change_password")


urlpatterns = [
    *GUARDS,
    path("login/", admitted_first),
    path("logout/", views.sign_out),
    path("password_change/", change_password),
]
