"""Sign-in, sign-out and the person's own page, over HTTP."""

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from seatwise.accounts import models as accounts
from seatwise.customers import models as customers
from seatwise.infra import tenancy, transactions
from tests import factories


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def seller(db):
    return factories.reseller()


@pytest.fixture
def olympia(seller):
    return factories.customer(seller)


def sign_in(client, login, password=factories.PASSWORD, alias="techsolutions", **more):
    return client.post(f"/{alias}/signin/", {"login": login, "password": password, **more})


def signed_in(client):
    return "_auth_user_id" in client.session


def test_the_page_is_the_resellers(client, seller) -> None:
    page = client.get("/techsolutions/signin/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "Sign in to Techsolutions" in html
    assert 'action="/techsolutions/signin/"' in html
    assert 'name="login"' in html
    assert 'name="password"' in html
    assert "/techsolutions/brand.css?v=" in html
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]


def test_customers_land_in_billing_and_the_team_in_approvals(seller, olympia) -> None:
    one, other = Client(), Client()
    answer = sign_in(one, olympia.admin.email.upper())
    assert (answer.status_code, answer["Location"]) == (302, "/techsolutions/billing/")
    assert sign_in(other, seller.owner.email)["Location"] == "/techsolutions/console/approvals/"
    assert one.get("/techsolutions/")["Location"] == "/techsolutions/billing/"
    assert Client().get("/techsolutions/")["Location"] == "/techsolutions/signin/"


def _wrong_answers(seller, olympia):
    foreign_reseller = factories.reseller(alias="other-house")
    foreign = factories.customer(foreign_reseller)
    closed = factories.customer_user(seller, olympia, role="buyer", name="Closed")
    left = factories.customer_user(seller, olympia, role="buyer", name="Left")
    with transactions.writing_global():
        accounts.User.objects.filter(id=closed.id).update(is_active=False)
    with tenancy.scope(seller.id), transactions.writing():
        customers.CustomerUser.objects.filter(user_id=left.id).update(is_active=False)
    return {
        "wrong": (olympia.admin.email, "something else"),
        "unknown": ("nobody@people.example", factories.PASSWORD),
        "foreign": (foreign.admin.email, factories.PASSWORD),
        "closed": (closed.email, factories.PASSWORD),
        "left": (left.email, factories.PASSWORD),
    }


def test_a_foreign_person_answers_like_a_wrong_password(seller, olympia) -> None:
    pages = {}
    for name, (login, password) in _wrong_answers(seller, olympia).items():
        client = Client()
        answer = sign_in(client, login, password)
        assert answer.status_code == 422
        assert not signed_in(client)
        html = answer.content.decode().replace(login, "LOGIN")
        pages[name] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", html)
    assert "The e-mail address or the password is not right." in pages["wrong"]
    assert set(pages.values()) == {pages["wrong"]}


def test_a_foreign_person_meets_the_same_limit(client, seller) -> None:
    foreign = factories.customer(factories.reseller(alias="other-house"))
    for _ in range(5):
        assert "is not right" in sign_in(client, foreign.admin.email).content.decode()
    assert "Wait five minutes" in sign_in(client, foreign.admin.email).content.decode()


def test_too_many_sign_ins_get_a_page_that_says_so(client, seller, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    sign_in(client, "nobody@people.example")
    answer = sign_in(client, "nobody@people.example")
    assert answer.status_code == 429
    assert "Wait a minute and try again." in answer.content.decode()
    assert "Techsolutions" in answer.content.decode()


def test_a_person_of_another_storefront_sees_the_form_here(seller, olympia) -> None:
    factories.reseller(alias="other-house")
    client = Client()
    sign_in(client, olympia.admin.email)
    page = client.get("/other-house/signin/")
    assert page.status_code == 200
    assert "Sign in to Other-House" in page.content.decode()
    assert client.get("/techsolutions/signin/")["Location"] == "/techsolutions/billing/"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("/techsolutions/billing/orders/SO-10001/?tab=a", "/techsolutions/billing/orders/SO-10001/?tab=a"),
        ("https://evil.example/techsolutions/", "/techsolutions/billing/"),
        ("//evil.example/techsolutions/", "/techsolutions/billing/"),
        ("/techsolutions//evil.example", "/techsolutions//evil.example"),
        ("/other-house/billing/", "/techsolutions/billing/"),
        ("/techsolutions/../other-house/billing/", "/techsolutions/billing/"),
        ("/techsolutions/%2e%2e/operator/", "/techsolutions/billing/"),
        ("/techsolutions/signout/", "/techsolutions/billing/"),
        ("\\\\evil.example", "/techsolutions/billing/"),
        ("javascript:alert(1)", "/techsolutions/billing/"),
    ],
)
def test_next_stays_within_the_storefront(client, seller, olympia, asked, answered) -> None:
    assert sign_in(client, olympia.admin.email, next=asked)["Location"] == answered


