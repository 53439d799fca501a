"""The calendar for one reseller leaves every other's subscriptions as they are."""

import datetime as dt

import pytest

from seatwise.ordering.domain import commands
from tests import factories, holdings
from tests.holdings import at

pytestmark = pytest.mark.usefixtures("db")


def test_only_one_resellers_periods_turn():
    offer = factories.offer()
    sellers = [factories.reseller(alias=alias, now=at("2026-10-01")) for alias in ("one", "other")]
    for seller in sellers:
        factories.publish(seller, offer)
        customer = factories.customer(seller)
        wish = commands.Purchase(
            customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=5),)
        )
        # Placed by the reseller, so that it needs no approval.
        holdings.order(seller, wish, actor=seller.owner.reseller_actor, now=at("2026-11-01"))
    report = holdings.turn(at("2026-12-01"), only=sellers[0].id)
    assert report.outcomes == {"renewed": 1}
    ends = [holdings.subscription(seller).period_end_on for seller in sellers]
    assert ends == [dt.date(2027, 1, 1), dt.date(2026, 12, 1)]
