"""R24, R25: who may open what of the console, and who is told that it does not exist."""

import uuid

import pytest
from django.test import Client

from tests import factories

READS = [
    "",
    "money/",
    "approvals/",
    "deliveries/",
    "customers/",
    "catalogue/",
    "prices/",
    "search/?q=olympia",
]
ID = uuid.uuid4()
WRITES = {
    "approvals/SO-10001/approval/": {"owner", "operations"},
    "approvals/SO-10001/rejection/": {"owner", "operations"},
    "approvals/several/approval/": {"owner", "operations"},
    "approvals/several/rejection/": {"owner", "operations"},
    "deliveries/several/": {"owner", "operations"},
    f"deliveries/{ID}/delivery/": {"owner", "operations"},
    f"deliveries/{ID}/cancellation/": {"owner", "operations"},
    f"deliveries/{ID}/retry/": {"owner", "operations"},
    f"catalogue/{ID}/listing/": {"owner", "sales"},
    f"catalogue/{ID}/publication/": {"owner", "sales"},
    "prices/default-markup/": {"owner", "sales"},
    f"prices/categories/{ID}/markup/": {"owner", "sales"},
    f"prices/{ID}/markup/": {"owner", "sales"},
    f"prices/{ID}/special-prices/": {"owner", "sales"},
    f"prices/{ID}/special-prices/{ID}/end/": {"owner", "sales"},
    f"prices/{ID}/discounts/": {"owner", "sales"},
    f"prices/{ID}/discounts/{ID}/end/": {"owner", "sales"},
}
FORMS = ("special-prices/", "discounts/", "deliveries/several/")
CONSOLE = "/techsolutions/console/"


@pytest.fixture
def team(world):
    return {
        "owner": world.browser(world.reseller.owner),
        "sales": world.browser(factories.team_member(world.reseller, role="sales")),
        "operations": world.browser(factories.team_member(world.reseller, role="operations")),
    }


def test_every_role_of_the_team_reads_every_page(team) -> None:
    for role, client in team.items():
        for address in READS:
            assert client.get(CONSOLE + address).status_code == 200, (role, address)


def test_only_the_roles_of_the_table_write(team) -> None:
    for address, allowed in WRITES.items():
        for role, client in team.items():
            status = client.post(CONSOLE + address).status_code
            if role in allowed:
                assert status in {404, 422, 200}, (role, address)
            else:
                assert status == 403, (role, address)


def test_who_may_not_sees_the_page_with_the_role_it_takes(world, team) -> None:
    world.order((world.offer, 3))
    page = team["sales"].get(CONSOLE + "approvals/").content.decode()
    assert "This takes one of these roles: Owner, Operations." in page
    assert "/approval/" not in page
    page = team["operations"].get(CONSOLE + "catalogue/").content.decode()
    assert "This takes one of these roles: Owner, Sales." in page


def test_the_console_does_not_exist_for_anybody_else(world) -> None:
    other = factories.reseller(alias="other")
    outsiders = [
        world.browser(world.customer.admin),
        world.browser(other.owner),
        world.browser(factories.customer(other, name="Iris").admin),
    ]
    for client in outsiders:
        for address in READS:
            assert client.get(CONSOLE + address).status_code == 404
        for address in WRITES:
            assert client.post(CONSOLE + address).status_code == 404


def test_who_is_not_signed_in_is_asked_to(world) -> None:
    answer = Client().get(CONSOLE + "approvals/")
    assert answer.status_code == 302
    assert answer["Location"] == "/techsolutions/signin/?next=%2Ftechsolutions%2Fconsole%2Fapprovals%2F"


def test_what_is_another_resellers_is_not_found(world) -> None:
    number = world.order((world.offer, 3))
    other = world.browser(factories.reseller(alias="other").owner)
    assert other.get(f"/other/console/approvals/{number}/").status_code == 404
    assert other.post(f"/other/console/approvals/{number}/approval/").status_code == 404


def test_a_write_is_no_get(owner) -> None:
    for address in WRITES:
        if "markup" not in address and not address.endswith(FORMS):
            assert owner.get(CONSOLE + address).status_code == 405
