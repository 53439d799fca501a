"""Wall 1: which reseller an address means, and what is said when it means none."""

import pytest
from django.test import Client

from seatwise.resellers import operations as resellers
from tests import factories


@pytest.fixture
def client(db) -> Client:
    return Client()


def test_alias_names_the_reseller(client) -> None:
    factories.reseller()
    assert client.get("/techsolutions/signin/").status_code == 200
    assert client.get("/techsolutions").headers["Location"] == "/techsolutions/"


def test_unknown_alias_is_a_plain_404(client) -> None:
    factories.reseller()
    answer = client.get("/techsolution/signin/")
    assert answer.status_code == 404
    assert b"This page does not exist" in answer.content


def test_own_domain_serves_without_alias_and_nothing_of_another(client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    factories.reseller(alias="other")
    resellers.create(
        alias="own",
        name="Own",
        edition="standard",
        market="DE",
        currency="EUR",
        time_zone="Europe/Athens",
        support_email="help@own.example",
        host="shop.own.example",
        now=factories.NOW,
    )
    assert client.get("/signin/", headers={"host": "shop.own.example"}).status_code == 200
    assert client.get("/signin/", headers={"host": "shop.stranger.example"}).status_code == 404


def test_basic_edition_closes_the_storefront_and_loses_nothing(client) -> None:
    reseller = factories.reseller()
    factories.change_reseller(reseller, edition="basic")
    answer = client.get("/techsolutions/billing/")
    assert answer.status_code == 404
    assert b"This Storefront is closed" in answer.content
    factories.change_reseller(reseller, edition="standard")
    assert client.get("/techsolutions/signin/").status_code == 200


@pytest.mark.parametrize("alias", ["operator", "healthz", "static", "console"])
def test_reserved_aliases_are_refused(db, alias) -> None:
    with pytest.raises(resellers.AliasTaken):
        factories.reseller(alias=alias)
