"""Where a person is signed in: the list, and signing out at one of them or everywhere else."""

import dataclasses
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seatwise.customers.middleware import sign_in_first
from seatwise.infra import sessions
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront.account import browsers, frames, places, told
from seatwise.ui import jinja, rendering


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A device in the list, in words."""

    id: UUID
    name: str
    icon: str
    address: str
    since: str
    seen: str
    is_this: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DevicesView:
    """The list; `done` says what was signed out."""

    rows: tuple[Row, ...]
    done: str


@never_cache
def devices(request: HttpRequest) -> HttpResponse:
    """This function will show where the person is signed in, this session first."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    with places.reading():
        zone = places.time_zone()
        held = sessions.devices(user_id=found.user.pk, session_key=request.session.session_key)
    said = {
        "one": _("The device is signed out."),
        "others": _("All other devices are signed out."),
    }
    view = DevicesView(
        rows=tuple(_row(device, zone) for device in held), done=said.get(request.GET.get("done", ""), "")
    )
    return rendering.respond(request, "account/devices.html", {"page": found.page, "view": view})


@require_POST
def sign_out_one(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """This function will sign the person out at one device. Raises Http404 for nobody's and for another's (R25)."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    with places.writing():
        if not sessions.end(user_id=found.user.pk, device_id=device_id):
            raise Http404
    return _done(found, "one")


@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """This function will sign the person out everywhere but here."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    with places.writing():
        sessions.end_others(user_id=found.user.pk, session_key=request.session.session_key)
    return _done(found, "others")


def _done(found: frames.Mine, said: str) -> HttpResponse:
    told.tell(kind="person.signed_out_elsewhere", user=found.user)
    return HttpResponseRedirect(f"{found.page.prefix}/account/devices/?done={said}", status=303)


def _row(device: sessions.Device, zone: str) -> Row:
    return Row(
        id=device.id,
        name=browsers.in_words(device.browser),
        icon="phone" if browsers.is_handheld(device.browser) else "device-laptop",
        address=device.address,
        since=jinja.day_time(device.first_seen_at, zone),
        seen=jinja.day_time(device.last_seen_at, zone),
        is_this=device.is_this,
    )
