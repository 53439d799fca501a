"""S23, S25, S26: the search in the console's head leads to a number's page, and shows whose name contains the words."""

import dataclasses
import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seatwise.accounts.models import User
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.ordering.domain import commands
from seatwise.subscriptions.models import Subscription
from tests import factories

CONSOLE = "/techsolutions/console/"
SEARCH = f"{CONSOLE}search/"


def shown(client, words: str) -> str:
    answer = client.get(SEARCH, {"q": words})
    assert answer.status_code == 200, (words, answer.headers.get("Location"))
    return unescape(answer.content.decode())


def leads_to(client, words: str) -> str:
    answer = client.get(SEARCH, {"q": words})
    assert answer.status_code == 302, words
    return str(answer.headers["Location"])


def groups(page: str) -> dict[str, list[str]]:
    """The links of each group, by its heading."""
    found = {}
    for section in page.split('aria-labelledby="found-')[1:]:
        section = section.partition("</section>")[0]
        heading = re.search(r"<h2[^>]*>([^<]+)<", section)
        assert heading is not None
        found[heading[1]] = re.findall(r'<a class="lk strong" href="([^"]+)"', section)
    return found


@pytest.fixture
def bought(world) -> str:
    """A subscription of 25 licences; an asset; an order with a reference, which waits. Answers that one's number."""
    laptop = factories.offer(
        title="Laptop", kind=ProductKind.ONE_TIME, cost="800.00", term_months=0, billing_months=0
    )
    factories.publish(world.reseller, laptop)
    world.have((world.offer, 25))
    world.have((laptop, 2))
    return order_with_reference(world, 3)


def order_with_reference(world, quantity: int) -> str:
    held = world.read(Subscription.objects.get)
    more = commands.BuyLicences(
        customer_id=world.customer.id, subscription_id=held.id, quantity=quantity, reference="PO-2287"
    )
    return str(world.place(more))


def test_every_page_of_the_console_has_the_field(world, owner) -> None:
    for page in ("", "approvals/", "customers/", "catalogue/", "settings/"):
        head = owner.get(CONSOLE + page).content.decode().partition('<main id="main"')[0]
        assert f'action="{SEARCH}"' in head, page
        assert 'placeholder="Search customers, orders, products"' in head, page
        # Where a phone has no room for it.
        assert (
            f'<a class="ib phone push" href="{SEARCH}" aria-label="Search customers, orders, products">'
            in head
        ), page


def test_a_number_leads_to_its_page(world, owner, bought) -> None:
    order = f"{CONSOLE}approvals/{bought}/"
    subscription = f"{CONSOLE}customers/{world.customer.id}/subscriptions/?q=S-2001"
    asset = f"{CONSOLE}customers/{world.customer.id}/assets/?q=A-1001"
    for words, address in {
        bought: order,
        f" {bought.lower()} ": order,
        bought.removeprefix("SO-"): order,
        "PO-2287": order,
        "po-2287": order,
        "S-2001": subscription,
        "2001": subscription,
        "A-1001": asset,
    }.items():
        assert leads_to(owner, words) == address
        assert owner.get(address).status_code == 200
    assert "Nothing found for “SO-99999”" in shown(owner, "SO-99999")
    assert "Nothing found for “PO-22”" in shown(owner, "PO-22")


def test_what_several_bear_is_shown_and_not_chosen(world, owner, bought) -> None:
    again = order_with_reference(world, 1)
    page = shown(owner, "PO-2287")
    assert groups(page) == {"Orders": [f"{CONSOLE}approvals/{number}/" for number in (again, bought)]}
    assert "reference PO-2287" in page


def test_a_reference_that_is_also_a_name_leaves_the_customer_to_be_found(world, owner) -> None:
    world.have((world.offer, 25))
    held = world.read(Subscription.objects.get)
    world.place(
        commands.BuyLicences(
            customer_id=world.customer.id, subscription_id=held.id, quantity=1, reference="Olympia"
        )
    )
    assert f"{CONSOLE}customers/{world.customer.id}/" in groups(shown(owner, "olympia"))["Customers"]


