"""The audit trail as the Owner and a company's Admin read it: what, who, from where; search, days, files (B9)."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.conf import settings
from python_calamine import CalamineWorkbook

from seatwise.audit import jobs
from seatwise.audit.domain import details
from seatwise.infra import tenancy, transactions
from seatwise.kernel.money import Money
from seatwise.pricing import operations as pricing
from tests import factories

CONSOLE = "/techsolutions/console/audit/"
COMPANY = "/techsolutions/account/audit/"


def file(answer) -> list[Any]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def set_price(world, *, customer_id=None) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=world.offer.id,
            customer_id=customer_id,
            unit_price=Money(1_860, "EUR"),
            starts_on=factories.TODAY,
            ends_on=None,
            actor=world.reseller.owner.reseller_actor,
            now=factories.NOW,
        )


def test_the_owner_reads_everything(world, owner) -> None:
    number = world.order((world.offer, 3))
    set_price(world, customer_id=world.customer.id)
    page = owner.get(CONSOLE).content.decode()
    for text in (
        number,
        "Order submitted",
        "Maria Konstantinou",
        "Special price set",
        "Special price: none → €18.60; 1 month; for Olympia Foods SA; from 19 Nov 2026 on",
        "Nikos Georgiou",
        "VAT: 0% → 24%; Default markup: 0% → 25%",
        "Product published",
        "Role given",
        "within minutes",
    ):
        assert text in page, text
    jobs.link_events.func(timestamp=0)
    assert "within minutes" not in owner.get(CONSOLE).content.decode()
    world.check_statements(owner, CONSOLE)


def test_search_by_subject_person_group_and_day(world, owner) -> None:
    number = world.order((world.offer, 3))
    for query, there, gone in (
        ({"q": number.lower()}, "Order submitted", "Product listed"),
        ({"q": "10%"}, "No entries match", number),
        ({"who": "mar"}, number, "Product listed"),
        ({"group": "prices"}, "Product listed", number),
        ({"first": "2026-11-19", "last": "2026-11-19"}, number, "No entries match"),
        ({"last": "2026-11-18"}, "No entries match", number),
        ({"first": "2026-11-20"}, "No entries match", number),
    ):
        page = owner.get(CONSOLE, query, headers={"HX-Request": "true"}).content.decode()
        assert page.lstrip().startswith("<section"), query
        assert there in page, query
        assert gone not in page, query


def test_a_company_reads_its_own_and_nothing_of_the_resellers(world, owner) -> None:
    aegean = factories.customer(world.reseller, name="Aegean Shipping")
    number = world.order((world.offer, 3))
    set_price(world, customer_id=world.customer.id)
    admin = world.browser(world.customer.admin)
    page = admin.get(COMPANY).content.decode()
    for text in (number, "Order submitted", "Billing address set", "Your company"):
        assert text in page, text
    for text in ("Special price", "Product listed", "Settings changed", "Aegean"):
        assert text not in page, text
    assert number not in world.browser(aegean.admin).get(COMPANY).content.decode()
    world.check_statements(admin, COMPANY)


def test_a_sign_in_is_told_with_its_address(world, owner) -> None:
    admin = world.customer.admin
    browser = type(owner)()
    signed = browser.post(
        "/techsolutions/signin/",
        {"login": admin.email, "password": factories.PASSWORD},
        REMOTE_ADDR="192.0.2.7",
    )
    assert signed.status_code == 302
    page = browser.get(COMPANY).content.decode()
    assert "Signed in" in page
    assert "192.0.2.7" in page
    browser.post(
        "/techsolutions/password/change/",
        {"oldpassword": factories.PASSWORD, "password1": "a new one 4711", "password2": "a new one 4711"},
        REMOTE_ADDR="192.0.2.8",
    )
    assert "Password changed" in browser.get(COMPANY).content.decode()
    assert "192.0.2.8" in owner.get(CONSOLE, {"group": "people"}).content.decode()


def test_the_resellers_address_is_not_the_customers_matter(world, owner) -> None:
    number = world.order((world.offer, 1))
    owner.post(f"/techsolutions/console/approvals/{number}/approval/", REMOTE_ADDR="192.0.2.99")
    assert "192.0.2.99" in owner.get(CONSOLE).content.decode()
    company = world.browser(world.customer.admin).get(COMPANY).content.decode()
    assert "Order approved" in company
    assert "192.0.2.99" not in company


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_files_hold_what_the_screen_finds_with_its_hashes(world, owner, kind) -> None:
    number = world.order((world.offer, 3))
    jobs.link_events.func(timestamp=0)
    answer = owner.get(f"{CONSOLE}export.{kind}", {"q": number})
    if kind == "csv":
        text = b"".join(answer.streaming_content).decode()
        assert number in text
        assert "Product listed" not in text
        assert re.search(r"\n\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[23]:00,", text)
        return
    head, *rows = file(answer)
    assert [row[4] for row in rows] == [number]
    # To be sorted and filtered by day: a moment on the reader's clock and a number, not words (B6).
    assert head[0] == "When (Europe/Athens)"
    assert isinstance(rows[0][0], dt.datetime)
    assert rows[0][8] >= 1
    assert head[-1] == "Hash"
    assert len(rows[0][-1]) == 64
    company = file(world.browser(world.customer.admin).get(f"{COMPANY}export.xlsx"))
    assert number in [row[4] for row in company]
    assert "Product listed" not in [row[3] for row in company]


def test_the_files_follow_what_is_searched_as_the_list_does(world, owner) -> None:
    world.order((world.offer, 1))
    for path, browser in ((CONSOLE, owner), (COMPANY, world.browser(world.customer.admin))):
        part = browser.get(path, {"group": "orders"}, headers={"HX-Request": "true"}).content.decode()
        assert f'href="{path}export.xlsx?group=orders"' in part


def test_languages_and_logos_are_told_in_words(world, owner) -> None:
    world.settle(language="el", logo="0123456789abcdef")
    world.settle(language="en-gb", logo="")
    page = owner.get(CONSOLE).content.decode()
    assert "Language: Ελληνικά → English" in page
    assert "logo added" in page
    assert "logo taken away" in page
    assert "0123456789abcdef" not in page
    assert dict(settings.LANGUAGES) == details.LANGUAGES
