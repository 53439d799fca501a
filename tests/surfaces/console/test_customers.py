"""S26, R24: the reseller's customers, their details, their people, and what they hold at which margin."""

import datetime as dt
import re
import uuid
from html import unescape

import pytest
from django.core import mail

from seatwise.accounts.models import User
from seatwise.customers.models import Customer, CustomerUser
from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.resellers.models import Reseller
from seatwise.subscriptions.models import Subscription
from tests import factories, jobs

CUSTOMERS = "/techsolutions/console/customers/"
DETAILS = {"name": "Olympia Foods SA", "time_zone": "Europe/Athens", "approval": "on", "vat": "default"}


@pytest.fixture
def path(world) -> str:
    return f"{CUSTOMERS}{world.customer.id}/"


def customer(world) -> Customer:
    return world.read(lambda: Customer.objects.get(id=world.customer.id))


def roles(world) -> dict[str, str]:
    def read() -> dict[str, str]:
        rows = CustomerUser.objects.filter(customer_id=world.customer.id, is_active=True)
        return dict(rows.values_list("user__email", "role"))

    found: dict[str, str] = world.read(read)
    return found


def test_the_list_says_what_each_brings(world, owner) -> None:
    yearly = factories.offer(title="Adobe Acrobat", term_months=12, billing_months=12, cost="96.00")
    factories.publish(world.reseller, yearly)
    world.have((world.offer, 3), (yearly, 2))
    number = world.order((world.setup, 1))
    factories.customer(world.reseller, name="Aegean Shipping")
    page = owner.get(CUSTOMERS).content.decode()
    # 3 × 20.00 a month, 2 × 120.00 a year
    assert "€80.00" in page
    assert number in page
    assert "1 order" in page
    assert page.index("Aegean Shipping") < page.index("Olympia Foods SA")


def test_how_many_there_are_comes_after_the_list(world, owner) -> None:
    factories.customer(world.reseller, name="Aegean Shipping")
    world.order((world.setup, 1))
    page = owner.get(f"{CUSTOMERS}?status=waiting").content.decode()
    later = re.search(r'<nav class="tabs"[^>]* hx-get="([^"]+)"', page)
    assert later is not None
    assert later[1] == f"{CUSTOMERS}counts/?status=waiting"
    tabs = owner.get(later[1], headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'(aria-current="true")?>([^<]+)<span class="n">(\d+)<', tabs) == [
        ("", "All", "2"),
        ('aria-current="true"', "With orders to approve", "1"),
    ]
    # What a search has found is said at once.
    page = owner.get(f"{CUSTOMERS}?q=a").content.decode()
    assert "2 customers found" in page
    assert "counts/" not in page


def found(owner, query: str) -> list[str]:
    page = owner.get(f"{CUSTOMERS}?{query}").content.decode()
    return re.findall(rf'href="{CUSTOMERS}[0-9a-f-]{{36}}/">([^<]+)<', page)


def test_search_finds_companies_and_people(world, owner) -> None:
    factories.customer(world.reseller, name="100% Aegean")
    world.order((world.setup, 1))
    assert found(owner, "") == ["100% Aegean", "Olympia Foods SA"]
    assert found(owner, "q=foods") == ["Olympia Foods SA"]
    assert found(owner, "q=100%25") == ["100% Aegean"]
    assert found(owner, f"q={world.customer.admin.email}") == ["Olympia Foods SA"]
    assert found(owner, "status=waiting") == ["Olympia Foods SA"]
    assert found(owner, "q=nobody") == []


def test_the_list_is_paged_by_key(world, owner) -> None:
    for at in range(30):
        factories.customer(world.reseller, name=f"Customer {at:02d}", with_address=False)
    page = owner.get(CUSTOMERS).content.decode()
    following = re.search(r'href="([^"]+)" rel="next"', page)
    assert following is not None
    assert len(found(owner, "")) == 25
    assert found(owner, following[1].partition("?")[2].replace("&amp;", "&")) == [
        *(f"Customer {at:02d}" for at in range(25, 30)),
        "Olympia Foods SA",
    ]


