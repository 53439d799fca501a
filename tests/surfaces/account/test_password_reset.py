"""A new password by mail: for people of this Storefront only, one sentence for everybody, a link that works once."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from seatwise.accounts.models import User
from seatwise.storefront.account.factors import Adapter
from tests import factories, jobs


@pytest.fixture(autouse=True)
def no_limits() -> None:
    cache.clear()


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://seatwise.example"
    mail.outbox = []
    return mail.outbox


def ask(address: str, *, host: str = "testserver") -> bytes:
    answer = Client().post(
        "/techsolutions/password/reset/", {"email": address}, follow=True, headers={"host": host}
    )
    assert answer.status_code == 200
    said = answer.content.replace(address.encode(), b"THE ADDRESS TYPED")
    return re.sub(rb"csrf\S+|[\w.]+@[\w.]+", b"", said)


def test_the_link_opens_once_and_the_new_password_signs_in(db, outbox) -> None:
    customer = factories.customer(factories.reseller())
    ask(customer.admin.email)
    jobs.drain()
    (sent,) = outbox
    assert sent.recipients() == [f"{customer.admin.name} <{customer.admin.email}>"]
    link = re.search(r"https://seatwise\.example(/techsolutions/password/reset/key/\S+)", str(sent.body))
    assert link is not None
    client = Client()
    page = client.get(link[1], follow=True)
    chosen = {"password1": "a new long passphrase", "password2": "a new long passphrase"}
    done = client.post(page.redirect_chain[-1][0], chosen, follow=True)
    assert done.status_code == 200
    credentials = {"login": customer.admin.email, "password": "a new long passphrase"}
    signed_in = Client().post("/techsolutions/signin/", credentials)
    assert signed_in.status_code == 302
    again = Client().get(link[1], follow=True)
    assert b'name="password1"' not in again.content


def test_strangers_hear_the_same_and_get_nothing(db, outbox) -> None:
    customer = factories.customer(factories.reseller())
    foreign = factories.customer(factories.reseller(alias="elsewhere"), name="Far Away")
    heard = {ask(address) for address in (customer.admin.email, foreign.admin.email, "nobody@void.example")}
    assert len(heard) == 1
    jobs.drain()
    assert len(outbox) == 1


def test_a_forged_host_never_reaches_the_link(db, outbox, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    customer = factories.customer(factories.reseller())
    ask(customer.admin.email, host="evil.example")
    jobs.drain()
    assert "evil.example" not in outbox[0].body


def test_the_page_repeats_the_address_that_was_typed(db, outbox) -> None:
    factories.reseller()
    client = Client()
    page = client.post("/techsolutions/password/reset/", {"email": "mria@olympia.example"}, follow=True)
    assert "If mria@olympia.example is known here" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    other = Client().get("/techsolutions/password/reset/asked/").content.decode()
    assert "If the address is known here" in other


@pytest.mark.parametrize("address", ["password/change/", "first"])
def test_what_a_password_needs_is_said_beforehand(db, address) -> None:
    customer = factories.customer(factories.reseller())
    client = Client()
    if address == "first":
        page = client.get(invited(customer.admin), follow=True).content.decode()
    else:
        client.post("/techsolutions/signin/", {"login": customer.admin.email, "password": factories.PASSWORD})
        page = client.get(f"/techsolutions/{address}").content.decode()
    hint = '<div class="hint" id="h-password1">At least 10 characters, and neither your name nor a password that many use.</div>'
    assert hint in page
    assert page.count("At least 10 characters") == 1


def invited(person: factories.Person) -> str:
    """The address of the link that somebody gets who is invited and has no password yet."""
    user = User.objects.get(id=person.id)
    user.set_unusable_password()
    user.save()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return f"/techsolutions/password/reset/key/{key}/"


def test_who_is_invited_chooses_a_first_password_and_is_in(db) -> None:
    customer = factories.customer(factories.reseller())
    client = Client()
    page = client.get(invited(customer.admin), follow=True)
    said = page.content.decode()
    assert "<h1>Choose your password</h1>" in said
    assert "new password" not in said.lower()
    chosen = {"password1": "a new long passphrase", "password2": "a new long passphrase"}
    done = client.post(page.redirect_chain[-1][0], chosen)
    assert (done.status_code, done["Location"]) == (302, "/techsolutions/billing/")
    assert client.get("/techsolutions/billing/").status_code == 200


def test_with_a_second_step_a_first_password_alone_opens_nothing(db) -> None:
    customer = factories.customer(factories.reseller())
    Authenticator.objects.create(
        user_id=customer.admin.id, type="totp", data={"secret": Adapter().encrypt("A" * 32)}
    )
    client = Client()
    page = client.get(invited(customer.admin), follow=True)
    chosen = {"password1": "a new long passphrase", "password2": "a new long passphrase"}
    done = client.post(page.redirect_chain[-1][0], chosen)
    assert done["Location"].startswith("/techsolutions/signin/code/")
    assert client.get("/techsolutions/billing/").status_code == 302
