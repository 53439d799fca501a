"""Where a person is signed in, over HTTP: the list, signing out elsewhere, and what a new password does."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seatwise.accounts import jobs as clearing
from seatwise.storefront.account import browsers
from tests import factories

HOME = "/techsolutions"
DEVICES = f"{HOME}/account/devices/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def standing(db, time_machine):
    cache.clear()
    time_machine.move_to(factories.NOW, tick=False)
    return time_machine


@pytest.fixture
def olympia(db):
    return factories.customer(factories.reseller())


def browser(person, name=FIREFOX, address="192.0.2.7"):
    client = Client(headers={"User-Agent": name}, REMOTE_ADDR=address)
    client.post(f"{HOME}/signin/", {"login": person.email, "password": factories.PASSWORD})
    return client


def is_in(client):
    return client.get(f"{HOME}/billing/").status_code == 200


def ids(html):
    return re.findall(r"/account/devices/([0-9a-f-]{36})/", html)


def test_the_list_names_each_device_and_this_one(olympia, standing) -> None:
    mine = browser(olympia.admin)
    standing.shift(dt.timedelta(hours=1))
    phone = browser(olympia.admin, IPHONE, "2001:db8::1")
    html = mine.get(DEVICES).content.decode()
    for text in ("Firefox on Windows", "192.0.2.7", "Safari on iPhone", "2001:db8::1", "This device"):
        assert text in html, text
    assert "19 Nov 2026, 10:32" in html
    assert "19 Nov 2026, 11:32" in html
    assert len(ids(html)) == 1
    for client in (mine, phone):
        assert client.session.session_key not in html


def test_one_device_is_signed_out(olympia) -> None:
    mine, phone = browser(olympia.admin), browser(olympia.admin, IPHONE)
    (other,) = ids(mine.get(DEVICES).content.decode())
    done = mine.post(f"{DEVICES}{other}/")
    assert done["Location"] == f"{DEVICES}?done=one"
    assert not is_in(phone)
    assert is_in(mine)
    assert mine.post(f"{DEVICES}{other}/").status_code == 404


def test_nobody_signs_out_another_person(olympia) -> None:
    seller = factories.reseller(alias="other-house")
    stranger = factories.customer(seller).admin
    mine, second = browser(olympia.admin), browser(olympia.admin, IPHONE)
    (other,) = ids(mine.get(DEVICES).content.decode())
    client = Client()
    client.post("/other-house/signin/", {"login": stranger.email, "password": factories.PASSWORD})
    assert client.post(f"/other-house/account/devices/{other}/").status_code == 404
    client.post("/other-house/account/devices/others/")
    assert is_in(mine)
    assert is_in(second)


def test_all_others_are_signed_out(olympia) -> None:
    mine = browser(olympia.admin)
    others = [browser(olympia.admin, IPHONE) for _ in range(3)]
    assert mine.post(f"{DEVICES}others/")["Location"] == f"{DEVICES}?done=others"
    assert [is_in(other) for other in others] == [False, False, False]
    assert is_in(mine)
    assert ids(mine.get(DEVICES).content.decode()) == []


def test_a_new_password_ends_the_other_sessions(olympia) -> None:
    mine, other = browser(olympia.admin), browser(olympia.admin, IPHONE)
    new = "another horse battery"
    mine.post(
        f"{HOME}/password/change/",
        {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
    )
    assert is_in(mine)
    assert not is_in(other)
    html = mine.get(DEVICES).content.decode()
    assert (ids(html), "Firefox on Windows" in html) == ([], True)


def test_signing_out_leaves_the_list(olympia) -> None:
    mine, other = browser(olympia.admin), browser(olympia.admin, IPHONE)
    other.post(f"{HOME}/signout/")
    assert ids(mine.get(DEVICES).content.decode()) == []


def test_being_seen_is_written_every_few_minutes_and_costs_nothing_between(olympia, standing) -> None:
    mine, other = browser(olympia.admin), browser(olympia.admin, IPHONE)

    def written(client):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{HOME}/billing/orders/")
        return sum("INTO device" in one["sql"] for one in captured), len(captured)

    writes, statements = written(mine)
    assert writes == 0
    standing.shift(dt.timedelta(minutes=4))
    assert written(mine) == (0, statements)
    standing.shift(dt.timedelta(minutes=1))
    assert written(mine) == (1, statements + 1)
    assert written(mine) == (0, statements)
    html = other.get(DEVICES).content.decode()
    assert "last seen 19 Nov 2026, 10:37" in html


def test_sessions_that_are_over_leave_and_with_them_from_where_people_came(olympia, standing) -> None:
    browser(olympia.admin)
    standing.shift(dt.timedelta(hours=11))
    mine = browser(olympia.admin, IPHONE)
    standing.shift(dt.timedelta(hours=2))
    clearing.clear_sessions.func(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.browser FROM django_session s LEFT JOIN device d ON d.session_key = s.session_key"
        )
        assert cursor.fetchall() == [(IPHONE,)]
    assert is_in(mine)


def test_a_session_of_nobody_has_no_device(olympia) -> None:
    Client().get(f"{HOME}/signin/passkey/", headers={"Accept": "application/json"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM device)")
        assert cursor.fetchone() == (1, 0)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge on macOS"),
        ("Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("curl/8.9", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_browsers_are_named(said, words) -> None:
    assert browsers.in_words(said) == words