def test_digits_in_a_name_are_shown_beside_the_number(world, owner, bought) -> None:
    expo = factories.customer(world.reseller, name="Expo 2001", with_address=False)
    assert groups(shown(owner, "2001")) == {
        "Customers": [f"{CONSOLE}customers/{expo.id}/"],
        "Subscriptions": [f"{CONSOLE}customers/{world.customer.id}/subscriptions/?q=S-2001"],
    }
    assert leads_to(owner, "S-2001").endswith("?q=S-2001")


def test_a_customer_is_found_with_what_it_ordered_and_holds(world, owner, bought) -> None:
    at = f"{CONSOLE}customers/{world.customer.id}/"
    page = shown(owner, "lympia food")
    assert groups(page) == {
        "Customers": [at],
        "Orders": [f"{CONSOLE}approvals/SO-1000{number}/" for number in (3, 2, 1)],
        "Subscriptions": [f"{at}subscriptions/?q=S-2001"],
        "Assets": [f"{at}assets/?q=A-1001"],
    }
    assert 'value="lympia food"' in page
    for part in ("orders", "subscriptions", "assets"):
        assert f'<a class="lk" href="{at}{part}/">All {part} of Olympia Foods SA</a>' in page
    assert "3 more licences of Microsoft 365 Business Premium" in page


def test_a_person_leads_to_the_company(world, owner) -> None:
    person = factories.customer_user(world.reseller, world.customer, role="buyer", name="Eleni Νικολάου")
    for words in (person.email, "eleni", "Νικολά", "νικολά"):
        page = shown(owner, words)
        assert groups(page)["Customers"] == [f"{CONSOLE}customers/{world.customer.id}/"], words
        assert f"Eleni Νικολάου, {person.email}" in page


def test_somebody_who_has_not_come_is_called_as_the_invitation_does(world, owner) -> None:
    """R25: the name elsewhere is nobody's to see before they come."""
    elsewhere = factories.customer(factories.reseller(alias="elsewhere"), name="Elsewhere")
    User.objects.filter(id=elsewhere.admin.id).update(name="Olivia Reed")
    path = f"{CONSOLE}customers/{world.customer.id}/people/"
    typed = {"name": "Dimitra of Olympia", "email": elsewhere.admin.email, "role": "buyer"}
    assert owner.post(path, typed).status_code == 303
    page = shown(owner, elsewhere.admin.email)
    assert f"Dimitra of Olympia, {elsewhere.admin.email}" in page
    assert "Olivia" not in page
    # Nor to be tried out, letter by letter; what the invitation says is found.
    assert f"Dimitra of Olympia, {elsewhere.admin.email}" in shown(owner, "Dimitra of")
    assert "Nothing found for" in shown(owner, "Olivia")
    listed = owner.get(f"{CONSOLE}customers/?q=Olivia").content.decode()
    assert "0 customers found" in listed


def test_products_lead_to_their_prices(world, owner) -> None:
    hidden = factories.offer(title="Premium of nobody", vendor="Contoso")
    page = shown(owner, "premium")
    assert groups(page) == {
        "Products": [f"{CONSOLE}prices/{offer.product_id}/" for offer in (world.offer, hidden)]
    }
    assert "Not listed" in page
    assert "Published" in page
    assert "Show all in the list" not in page
    for each in range(7):
        factories.offer(title=f"Premium {each}", vendor="Contoso")
    page = shown(owner, "premium")
    assert len(groups(page)["Products"]) == 8
    assert f'<a class="lk" href="{CONSOLE}catalogue/?q=premium">Show all in the list</a>' in page


def test_of_several_customers_the_newest_orders_are_shown_and_the_way_to_all_of_them(world, owner) -> None:
    others = [factories.customer(world.reseller, name=f"Foods {at}") for at in range(2)]
    numbers = [
        dataclasses.replace(world, customer=customer).order((world.setup, 1))
        for customer in (world.customer, *others * 5)
    ]
    page = shown(owner, "foods")
    assert groups(page)["Orders"] == [f"{CONSOLE}approvals/{number}/" for number in numbers[:-9:-1]]
    assert f'<a class="lk" href="{CONSOLE}orders/?q=foods">Show all in the list</a>' in page
    assert "All orders of" not in page
    # The list of orders does not know people.
    page = shown(owner, "@people.example")
    assert numbers[-1] in page
    assert f"{CONSOLE}orders/?" not in page


