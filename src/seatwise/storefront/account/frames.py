"""The frame of the account pages, and whose they are: of people who have signed in and have a place here (R25)."""

import dataclasses
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

from seatwise.customers.middleware import CHOSEN_CUSTOMER, sign_in_first
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront import site
from seatwise.storefront.account import places
from seatwise.ui import page


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A person on their own pages. `user` is Django's, for allauth."""

    user: Any
    place: places.Place
    page: page.Site


def mine(request: HttpRequest) -> Mine | None:
    """This function will answer who is on their own pages, in their language; None for nobody's and for a stranger (R25)."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    place = places.of(user_id=user.pk)
    if not place:
        return None
    company = places.chosen(place, customer_id=request.session.get(CHOSEN_CUSTOMER))
    language = user.language or (company.customer.language if company else "")
    frame = site.read_site(request, language=language, theme=user.theme)
    return Mine(user=user, place=place, page=frame)


class Page:
    """Gives a page of allauth the frame of the Storefront, and 422 to a form that was not accepted."""

    request: HttpRequest
    page: page.Site

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = site.read_site(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        asked = context.get("redirect_field_value")
        inside = isinstance(asked, str) and places.is_inside(asked, prefix=self.page.prefix)
        return {**context, "page": self.page, "redirect_field_value": asked if inside else ""}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class OwnPage(Page):
    """A page of allauth for somebody who has signed in and has a place here; others are asked to sign in."""

    mine: Mine

    def before(self, request: HttpRequest) -> HttpResponse | None:
        """An answer that goes before the page's own."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = mine(request)
        if found is None:
            return sign_in_first(cast(StorefrontRequest, request))
        self.mine, self.page = found, found.page
        response = self.before(request) or super(Page, self).dispatch(request, *args, **kwargs)  # type: ignore[misc]
        # What one person saw stays neither with a proxy nor, after signing out, behind the back button.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