def test_an_ended_session_says_so_and_comes_back(client, seller, olympia) -> None:
    there = "/techsolutions/account/?x=1"
    led = client.get(there)
    assert led["Location"] == "/techsolutions/signin/?next=%2Ftechsolutions%2Faccount%2F%3Fx%3D1"
    page = client.get(led["Location"]).content.decode()
    assert "the session has ended" in page
    assert 'name="next" value="/techsolutions/account/?x=1"' in page
    assert sign_in(client, olympia.admin.email, next=there)["Location"] == there


@pytest.mark.parametrize("page", ["billing/", "shop/", "account/audit/"])
def test_one_of_the_team_is_led_from_a_customers_page_to_the_console(client, seller, page) -> None:
    sign_in(client, seller.owner.email)
    led = client.get(f"/techsolutions/{page}")
    assert (led.status_code, led["Location"]) == (303, "/techsolutions/console/")
    assert client.get(led["Location"]).status_code == 200
    asked = client.get(f"/techsolutions/{page}", headers={"HX-Request": "true"})
    assert (asked.status_code, asked["HX-Redirect"]) == (204, "/techsolutions/console/")


def test_who_has_no_place_here_is_told_so(client, seller, olympia) -> None:
    factories.reseller(alias="other-house")
    sign_in(client, olympia.admin.email)
    page = client.get("/other-house/billing/", follow=True).content.decode()
    assert f"You are signed in as {olympia.admin.email}, who has no place here." in page
    assert "the session has ended" not in page


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/techsolutions/account/?x=1", "/techsolutions/account/?x=1"),
        ("https://evil.example/techsolutions/account/?x=1", "/techsolutions/account/"),
        ("http://testserver/other-house/account/", "/techsolutions/account/"),
        ("", "/techsolutions/account/"),
    ],
)
def test_a_form_of_an_ended_session_comes_back_to_its_page(seller, olympia, referer, back) -> None:
    client = Client(headers={"Referer": referer} if referer else {})
    led = client.post("/techsolutions/account/profile/", {"name": "Maria"})
    assert led["Location"] == f"/techsolutions/signin/?{urlencode({'next': back})}"
    signed = sign_in(client, olympia.admin.email, next=back)
    assert client.get(signed["Location"]).status_code == 200


def test_a_page_that_takes_forms_only_says_so(client, seller, olympia) -> None:
    sign_in(client, olympia.admin.email)
    page = client.get("/techsolutions/account/profile/")
    assert (page.status_code, page["Allow"]) == (405, "POST")
    assert "Open the page that has the form" in page.content.decode()
    assert "Techsolutions" in page.content.decode()
    sent = client.post("/techsolutions/account/audit/")
    assert (sent.status_code, sent["Allow"]) == (405, "GET, HEAD")
    assert "could not be read" in sent.content.decode()


@pytest.mark.parametrize("charset", ["hex", "base64", "undefined", "utf-16", "idna"])
def test_what_is_no_utf_8_is_not_read(client, seller, charset) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\nzz\r\n--x--\r\n'
    sent = f"multipart/form-data; boundary=x; charset={charset}"
    for address in ("/techsolutions/signin/", "/techsolutions/account/profile/", "/operator/login/"):
        answer = client.generic("POST", address, body, content_type=sent)
        assert answer.status_code == 400, address
        assert "could not be read" in answer.content.decode()
    same = client.generic("POST", "/techsolutions/signin/", body, content_type=sent.replace(charset, "UTF-8"))
    assert same.status_code == 422


def test_no_odd_name_of_a_logo_fails(client, seller) -> None:
    for name in ("%00.png", "a%00b", "x" * 500):
        assert client.get(f"/techsolutions/logo/{name}").status_code == 404


