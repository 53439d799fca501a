"""What the measurement of the console fills a database with is what its pages show, and its steps do what they measure."""

import json

import pytest

from seatwise.audit.queries import chain as audit
from seatwise.bench import desk, facts
from seatwise.catalogue.models import PriceLine
from seatwise.infra import tenancy, transactions
from seatwise.resellers import queries as resellers
from tests import books

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.slow]


def test_the_books_balance_the_chain_holds_and_everything_waits(client) -> None:
    made = facts.load_desk(desk.run("make", "60", "12"))
    (reseller,) = resellers.all_resellers()
    assert made.rows["customer"] == 12
    assert made.rows["subscription"] == 60
    assert len(made.product_ids) == desk.TO_PUBLISH
    books.assert_books_balance(reseller.id)
    with tenancy.scope(reseller.id), transactions.reading():
        assert audit.verify().broken == ""
    client.cookies["seatwise_session"] = made.session
    assert made.order in client.get(f"/{made.alias}/console/approvals/").content.decode()
    assert "SO-600" in client.get(f"/{made.alias}/console/deliveries/").content.decode()
    assert "SO-" in client.get(f"/{made.alias}/console/audit/").content.decode()


def test_a_price_list_is_imported_and_then_half_of_it_changed() -> None:
    first, second = json.loads(desk.run("import", "40"))["imports"]
    assert (first["new"], first["changed"]) == (40, 0)
    assert (second["new"], second["changed"]) == (0, 20)
    assert first["told"] > 1
    assert PriceLine.objects.count() == 40
