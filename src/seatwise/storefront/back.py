"""Where a button leads when its work is done: to the page that it stood on."""

from django.http import HttpResponse, HttpResponseRedirect

from seatwise.customers.middleware import VisitedRequest

# What a form may name as its page, and where that is. Anything else is not an address of ours.
_PAGES = {"pending": "/billing/pending/"}


def answer(request: VisitedRequest, *, otherwise: str) -> HttpResponse:
    """This function will lead to the page that the form's `back` names, with 303, or else to `otherwise`."""
    page = _PAGES.get(request.POST.get("back", ""))
    return HttpResponseRedirect(f"{request.prefix}{page}" if page else otherwise, status=303)