def test_signing_out_takes_a_post(client, seller, olympia) -> None:
    sign_in(client, olympia.admin.email)
    assert client.get("/techsolutions/signout/").status_code == 405
    assert signed_in(client)
    assert client.post("/techsolutions/signout/")["Location"] == "/techsolutions/signin/"
    assert not signed_in(client)


def test_the_own_page_shows_who_one_is_and_keeps_the_theme(client, seller, olympia) -> None:
    sign_in(client, olympia.admin.email)
    page = client.get("/techsolutions/account/").content.decode()
    for words in ("Maria Konstantinou", olympia.admin.email, "Olympia Foods SA", "Admin"):
        assert words in page
    assert "Company you work for" not in page
    assert client.post("/techsolutions/account/theme/", {"theme": "dark"}).status_code == 302
    client.post("/techsolutions/account/theme/", {"theme": "pink"})
    assert 'data-bs-theme="dark"' in client.get("/techsolutions/account/").content.decode()


def test_the_own_name_and_language_are_kept(client, seller, olympia) -> None:
    sign_in(client, olympia.admin.email)
    address = "/techsolutions/account/profile/"
    refused = client.post(address, {"name": "  ", "language": "el"})
    assert refused.status_code == 422
    assert "Enter your name, up to 120 characters." in refused.content.decode()
    assert client.post(address, {"name": "x" * 121}).status_code == 422
    kept = client.post(address, {"name": " Maria  K. ", "language": "klingon"})
    assert kept["Location"] == "/techsolutions/account/?done=profile"
    person = accounts.User.objects.get(id=olympia.admin.id)
    assert (person.name, person.language) == ("Maria K.", "")
    assert 'value="Maria K."' in client.get(kept["Location"]).content.decode()
    client.post(address, {"name": "Maria K.", "language": "el"})
    assert '<html lang="el"' in client.get("/techsolutions/account/").content.decode()


def test_a_person_of_two_companies_chooses_one(client, seller, olympia) -> None:
    second = factories.customer(seller, name="Zenith Hotels")
    foreign = factories.customer(factories.reseller(alias="other-house"), name="Foreign")
    with tenancy.scope(seller.id), transactions.writing():
        customers.CustomerUser.objects.create(
            customer_id=second.id, user_id=olympia.admin.id, role="billing_viewer"
        )
    sign_in(client, olympia.admin.email)
    client.post("/techsolutions/account/company/", {"company": str(second.id)})
    page = client.get("/techsolutions/account/?done=company").content.decode()
    assert "You now see Zenith Hotels." in page
    assert "Billing Viewer" in page
    client.post("/techsolutions/account/company/", {"company": str(foreign.id)})
    assert client.session["customer_id"] == str(second.id)


def test_the_password_is_changed_and_the_session_stays(client, seller, olympia) -> None:
    sign_in(client, olympia.admin.email)
    address = "/techsolutions/password/change/"
    new = "another horse battery"
    refused = client.post(address, {"oldpassword": "wrong", "password1": new, "password2": new})
    assert refused.status_code == 422
    assert "Enter the password you sign in with now." in refused.content.decode()
    done = client.post(address, {"oldpassword": factories.PASSWORD, "password1": new, "password2": new})
    assert done["Location"] == "/techsolutions/account/?done=password"
    assert "Your new password is in force." in client.get(done["Location"]).content.decode()
    assert sign_in(Client(), olympia.admin.email, new).status_code == 302


def test_changing_the_password_takes_a_sign_in(client, seller) -> None:
    assert client.get("/techsolutions/password/change/")["Location"].startswith(
        "/techsolutions/signin/?next="
    )


def test_a_page_that_does_not_exist_is_the_resellers(client, seller) -> None:
    page = client.get("/techsolutions/nowhere/")
    assert page.status_code == 404
    assert "Techsolutions" in page.content.decode()
    assert client.get("/no-such-alias/").status_code == 404


def test_the_brand_has_a_stylesheet(client, seller) -> None:
    answer = client.get("/techsolutions/brand.css")
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "--brand:#0a667d" in answer.content.decode()
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_form_without_its_token_is_refused_in_words(seller) -> None:
    answer = Client(enforce_csrf_checks=True).post("/techsolutions/signin/", {"login": "a@b.example"})
    assert answer.status_code == 403
    assert "This form is too old" in answer.content.decode()
