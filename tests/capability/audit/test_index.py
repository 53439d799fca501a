"""B9, S25: what is not about orders is found without reading through what is."""

import pytest
from django.db import connection

from seatwise.audit.domain import kinds
from seatwise.audit.queries import entries, prices
from seatwise.infra import models, paging, tenancy, transactions
from tests import factories


def test_the_index_leaves_out_kinds_of_orders_only() -> None:
    assert set(models.KINDS_OF_ORDERS) <= set(kinds.of(kinds.Group.ORDERS))


@pytest.mark.parametrize(
    "group", [group for group in kinds.Group if group is not kinds.Group.ORDERS] + ["history"]
)
def test_groups_apart_are_read_from_their_own_index(db, group) -> None:
    reseller = factories.reseller()
    plans = []

    def explained(execute, sql, params, many, context):
        if "FROM event e" in sql:
            with context["connection"].cursor() as cursor:
                cursor.cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.cursor.execute(f"EXPLAIN {sql}", params)
                plans.append("\n".join(row[0] for row in cursor.cursor.fetchall()))
        return execute(sql, params, many, context)

    with tenancy.scope(reseller.id), transactions.reading(), connection.execute_wrapper(explained):
        if group == "history":
            prices.price_history(about=None, text="", subject_ids=None, currency="EUR", place=paging.Place())
        else:
            entries.entries(
                search=entries.Search(group=group), time_zone="UTC", currency="EUR", place=paging.Place()
            )
    assert len(plans) == 1
    assert "event_apart" in plans[0]