def test_a_customer_is_created(world, owner) -> None:
    answer = owner.post(f"{CUSTOMERS}new/", DETAILS | {"name": " Iris  Pharma ", "vat": "own", "rate": "13"})
    made = world.read(lambda: Customer.objects.get(name="Iris Pharma"))
    assert (answer.status_code, answer["Location"]) == (303, f"{CUSTOMERS}{made.id}/")
    assert (made.approval_required, made.vat_rate_bp, made.language) == (True, 1_300, "")
    assert "Iris Pharma is created." in owner.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Enter the company&#39;s name"),
        ({"time_zone": "Mars/Base"}, "Choose the time zone."),
        ({"time_zone": "localtime"}, "Choose the time zone."),
        ({"time_zone": "Europe/Kiev"}, "Choose the time zone."),
        ({"language": "xx"}, "Choose the language."),
        ({"vat": "own", "rate": "101"}, "Enter a rate from 0 to 100"),
        ({"vat": "own", "rate": ""}, "Enter a rate from 0 to 100"),
        ({"vat": "exempt", "reason": ""}, "Enter the reason"),
    ],
)
def test_a_form_with_a_mistake_comes_back(world, owner, path, typed, said) -> None:
    for address in (f"{CUSTOMERS}new/", f"{path}details/"):
        answer = owner.post(address, DETAILS | typed)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert world.read(Customer.objects.count) == 1


def test_an_old_name_of_a_time_zone_can_stay(world, owner, path) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        Customer.objects.filter(id=world.customer.id).update(time_zone="Europe/Kiev")
    page = owner.get(f"{path}details/").content.decode()
    assert '<option value="Europe/Kiev" selected>' in page
    assert '<option value="Europe/Kyiv">' in page
    assert "Africa/Asmera" not in page
    assert owner.post(f"{path}details/", DETAILS | {"time_zone": "Europe/Kiev"}).status_code == 303
    assert owner.post(f"{path}details/", DETAILS | {"time_zone": "UTC"}).status_code == 303
    assert customer(world).time_zone == "UTC"


def test_a_name_is_taken_once(world, owner) -> None:
    answer = owner.post(f"{CUSTOMERS}new/", DETAILS)
    assert answer.status_code == 422
    assert "You have a customer named Olympia Foods SA already." in answer.content.decode()


def test_details_change_and_an_event_says_what(world, owner, path) -> None:
    typed = {
        "name": "Olympia",
        "time_zone": "Europe/Paris",
        "language": "el",
        "vat": "exempt",
        "reason": "EU B2B",
    }
    assert owner.post(f"{path}details/", typed).status_code == 303
    changed = customer(world)
    assert (changed.name, changed.time_zone, changed.language) == ("Olympia", "Europe/Paris", "el")
    assert (changed.approval_required, changed.vat_rate_bp, changed.vat_exempt_reason) == (
        False,
        None,
        "EU B2B",
    )
    told = world.read(lambda: Event.objects.get(kind="customer.changed"))
    assert told.payload["changes"]["name"] == ["Olympia Foods SA", "Olympia"]
    assert told.actor_name == "Nikos Georgiou"
    # Its people now read Greek.
    page = world.browser(world.customer.admin).get("/techsolutions/billing/").content.decode()
    assert '<html lang="el"' in page


def test_approval_is_locked_for_who_pays_by_card(world, owner, path) -> None:
    with transactions.writing_global():
        Reseller.objects.update(payment_method="card")
    assert "You pay by card" in owner.get(path).content.decode()
    page = owner.get(f"{path}details/").content.decode()
    assert 'name="approval"' not in page
    owner.post(f"{path}details/", {**DETAILS, "approval": ""})
    assert customer(world).approval_required


def test_the_billing_address_is_set(world, owner, path) -> None:
    typed = {"line": "Stadiou 3", "postcode": "105 62", "city": "Athens", "country": "GR"}
    assert owner.post(f"{path}address/", typed | {"country": "XX"}).status_code == 422
    assert owner.post(f"{path}address/", typed).status_code == 303
    assert "Stadiou 3, 105 62, Athens, Greece" in owner.get(path).content.decode()


def test_who_is_invited_chooses_a_password_and_signs_in(world, owner, path, client) -> None:
    typed = {"name": "Eleni Papa", "email": "Eleni@Olympia.example", "role": "buyer"}
    assert owner.post(f"{path}people/", typed).status_code == 303
    jobs.drain()
    (sent,) = mail.outbox
    assert sent.to == ["Eleni Papa <eleni@olympia.example>"]
    assert sent.subject == "Techsolutions invites you to the account of Olympia Foods SA"
    page = owner.get(path).content.decode()
    assert "Invited, the link works until 22 Nov 2026, 10:32" in page
    link = re.search(r"https?://[^/]+(/techsolutions/password/reset/key/\S+)", sent.body)
    assert link is not None
    form = client.get(link[1], follow=True)
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": "correct horse battery 9", "password2": "correct horse battery 9"})
    signed = client.post(
        "/techsolutions/signin/", {"login": "eleni@olympia.example", "password": "correct horse battery 9"}
    )
    assert signed["Location"] == "/techsolutions/billing/"
    assert "Invited" not in owner.get(path).content.decode()


def test_the_link_of_an_invitation_ends(world, owner, path, client, time_machine) -> None:
    owner.post(f"{path}people/", {"name": "Eleni", "email": "eleni@olympia.example", "role": "buyer"})
    jobs.drain()
    link = re.search(r"(/techsolutions/password/reset/key/\S+)", mail.outbox[0].body)
    assert link is not None
    time_machine.move_to(factories.NOW + dt.timedelta(days=4), tick=False)
    owner = world.browser(world.reseller.owner)
    assert "Invited, the link is over" in owner.get(path).content.decode()
    assert 'name="password1"' not in client.get(link[1], follow=True).content.decode()
    person = User.objects.get(email="eleni@olympia.example")
    assert owner.post(f"{path}people/{person.id}/invitation/").status_code == 303
    jobs.drain()
    assert len(mail.outbox) == 2


def test_somebody_with_an_account_is_told_to_sign_in(world, owner, path) -> None:
    other = factories.reseller(alias="other")
    known = factories.customer_user(
        other, factories.customer(other, name="Far Away"), role="buyer", name="Known Elsewhere"
    )
    owner.post(f"{path}people/", {"name": "Other name", "email": known.email, "role": "buyer"})
    jobs.drain()
    assert "/techsolutions/signin/" in mail.outbox[0].body
    assert "/password/reset/key/" not in mail.outbox[0].body
    assert User.objects.get(email=known.email).name == known.name
    # R25: neither that there is an account nor whose it is can be read off.
    page = owner.get(path).content.decode()
    assert "Other name" in page
    assert "Known Elsewhere" not in page
    assert page.count("Invited, the link works until") == 1
    assert roles(world)[known.email] == "buyer"
    # Nor in the audit, whatever is done with the place before the person comes.
    theirs = f"{path}people/{known.id}/"
    for verb, sent in (("role", {"role": "admin"}), ("invitation", {}), ("removal", {})):
        assert owner.post(f"{theirs}{verb}/", sent).status_code == 303
    about = world.read(
        lambda: list(Event.objects.filter(customer_id=world.customer.id).values_list("about", flat=True))
    )
    assert about.count("Other name") == 4
    for page in ("", "export.csv"):
        answer = owner.get(f"/techsolutions/console/audit/{page}")
        text = answer.getvalue() if answer.streaming else answer.content
        assert b"Other name" in text
        assert b"Known Elsewhere" not in text
    # Who has come is called by the own name.
    User.objects.filter(id=known.id).update(last_login=factories.NOW + dt.timedelta(minutes=1))
    owner.post(f"{theirs}role/", {"role": "buyer"})
    assert "Known Elsewhere" in owner.get("/techsolutions/console/audit/").content.decode()


@pytest.mark.parametrize("typed", [{"email": "no"}, {"name": ""}, {"role": "owner"}])
def test_an_invitation_with_a_mistake_comes_back(world, owner, path, typed) -> None:
    whole = {"name": "Eleni", "email": "eleni@olympia.example", "role": "buyer"}
    assert owner.post(f"{path}people/", whole | typed).status_code == 422
    assert len(roles(world)) == 1


def test_nobody_is_invited_twice(world, owner, path) -> None:
    typed = {"name": "Maria", "email": world.customer.admin.email, "role": "buyer"}
    answer = owner.post(f"{path}people/", typed)
    assert answer.status_code == 422
    assert "has a place here already" in answer.content.decode()
    assert roles(world) == {world.customer.admin.email: "admin"}


def test_roles_change_and_access_is_taken_away_and_given_back(world, owner, path) -> None:
    person = factories.customer_user(world.reseller, world.customer, role="buyer")
    theirs = f"{path}people/{person.id}/"
    owner.post(f"{theirs}role/", {"role": "billing_viewer"})
    assert roles(world)[person.email] == "billing_viewer"
    owner.post(f"{theirs}removal/")
    assert person.email not in roles(world)
    page = owner.get(path).content.decode()
    assert "No access" in page
    answer = world.browser(person).get("/techsolutions/billing/")
    assert "/signin/" in answer["Location"]
    owner.post(f"{theirs}role/", {"role": "buyer"})
    assert roles(world)[person.email] == "buyer"
    assert owner.post(f"{theirs}role/", {"role": "owner"}).status_code == 404


def test_the_last_admin_stays(world, owner, path) -> None:
    theirs = f"{path}people/{world.customer.admin.id}/"
    for verb, typed in (("removal", {}), ("role", {"role": "buyer"})):
        answer = owner.post(f"{theirs}{verb}/", typed)
        assert answer.status_code == 422
        assert "This is the company&#39;s last Admin." in answer.content.decode()
    assert roles(world) == {world.customer.admin.email: "admin"}


def test_what_a_customer_holds_stands_with_its_cost_and_margin(world, owner, path) -> None:
    world.have((world.offer, 3), (world.setup, 2))
    line = world.order((world.setup, 1))
    subscriptions = owner.get(f"{path}subscriptions/").content.decode()
    for text in ("S-2001", "€60.00", "€48.00", "€12.00", "20.0%", "until 19 Dec 2026"):
        assert text in subscriptions, text
    orders = owner.get(f"{path}orders/").content.decode()
    for text in ("SO-10001", line, "€560.00", "€448.00", "€112.00"):
        assert text in orders, text
    assert "S-2001" in owner.get(f"{path}subscriptions/?q=premium").content.decode()
    assert "Nothing matches" in owner.get(f"{path}subscriptions/?q=migration").content.decode()
    assert "Nothing held yet" in owner.get(f"{path}assets/").content.decode()


def tabs(client, path: str) -> dict[str, str]:
    """What the tabs of a list say once their counts have come."""
    fragment = client.get(f"{path}counts/").content.decode()
    return dict(re.findall(r'>([^<]+)<span class="n">([^<]+)</span>', fragment))


def test_add_ons_and_what_has_ended_are_counted_apart(world, owner, path) -> None:
    world.have((world.offer, 3))
    kept = world.held()
    assert tabs(owner, f"{path}subscriptions/") == {"All, with add-ons": "1", "Held": "1", "Ended": "0"}
    with tenancy.scope(world.reseller.id), transactions.writing():
        for at, changes in enumerate(
            (
                {"parent_id": kept.id},
                {"status": "canceled", "quantity": 0, "ended_on": dt.date(2026, 11, 19)},
            )
        ):
            values = {field.attname: getattr(kept, field.attname) for field in kept._meta.concrete_fields}
            values |= {"id": uuid.uuid4(), "cause_id": uuid.uuid4(), "number": kept.number + 1 + at}
            Subscription.objects.create(**values | changes)
    assert tabs(owner, f"{path}subscriptions/") == {"All, with add-ons": "3", "Held": "2", "Ended": "1"}
    page = owner.get(f"{path}subscriptions/").content.decode()
    assert "<span>Subscriptions</span><b>1</b>" in page
    assert page.count("S-200") > owner.get(f"{path}subscriptions/?status=held").content.decode().count(
        "S-200"
    )
    ended = owner.get(f"{path}subscriptions/?status=ended").content.decode()
    assert "S-2003" in ended
    assert "S-2002" not in ended


