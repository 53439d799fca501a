"""The operator's person, signed in at the desk."""

import pytest
from django.test import Client

from seatwise.accounts import operations as accounts
from seatwise.infra import transactions
from tests import factories


@pytest.fixture
def operator(db) -> Client:
    with transactions.writing_global():
        accounts.create_user(
            email="operator@seatwise.example", name="Alex", password=factories.PASSWORD, operator=True
        )
    client = Client()
    signed_in = client.post(
        "/operator/signin/", {"login": "operator@seatwise.example", "password": factories.PASSWORD}
    )
    assert signed_in.status_code == 302
    return client
