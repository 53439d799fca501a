"""One template for the page and for its fragment: htmx gets a block of what everybody else gets whole."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from seatwise.ui import wording


def respond(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, block: str = "", status: int = 200
) -> HttpResponse:
    """This function will answer the page, or only its `block` when htmx (or the dialog) asks for it.

    `context` holds `page`, a seatwise.ui.page.Shell or Site, and `view`, the page's own frozen dataclass.
    """
    found: Any = loader.get_template(template, using="jinja2")
    names = {
        **context,
        "request": request,
        # Once for all forms of the page: each drawing masks the token anew.
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),
    }
    with wording.one_language():
        if block and wants_fragment(request):
            body = "".join(found.template.blocks[block](found.template.new_context(names)))
        else:
            body = found.template.render(names)
    response = HttpResponse(body, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def wants_fragment(request: HttpRequest) -> bool:
    """This function will tell whether htmx (or the dialog) asks for a block and not for the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers
