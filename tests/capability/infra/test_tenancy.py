"""Walls 2 and 3: no scope, no data; another tenant's rows do not exist, whatever the query."""

import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from seatwise.customers import models as customers
from seatwise.customers import operations
from seatwise.infra import numbering, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.resellers import operations as resellers

NOW = dt.datetime(2026, 11, 19, 8, 32, tzinfo=dt.UTC)


@pytest.fixture
def two_resellers(db: None):
    ids = [
        resellers.create(
            alias=alias,
            name=alias.title(),
            edition="standard",
            market="DE",
            currency="EUR",
            time_zone="Europe/Athens",
            support_email=f"help@{alias}.example",
            now=NOW,
        )
        for alias in ("one", "two")
    ]
    for reseller_id in ids:
        with tenancy.scope(reseller_id), transactions.writing():
            operations.create(name="Olympia", time_zone="Europe/Athens", actor=SYSTEM, now=NOW)
    return ids


def test_tenant_rows_need_a_scope(two_resellers) -> None:
    with pytest.raises(tenancy.NoTenant):
        customers.Customer.objects.count()


def test_raw_sql_sees_only_the_current_tenant(two_resellers) -> None:
    with tenancy.scope(two_resellers[0]), transactions.reading(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT reseller_id FROM customer")
        assert cursor.fetchall() == [(two_resellers[0],)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM customer")
        assert cursor.fetchone() == (0,)


def test_a_row_cannot_be_written_for_another_tenant(two_resellers) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenancy.scope(two_resellers[0]),
        transactions.writing(),
    ):
        customers.Customer.objects.create(
            reseller_id=two_resellers[1], name="Smuggled", time_zone="Europe/Athens", created_at=NOW
        )


def test_reading_cannot_write(two_resellers) -> None:
    with (
        pytest.raises(InternalError, match="read-only"),
        tenancy.scope(two_resellers[0]),
        transactions.reading(),
    ):
        customers.Customer.objects.create(name="No", time_zone="Europe/Athens", created_at=NOW)


def test_writing_is_the_outermost_door(two_resellers) -> None:
    with tenancy.scope(two_resellers[0]), transactions.writing(), pytest.raises(transactions.NoTransaction):
        with transactions.writing():
            pass
    with tenancy.scope(two_resellers[0]), transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        with transactions.writing():
            pass


def test_numbers_rise_and_survive_a_rollback(two_resellers) -> None:
    with tenancy.scope(two_resellers[0]):
        assert numbering.take(numbering.Series.ORDER) == 10_001
        with pytest.raises(ZeroDivisionError), transactions.writing():
            numbering.take(numbering.Series.ORDER)
            raise ZeroDivisionError
        assert numbering.take(numbering.Series.ORDER) == 10_003
    with tenancy.scope(two_resellers[1]):
        assert numbering.take(numbering.Series.ORDER) == 10_001
