"""S27: the look, the region and the selling of a Storefront, and files that mean no good."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from seatwise.console.settings.selling import SWITCHES
from seatwise.infra import uploads
from seatwise.infra.models import Event
from seatwise.resellers import models, queries
from seatwise.resellers.domain import logos
from tests import factories
from tests.unit.resellers.test_logos import drawing, png

SETTINGS = "/techsolutions/console/settings/"
LOOK = {"name": "Tech & Co", "support_email": "ask@tech.example", "support_text": "Mon–Fri"}
SELLING = {"vat": "19", "upgrade_billing": "annual"}
PLACES = ("", "region/", "selling/", "mail/", "texts/", "domain/", "team/")


def settings(world) -> queries.Settings:
    found: queries.Settings = world.read(queries.settings)
    return found


def upload(client: Client, content: bytes, name: str = "logo.svg"):
    return client.post(f"{SETTINGS}logo/", {"logo": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_the_owners_and_reads_little(world, owner, place) -> None:
    world.check_statements(owner, f"{SETTINGS}{place}")
    assert f'href="{SETTINGS}"' in owner.get("/techsolutions/console/").content.decode()
    for role in ("sales", "operations"):
        client = world.browser(factories.team_member(world.reseller, role=role))
        assert client.get(f"{SETTINGS}{place}").status_code == 403
        assert client.post(f"{SETTINGS}{place}").status_code == 403
        assert f'href="{SETTINGS}"' not in client.get("/techsolutions/console/").content.decode()


def test_name_and_support(world, owner) -> None:
    answer = owner.post(SETTINGS, LOOK)
    assert (answer.status_code, answer["Location"]) == (303, SETTINGS)
    found = settings(world)
    assert (found.name, found.support_email, found.support_text) == tuple(LOOK.values())
    assert "Tech &amp; Co" in owner.get(SETTINGS).content.decode()
    event = world.read(
        lambda: Event.objects.get(kind="settings.changed", actor_user_id=world.reseller.owner.id)
    )
    assert event.payload["changes"]["name"] == ["Techsolutions", "Tech & Co"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Enter the name that customers know."),
        ({"name": "x" * 121}, "Enter at most 120 characters."),
        ({"support_email": "nobody"}, "Enter an address like name@company.com."),
        ({"support_text": "x" * 201}, "Enter at most 200 characters."),
    ],
)
def test_a_mistake_changes_nothing_and_what_was_typed_stays(world, owner, typed, said) -> None:
    before = settings(world)
    answer = owner.post(SETTINGS, LOOK | {"support_text": "as typed"} | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "as typed" in page or "support_text" in typed
    assert settings(world) == before


def test_a_colour_brings_the_others(world, owner) -> None:
    assert owner.post(f"{SETTINGS}colour/", {"brand": "7A1F5C"}).status_code == 303
    found = settings(world)
    assert found.brand == "#7a1f5c"
    assert found.brand_on == "#ffffff"
    assert found.brand_dark not in {"#5fc3da", found.brand}
    css = owner.get("/techsolutions/brand.css").content.decode()
    assert found.brand in css
    assert found.brand_dark in css


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest(world, owner) -> None:
    before = settings(world)
    answer = owner.post(f"{SETTINGS}colour/", {"brand": "#ffd400"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="#ffd400"' in page
    nearest = re.search(r'name="brand" value="(#[0-9a-f]{6})"><button', page)
    assert nearest is not None
    assert f"The nearest that can be read is {nearest[1]}." in page
    assert settings(world) == before
    assert owner.post(f"{SETTINGS}colour/", {"brand": nearest[1]}).status_code == 303
    assert settings(world).brand == nearest[1]


@pytest.mark.parametrize("typed", ["", "red", "#12345", "#1234567", "url(x)", "#0a667d;}"])
def test_what_is_no_colour(world, owner, typed) -> None:
    answer = owner.post(f"{SETTINGS}colour/", {"brand": typed})
    assert answer.status_code == 422
    assert "Enter a colour like #0a667d" in answer.content.decode()


def test_a_logo_is_shown_and_served_sandboxed(world, owner) -> None:
    assert upload(owner, drawing("<rect onload='alert(1)'/>")).status_code == 303
    page = owner.get(SETTINGS).content.decode()
    assert "without what a logo must not have: onload." in page
    address = f"/techsolutions/logo/{settings(world).logo}"
    assert f'<img src="{address}" alt="">' in page
    # Customers and visitors see it without a sign-in.
    answer = Client().get(address)
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert b"alert" not in answer.content
    assert address in Client().get("/techsolutions/signin/").content.decode()


def test_another_logo_has_another_address_and_none_has_none(world, owner) -> None:
    upload(owner, png(), "logo.png")
    first = settings(world).logo
    assert Client().get(f"/techsolutions/logo/{first}")["Content-Type"] == "image/png"
    upload(owner, drawing(""))
    second = settings(world).logo
    assert first != second
    assert Client().get(f"/techsolutions/logo/{first}").status_code == 404
    assert world.read(models.Logo.objects.count) == 1
    assert owner.post(f"{SETTINGS}logo/removal/").status_code == 303
    assert settings(world).logo == ""
    assert world.read(models.Logo.objects.count) == 0
    assert Client().get(f"/techsolutions/logo/{second}").status_code == 404


def test_a_logo_is_its_own_resellers(world, owner) -> None:
    factories.reseller(alias="elsewhere")
    upload(owner, png())
    assert Client().get(f"/elsewhere/logo/{settings(world).logo}").status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a", "neither a PNG nor an SVG"),
        (b"\x89PNG\r\n\x1a\n", "broken or not complete"),
        (png(width=4_000), "This picture has 4"),
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            "declares entities",
        ),
        (b"x" * (logos.LARGEST + 1), "A logo may have 200 kB"),
    ],
)
def test_a_file_that_is_no_logo_says_why_and_the_old_one_stays(world, owner, content, said) -> None:
    upload(owner, png())
    before = settings(world).logo
    answer = upload(owner, content)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert settings(world).logo == before


def test_without_a_file(owner) -> None:
    answer = owner.post(f"{SETTINGS}logo/")
    assert answer.status_code == 422
    assert "Choose a file." in answer.content.decode()


class Stream:
    """A body of many megabytes that is never in memory as a whole, and counts what was read of it."""

    def __init__(self, head: bytes, megabytes: int) -> None:
        self.parts = iter([head, *(b"\0" * 1_000_000 for _ in range(megabytes))])
        self.rest = b""
        self.read_so_far = 0

    def readline(self, size: int = -1) -> bytes:
        raise AssertionError("a body is read in pieces")

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, b"")):
            self.rest += part
        found, self.rest = self.rest[:size], self.rest[size:]
        self.read_so_far += len(found)
        return found


def post_much(client: Client, megabytes: int, token: str = "") -> tuple[Any, Stream]:
    boundary = "----limit"
    field = f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
    head = f'{field}--{boundary}\r\nContent-Disposition: form-data; name="logo"; filename="a.png"\r\n\r\n'.encode()
    stream = Stream(head, megabytes)
    answer = client.generic(
        "POST",
        f"{SETTINGS}logo/",
        **{
            "wsgi.input": stream,
            "CONTENT_TYPE": f"multipart/form-data; boundary={boundary}",
            "CONTENT_LENGTH": str(len(head) + megabytes * 1_000_000),
        },
    )
    return answer, stream


def test_fifty_megabytes_fill_neither_memory_nor_disk(world, owner, monkeypatch) -> None:
    most = 0

    class Watched(uploads.Bounded):
        def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
            nonlocal most
            try:
                super().receive_data_chunk(raw_data, start)
            finally:
                most = max(most, sum(map(len, self.chunks)))

    def to_the_disk(*_: object) -> None:
        raise AssertionError("nothing of it is written to the disk")

    monkeypatch.setattr(uploads, "Bounded", Watched)
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", to_the_disk)
    answer, stream = post_much(owner, 50)
    assert answer.status_code == 422
    assert "This file is too large. A logo may have 200 kB" in answer.content.decode()
    assert 0 < most <= logos.LARGEST
    # Read to its end, or the browser would show a broken connection in place of the sentence.
    assert stream.read_so_far > 50_000_000
    assert settings(world).logo == ""


def test_what_is_far_too_much_is_not_even_read(owner) -> None:
    _, stream = post_much(owner, 150)
    assert stream.read_so_far < 2_000_000


def test_an_upload_needs_the_forms_token(world) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = world.browser(world.reseller.owner).cookies
    page = client.get(SETTINGS).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    assert upload(client, png()).status_code == 403
    assert settings(world).logo == ""
    sent = {"csrfmiddlewaretoken": token[1], "logo": SimpleUploadedFile("logo.png", png())}
    assert client.post(f"{SETTINGS}logo/", sent).status_code == 303
    assert settings(world).logo != ""
    answer, _ = post_much(client, 1, token[1])
    assert answer.status_code == 422


def test_language_and_time_zone(world, owner) -> None:
    typed = {"language": "el", "time_zone": "Europe/Bucharest"}
    assert owner.post(f"{SETTINGS}region/", typed).status_code == 303
    assert (settings(world).language, settings(world).time_zone) == ("el", "Europe/Bucharest")
    assert "Ρυθμίσεις" in owner.get(f"{SETTINGS}region/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"language": "xx"},
        *({"time_zone": zone} for zone in ("../etc/passwd", "", "localtime", "Zulu", "Africa/Asmera")),
    ],
)
def test_unknown_regions_are_refused(world, owner, typed) -> None:
    before = settings(world)
    answer = owner.post(f"{SETTINGS}region/", {"language": "el", "time_zone": "Europe/Bucharest"} | typed)
    assert answer.status_code == 422
    assert settings(world) == before


def test_selling(world, owner) -> None:
    assert owner.post(f"{SETTINGS}selling/", SELLING | {"registration_open": "on"}).status_code == 303
    found = settings(world)
    assert (found.vat_rate_bp, found.upgrade_billing) == (1_900, "annual")
    assert (found.registration_open, found.approves_cancellations) == (True, False)
    page = owner.get(f"{SETTINGS}selling/").content.decode()
    assert re.search(r'name="registration_open" checked', page)


def test_the_default_markup_is_changed_where_its_effect_is_seen(world, owner) -> None:
    page = owner.get(f"{SETTINGS}selling/").content.decode()
    assert '<div class="strong">25%</div>' in page
    assert 'href="/techsolutions/console/prices/default-markup/"' in page
    owner.post(f"{SETTINGS}selling/", SELLING | {"markup": "-5"})
    assert settings(world).default_markup_bp == 2_500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"vat": "101"}, "Enter a rate from 0 to 100"),
        ({"vat": ""}, "Enter a rate from 0 to 100"),
        ({"upgrade_billing": "weekly"}, "Choose the billing period."),
    ],
)
def test_selling_with_a_mistake_changes_nothing(world, owner, typed, said) -> None:
    before = settings(world)
    answer = owner.post(f"{SETTINGS}selling/", SELLING | {"approves_cancellations": "on"} | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert re.search(r'name="approves_cancellations" checked', page)
    assert settings(world) == before


def seen(page: str) -> list[str]:
    return [unescape(found) for found in re.findall(r'name="seen" value="([^"]*)"', page)]


def on(found: queries.Settings) -> dict[str, str]:
    return {name: "on" for name in SWITCHES if getattr(found, name)}


def test_what_somebody_else_has_saved_meanwhile_is_told_and_not_overwritten(world, owner) -> None:
    """A form opened before took VAT back to what it was, and the team's second factor with it, without a word."""
    place = f"{SETTINGS}selling/"
    old = {"vat": "24", "upgrade_billing": "same"} | on(settings(world))
    opened = seen(owner.get(place).content.decode())[0]
    owner.post(place, old | {"vat": "19", "registration_open": "on"})
    stale = old | {"upgrade_billing": "annual", "seen": opened}
    answer = owner.post(place, stale)
    page = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "Somebody else has changed this meanwhile" in page
    assert "VAT: 24% → 19%" in page
    assert "People may ask for an account: no → yes" in page
    assert settings(world).vat_rate_bp == 1900
    assert settings(world).upgrade_billing == "same"
    # A mistake does not make a stale form a fresh one.
    mistaken = owner.post(place, stale | {"vat": "x"})
    assert seen(mistaken.content.decode()) == [opened]
    # Having read it, saving again means it.
    again = owner.post(place, stale | {"seen": seen(answer.content.decode())[0]})
    assert again.status_code == 303
    assert settings(world).vat_rate_bp == 2400


