"""The calendar runs by itself, every hour, because somewhere a customer's day has begun."""

import datetime as dt

import pytest

from seatwise.renewals import jobs
from tests import factories, holdings
from tests.holdings import at


@pytest.mark.usefixtures("db")
def test_the_hourly_job_turns_what_is_due(time_machine) -> None:
    seller = factories.reseller(now=at("2026-10-01"))
    olympia = holdings.without_approval(seller)
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    time_machine.move_to(at("2026-11-30", "22:07"), tick=False)
    jobs.run_renewals(timestamp=0)
    assert holdings.subscription(seller, id=held.id).period_start_on == dt.date(2026, 12, 1)


def test_it_is_due_every_hour() -> None:
    assert jobs.EVERY_HOUR == "7 * * * *"
    assert jobs.run_renewals.queue == "renewals"
