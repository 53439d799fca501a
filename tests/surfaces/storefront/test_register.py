"""Somebody asks to become a customer, over HTTP and by mail: the form, the link, the answer; and what is kept of whom."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seatwise.accounts.models import User
from seatwise.customers import models as customers
from seatwise.infra import tenancy, transactions
from seatwise.registrations import jobs as sweeping
from seatwise.registrations.models import Registration
from tests import factories, jobs

HOME = "/techsolutions"
REGISTER = f"{HOME}/register/"
CONSOLE = f"{HOME}/console/customers/registrations/"
FILLED = {
    "company": "Zephyr Sailing IKE",
    "vat_number": "EL099999999",
    "address_line": "Akti Miaouli 7",
    "address_postcode": "185 38",
    "address_city": "Piraeus",
    "address_country": "GR",
    "name": "Ioanna Zervou",
    "email": "ioanna@zephyr-sailing.example",
}
PERSONAL = ("Zephyr", "EL099999999", "Akti Miaouli", "185 38", "Piraeus", "Zervou", "zephyr-sailing")


@pytest.fixture(autouse=True)
def standing(db, time_machine, settings):
    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    time_machine.move_to(factories.NOW, tick=False)
    return time_machine


@pytest.fixture
def seller(db):
    made = factories.reseller()
    open_it(made)
    return made


def open_it(seller, *, is_open=True):
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(registration_open=is_open)


def team(person):
    client = Client()
    client.force_login(User.objects.get(id=person.id), backend="seatwise.accounts.adapters.Backend")
    return client


@pytest.fixture
def owner(seller):
    return team(seller.owner)


def ask(client=None, **changes):
    return (client or Client()).post(REGISTER, FILLED | changes)


def link(message):
    found = re.search(r"http://\S+(/techsolutions/register/\S+/)", message.body)
    assert found is not None
    return found[1]


def confirmed(**changes):
    """Somebody asks and uses the link; answers the registration's id."""
    assert ask(**changes).status_code == 303
    jobs.drain()
    address = link(mail.outbox[-1])
    assert Client().post(address).status_code == 303
    mail.outbox.clear()
    return address


def held(seller):
    with tenancy.scope(seller.id), transactions.reading():
        return list(Registration.objects.order_by("asked_at", "id"))


def everything_kept():
    """Each row of each table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT coalesce(string_agg(t::text, chr(10)), '') FROM \"{table}\" t")
            found[table] = cursor.fetchone()[0]
        return found


def kept_of(seller):
    """The tables in which something of the person stands, policies of tenants notwithstanding."""
    with tenancy.scope(seller.id), transactions.reading():
        found = everything_kept()
    return {table for table, text in found.items() if any(word in text for word in PERSONAL)}


def test_the_page_is_there_while_the_reseller_wants_it(seller) -> None:
    assert "/techsolutions/register/" in Client().get(f"{HOME}/signin/").content.decode()
    page = Client().get(REGISTER)
    assert page.status_code == 200
    assert "Ask Techsolutions for an account" in page.content.decode()
    open_it(seller, is_open=False)
    assert "/register/" not in Client().get(f"{HOME}/signin/").content.decode()
    for address in (REGISTER, f"{REGISTER}asked/", f"{REGISTER}abc/"):
        assert Client().get(address).status_code == 404
        assert Client().post(address, FILLED).status_code in {404, 405}
    assert held(seller) == []


def test_the_form_keeps_what_was_typed_and_says_what_to_do(seller) -> None:
    answer = ask(company="", email="not an address", address_country="XX", vat_number="1" * 21)
    html = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "Enter the company&#39;s name.",
        "Enter an address like name@company.com.",
        "Choose the country.",
        "Enter at most 20 characters.",
        'value="not an address"',
        'value="Akti Miaouli 7"',
    ):
        assert said in html, said
    assert held(seller) == []


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(seller) -> None:
    olympia = factories.customer(seller)
    answers, letters = [], []
    for email in (olympia.admin.email, seller.owner.email, "nobody@nowhere.example"):
        answer = ask(email=email)
        answers.append((answer.status_code, answer["Location"]))
        jobs.drain()
        (message,) = mail.outbox
        letters.append(message.body.replace(link(message), "LINK"))
        mail.outbox.clear()
    assert answers == [(303, f"{REGISTER}asked/")] * 3
    assert len(set(letters)) == 1
    assert (
        "A link to confirm your request is on its way." in Client().get(f"{REGISTER}asked/").content.decode()
    )


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "Win a prize http://evil.example"},
        {"company": "WWW.evil.example"},
        {"company": "go to hTTps://evil.example"},
    ],
)
def test_a_name_that_is_an_advertisement_is_refused(seller, typed) -> None:
    answer = ask(**typed)
    assert answer.status_code == 422
    assert "Enter the name alone, without a link." in answer.content.decode()
    assert held(seller) == []


def test_what_nobody_sees_is_left_out_of_a_name(seller) -> None:
    assert ask(name="Ioanna\x1b Zervou", company="\u202eZephyr").status_code == 303
    (one,) = held(seller)
    assert (one.name, one.company) == ("Ioanna Zervou", "Zephyr")


def test_nothing_that_was_typed_is_mailed_to_an_address_nobody_has_confirmed(seller) -> None:
    """Anybody could have a message of a hundred and sixty characters sent to anybody, in the reseller's name."""
    ask(name="Call now", company="You have won, evil.example")
    jobs.drain()
    (message,) = mail.outbox
    for alternative in (message.body, message.message().as_string(), str(message.to)):
        assert "Call" not in alternative
        assert "evil" not in alternative
    assert message.body.splitlines()[2].startswith("Hello, somebody asked for an account at Techsolutions")


def test_an_address_is_not_flooded(seller) -> None:
    for _ in range(3):
        assert ask().status_code == 303
    assert ask(email=FILLED["email"].upper()).status_code == 429
    assert ask(email="other@nowhere.example").status_code == 303
    assert len(held(seller)) == 4


def test_only_a_click_on_the_button_confirms(seller, owner) -> None:
    ask()
    jobs.drain()
    address = link(mail.outbox[0])
    page = Client().get(address).content.decode()
    assert "Confirm your request" in page
    assert "Nobody waits" in owner.get(CONSOLE).content.decode()
    (one,) = held(seller)
    assert owner.get(f"{CONSOLE}{one.id}/").status_code == 404
    assert owner.post(f"{CONSOLE}{one.id}/", {"company": "X"}).status_code == 404
    assert owner.post(f"{CONSOLE}{one.id}/decline/").status_code == 404
    for _ in range(2):
        assert Client().post(address)["Location"] == address
    assert "has your request and answers by mail" in Client().get(address).content.decode()
    html = owner.get(CONSOLE).content.decode()
    assert "Zephyr Sailing IKE" in html
    assert "Ioanna Zervou" in html


def test_a_link_is_over_after_seven_days_and_so_is_the_registration(seller, standing) -> None:
    ask()
    jobs.drain()
    address = link(mail.outbox[0])
    standing.shift(dt.timedelta(days=7, seconds=-1))
    sweeping.sweep_registrations.func(timestamp=0)
    assert len(held(seller)) == 1
    assert Client().get(address).status_code == 200
    standing.shift(dt.timedelta(seconds=2))
    over = Client().post(address)
    assert over.status_code == 410
    assert "This link is over" in over.content.decode()
    sweeping.sweep_registrations.func(timestamp=0)
    assert held(seller) == []
    assert kept_of(seller) == set()


def test_forged_links_and_those_of_another_reseller_open_nothing(seller) -> None:
    open_it(factories.reseller(alias="other-house"))
    ask()
    jobs.drain()
    address = link(mail.outbox[0])
    for forged in (
        f"{REGISTER}abc/",
        address[:-13] + "A" * 12 + "/",
        address.replace("techsolutions", "other-house"),
    ):
        assert Client().get(forged).status_code == 410, forged
        assert Client().post(forged).status_code == 410, forged
    assert held(seller)[0].status == "unconfirmed"


def test_accepting_makes_a_customer_and_invites_its_admin(seller, owner) -> None:
    confirmed()
    (one,) = held(seller)
    menu = owner.get(f"{HOME}/console/approvals/").content.decode()
    assert re.search(r'customers/"><svg.*?Customers</span><span class="cnt">1<', menu, re.DOTALL)
    page = owner.get(f"{CONSOLE}{one.id}/").content.decode()
    for said in ("EL099999999", "Akti Miaouli 7", "Greece", "Ioanna Zervou", "ioanna@zephyr-sailing.example"):
        assert said in page, said
    done = owner.post(f"{CONSOLE}{one.id}/", {"company": "Zephyr Sailing"})
    with tenancy.scope(seller.id), transactions.reading():
        made = customers.Customer.objects.get(name="Zephyr Sailing")
        place = customers.CustomerUser.objects.get(customer_id=made.id)
    assert done["Location"] == f"{HOME}/console/customers/{made.id}/"
    assert (made.vat_number, made.address_line, made.address_country) == (
        "EL099999999",
        "Akti Miaouli 7",
        "GR",
    )
    assert place.role == "admin"
    jobs.drain()
    (message,) = mail.outbox
    assert message.to == ["Ioanna Zervou <ioanna@zephyr-sailing.example>"]
    assert "EL099999999" in owner.get(done["Location"]).content.decode()
    # What was filled in stands with the customer now, and nowhere else.
    assert "registration" not in kept_of(seller)
    assert "Registration accepted" in owner.get(f"{HOME}/console/audit/").content.decode()