def test_words_that_name_too_many_customers_say_so(world, owner, bought) -> None:
    for at in range(50):
        factories.customer(world.reseller, name=f"Olympia {at:02d}", with_address=False)
    page = shown(owner, "olympia")
    assert [*groups(page)] == ["Customers"]
    assert len(groups(page)["Customers"]) == 8
    assert f'<a class="lk" href="{CONSOLE}customers/?q=olympia">Show all in the list</a>' in page
    assert "More than 50 customers match." in page
    assert "Orders" in groups(shown(owner, "olympia f"))


def test_without_words_or_with_one_letter_it_says_what_to_type(world, owner) -> None:
    with CaptureQueriesContext(connection) as captured:
        for words in ("", "  ", "\x00"):
            assert "Type part of a name" in shown(owner, words), repr(words)
        for words in ("o", " ο ", "o\x00"):
            page = shown(owner, words)
            assert "Type at least two letters or digits." in page, repr(words)
            assert not groups(page)
    assert not [one["sql"] for one in captured if "ILIKE" in one["sql"]]


def test_odd_words_find_nothing_and_are_shown_as_they_are(world, owner) -> None:
    assert "Nothing found for “%%”" in shown(owner, "%%")
    assert "Nothing found for “__”" in shown(owner, "__")
    assert "Nothing found for “' | ! & :* ( )”" in shown(owner, "' | ! & :* ( )")
    assert "Nothing found for “<script>alert(1)”" in shown(owner, "<script>alert(1)")
    assert "<script>alert" not in owner.get(SEARCH, {"q": "<script>alert(1)"}).content.decode()
    assert f"Nothing found for “{'x' * 100}”" in shown(owner, "x" * 5_000)
    assert groups(shown(owner, "olym\x00pia")) == groups(shown(owner, "olympia"))


def test_every_role_is_led_only_to_what_it_may_open(world, owner, bought) -> None:
    clients = [
        owner,
        *(
            world.browser(factories.team_member(world.reseller, role=role))
            for role in ("sales", "operations")
        ),
    ]
    for client in clients:
        page = shown(client, "olympia") + shown(client, "premium")
        found = re.findall(r'<a class="lk[^"]*" href="([^"]+)"', page.partition("<main")[2])
        assert len(found) >= 10
        for address in set(found):
            assert client.get(address).status_code == 200, address
    customer = world.browser(world.customer.admin)
    assert customer.get(SEARCH, {"q": "olympia"}).status_code in {302, 403, 404}


def test_what_is_another_resellers_does_not_exist(world, owner, bought) -> None:
    """R25."""
    abroad = factories.reseller(alias="elsewhere")
    factories.customer(abroad, name="Olympia Abroad")
    stranger = world.browser(abroad.owner)
    for words in (bought, "S-2001", "A-1001", "PO-2287", "foods", world.customer.admin.email):
        page = stranger.get("/elsewhere/console/search/", {"q": words})
        assert page.status_code == 200, words
        assert "Nothing found for" in page.content.decode(), words
    assert "Olympia Abroad" not in shown(owner, "olympia")
    assert owner.get("/elsewhere/console/search/", {"q": "olympia"}).status_code == 404


def test_it_costs_ten_statements_at_most(world, owner, bought) -> None:
    for at in range(3):
        factories.customer(world.reseller, name=f"Olympia {at}")
    shown(owner, "olympia")
    for words in ("olympia", "premium", world.customer.admin.email):
        with CaptureQueriesContext(connection) as captured:
            shown(owner, words)
        found = [one["sql"] for one in captured]
        counted = [sql for sql in found if sql not in {"BEGIN", "COMMIT"} and "set_config" not in sql]
        assert len(counted) <= 10, "\n".join(counted)
