"""A lock that is not had in time is a sentence, and nothing is written."""

import threading

import pytest
from django.db import connection

from seatwise.customers import models, operations
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from tests import factories


def test_waiting_too_long_is_refused_and_writes_nothing(db, monkeypatch) -> None:
    monkeypatch.setattr(transactions, "LOCK_TIMEOUT", "50ms")
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    held, done = threading.Event(), threading.Event()

    def holder() -> None:
        with tenancy.scope(reseller.id), transactions.writing():
            operations.lock(customer_id=customer.id)
            held.set()
            done.wait(10)
        connection.close()

    thread = threading.Thread(target=holder)
    thread.start()
    try:
        assert held.wait(10)
        with (
            tenancy.scope(reseller.id),
            pytest.raises(transactions.Busy, match="try again"),
            transactions.writing(),
        ):
            operations.create(name="Second", time_zone="Europe/Athens", actor=SYSTEM, now=factories.NOW)
            operations.lock(customer_id=customer.id)
    finally:
        done.set()
        thread.join()
    with tenancy.scope(reseller.id), transactions.reading():
        assert models.Customer.objects.count() == 1
