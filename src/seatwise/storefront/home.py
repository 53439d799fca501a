"""The bare address of a Storefront: leads each visitor to where work waits."""

from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront.account import places


@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """This function will lead the team to its approvals, customers to Billing, and everybody else to the sign-in page."""
    prefix = cast(StorefrontRequest, request).prefix
    place = places.of(user_id=request.user.pk) if request.user.is_authenticated else None
    if not place:
        return HttpResponseRedirect(f"{prefix}/signin/")
    return HttpResponseRedirect(places.start(place=place, prefix=prefix))