@pytest.mark.parametrize(
    ("place", "theirs", "mine", "told"),
    [
        ("", LOOK, LOOK | {"name": "Mine"}, "Name: Techsolutions → Tech & Co"),
        ("colour/", {"brand": "#7a1f5c"}, {"brand": "#1f4e7a"}, "→ #7a1f5c"),
        (
            "region/",
            {"language": "en-gb", "time_zone": "Europe/Berlin"},
            {"language": "el", "time_zone": "Europe/Athens"},
            "Time zone: Europe/Athens → Europe/Berlin",
        ),
        (
            "texts/",
            {"kind": "placed", "language": "en-gb", "text": "Theirs"},
            {"kind": "placed", "language": "en-gb", "text": "Mine"},
            "Text: none → Theirs",
        ),
    ],
)
def test_each_place_tells_what_has_changed(world, owner, place, theirs, mine, told) -> None:
    shown = seen(owner.get(f"{SETTINGS}{place.replace('colour/', '')}").content.decode())
    opened = shown[1] if place == "colour/" else shown[0]
    assert owner.post(f"{SETTINGS}{place}", theirs).status_code == 303
    before = settings(world)
    answer = owner.post(f"{SETTINGS}{place}", mine | {"seen": opened})
    assert answer.status_code == 409
    assert told in unescape(answer.content.decode())
    assert settings(world) == before
    # The same, sent twice, overwrites nothing.
    assert owner.post(f"{SETTINGS}{place}", theirs | {"seen": opened}).status_code == 303


@pytest.mark.parametrize("said", ["", "nonsense", "[]", "7", '{"id": 1}', '{"brand": {}}', "[" * 9_000])
def test_a_form_that_says_nonsense_of_what_it_showed_breaks_nothing(owner, said) -> None:
    answer = owner.post(f"{SETTINGS}colour/", {"brand": "#7a1f5c", "seen": said})
    assert answer.status_code in {303, 409}
