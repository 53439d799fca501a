"""A new password by mail: for people of this Storefront only, one sentence for everybody, a link that works once."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests import factories, jobs


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
    return re.sub(rb"csrf\S+|[\w.]+@[\w.]+", b"", answer.content)


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