def test_a_name_that_is_taken_is_refused_and_nothing_is_half_done(seller, owner) -> None:
    factories.customer(seller, name="Zephyr Sailing IKE")
    confirmed()
    (one,) = held(seller)
    refused = owner.post(f"{CONSOLE}{one.id}/", {"company": "Zephyr Sailing IKE"})
    assert refused.status_code == 422
    assert "You have a customer named Zephyr Sailing IKE already." in refused.content.decode()
    assert owner.post(f"{CONSOLE}{one.id}/", {"company": " "}).status_code == 422
    assert held(seller)[0].status == "waiting"
    assert not User.objects.filter(email=FILLED["email"]).exists()


def test_declining_mails_the_reason_and_keeps_nothing_of_the_person(seller, owner) -> None:
    confirmed()
    (one,) = held(seller)
    assert kept_of(seller) == {"registration"}
    done = owner.post(f"{CONSOLE}{one.id}/decline/", {"reason": "We serve the mainland only."})
    assert done["Location"] == CONSOLE
    jobs.drain()
    (message,) = mail.outbox
    assert message.to == ["Ioanna Zervou <ioanna@zephyr-sailing.example>"]
    assert "We serve the mainland only." in message.body
    (gone,) = held(seller)
    assert (gone.status, gone.decided_by, gone.decided_at) == ("declined", "Nikos Georgiou", factories.NOW)
    # The request after the last one shows and drops what was said.
    owner.get(CONSOLE)
    assert kept_of(seller) == set()
    assert "mainland" not in "".join(everything_in(seller).values())
    audit = owner.get(f"{HOME}/console/audit/").content.decode()
    assert "Registration declined" in audit
    assert not any(word in audit for word in PERSONAL)


def everything_in(seller):
    with tenancy.scope(seller.id), transactions.reading():
        return everything_kept()


def test_whom_no_mail_reaches_is_forgotten_all_the_same(seller, owner, standing, settings) -> None:
    confirmed()
    (one,) = held(seller)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    owner.post(f"{CONSOLE}{one.id}/decline/", {"reason": "No."})
    jobs.drain()
    assert held(seller)[0].status == "declining"
    standing.shift(dt.timedelta(minutes=59))
    sweeping.sweep_registrations.func(timestamp=0)
    assert kept_of(seller) == {"registration"}
    standing.shift(dt.timedelta(minutes=1))
    sweeping.sweep_registrations.func(timestamp=0)
    assert kept_of(seller) == set()
    assert held(seller)[0].status == "declined"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    jobs.make_due()
    jobs.drain()
    assert mail.outbox == []


@pytest.mark.parametrize("first", ["accepted", "declined"])
def test_the_second_to_decide_sees_what_happened(seller, owner, first) -> None:
    colleague = team(factories.team_member(seller, role="sales", name="Anna Papadaki"))
    confirmed()
    (one,) = held(seller)
    address = f"{CONSOLE}{one.id}/" + ("" if first == "accepted" else "decline/")
    assert colleague.post(address, {"company": "Zephyr"}).status_code == 303
    for late in (f"{CONSOLE}{one.id}/", f"{CONSOLE}{one.id}/decline/"):
        answer = owner.post(late, {"company": "Zephyr"})
        assert answer.status_code == 422
        html = answer.content.decode()
        assert f"Anna Papadaki has {first} this registration already." in html
        assert f"Anna Papadaki {first} this registration on 19 Nov 2026, 10:32." in html
        assert "Anna Papadaki" in owner.get(late).content.decode()
    with tenancy.scope(seller.id), transactions.reading():
        assert customers.Customer.objects.count() == (1 if first == "accepted" else 0)


def test_who_may_not_manage_customers_neither_sees_nor_decides(seller) -> None:
    confirmed()
    (one,) = held(seller)
    operations = team(factories.team_member(seller, role="operations"))
    for address in (CONSOLE, f"{CONSOLE}{one.id}/", f"{CONSOLE}{one.id}/decline/"):
        assert operations.get(address).status_code == 403
        assert operations.post(address).status_code in {403, 405}
    menu = operations.get(f"{HOME}/console/customers/").content.decode()
    assert "asks to become your customer" not in menu
    assert 'class="cnt"' not in menu
    other = factories.reseller(alias="other-house")
    assert team(other.owner).get(f"/other-house/console/customers/registrations/{one.id}/").status_code == 404


def test_the_list_takes_few_statements(seller, owner) -> None:
    for number in range(3):
        confirmed(email=f"someone-{number}@nowhere.example")
    with CaptureQueriesContext(connection) as captured:
        assert owner.get(CONSOLE).status_code == 200
    assert len(captured) <= 10