def test_what_a_customer_cancels_as_a_whole_is_pending_cancel(world, owner, path) -> None:
    world.have((world.offer, 3))
    assert "Pending Cancel" not in owner.get(f"{path}subscriptions/").content.decode()
    world.order_fewer(3, "period_end")
    assert "Pending Cancel" in owner.get(f"{path}subscriptions/").content.decode()


def test_who_may_not_manage_reads(world) -> None:
    operations = world.browser(factories.team_member(world.reseller, role="operations"))
    page = operations.get(f"{CUSTOMERS}{world.customer.id}/").content.decode()
    assert "This takes one of these roles: Owner, Sales." in page
    for text in ("Invite a person", "View as customer", "Order for the customer", "/role/"):
        assert text not in page, text


def test_at_most_twelve_statements(world, owner, path) -> None:
    world.have((world.offer, 3))
    for _ in range(3):
        world.order((world.setup, 1), (world.offer, 1))
    for page in ("", "orders/", "subscriptions/", "assets/", "details/", "people/", "address/"):
        world.check_statements(owner, path + page)
    world.check_statements(owner, f"{CUSTOMERS}?q=olympia")


def fields(html: str) -> dict[str, str]:
    """What a form would send as it is shown."""
    found = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    return {name: unescape(value) for name, value in found.items()}


def test_of_two_who_edit_the_second_is_told_and_overwrites_nothing(world, owner, path) -> None:
    second = fields(owner.get(f"{path}details/").content.decode())
    owner.post(f"{path}details/", DETAILS | {"name": "Olympia Foods AG", "vat": "own", "rate": "19"})
    mine = DETAILS | {"time_zone": "Europe/Berlin", "seen": second["seen"]}
    refused = owner.post(f"{path}details/", mine)
    assert refused.status_code == 422
    page = unescape(refused.content.decode())
    assert "Somebody else has changed this meanwhile" in page
    assert "Name: Olympia Foods SA → Olympia Foods AG" in page
    assert "VAT: none → 19%" in page
    assert customer(world).name == "Olympia Foods AG"
    assert customer(world).time_zone == "Europe/Athens"
    # Having read it, saving again means it.
    assert 'value="Europe/Berlin" selected' in page
    again = owner.post(f"{path}details/", mine | {"seen": fields(page)["seen"]})
    assert again.status_code == 303
    assert (customer(world).name, customer(world).time_zone) == ("Olympia Foods SA", "Europe/Berlin")


def test_an_address_that_somebody_else_has_changed_is_not_overwritten(world, owner, path) -> None:
    mine = {"line": "Athinas 1", "postcode": "105 51", "city": "Athens", "country": "GR"}
    opened = fields(owner.get(f"{path}address/").content.decode())
    owner.post(f"{path}address/", mine | {"line": "Solonos 2"})
    refused = owner.post(f"{path}address/", mine | {"seen": opened["seen"]})
    assert refused.status_code == 422
    assert "Street and number: Ermou 12 → Solonos 2" in unescape(refused.content.decode())
    assert customer(world).address_line == "Solonos 2"
    assert 'value="Athinas 1"' in refused.content.decode()


@pytest.mark.parametrize("seen", ["", "nonsense", "[]", "7", '{"id": 1}', '{"name": {}}'])
def test_a_form_that_says_nonsense_of_what_it_showed_breaks_nothing(owner, path, seen) -> None:
    assert owner.post(f"{path}details/", DETAILS | {"seen": seen}).status_code in {303, 422}
