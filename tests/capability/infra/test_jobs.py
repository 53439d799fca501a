"""Jobs that a job leaves behind: they commit or vanish with its transaction, as those of a request do."""

import datetime as dt
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.config import wiring
from seatwise.infra import events, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from tests import factories, jobs

NOW = dt.datetime(2026, 11, 19, 8, 32, tzinfo=dt.UTC)


class _Fell(Exception):
    pass


@pytest.fixture
def chain(db):
    """A first event whose handler records a second one; the handler's transaction then ends as `ending` says."""
    seen: list[str] = []

    def first(event: events.Event) -> None:
        with transactions.writing():
            events.record(kind="test.second", subject_id=uuid4(), actor=SYSTEM, now=NOW)
            if event.payload["falls"]:
                raise _Fell

    def second(event: events.Event) -> None:
        seen.append(event.kind)

    events.wire({"test.first": [("test.first", first)], "test.second": [("test.second", second)]})
    yield seen
    wiring.wire()


def _record(*, falls: bool) -> None:
    reseller = factories.reseller()
    with tenancy.scope(reseller.id), transactions.writing():
        events.record(kind="test.first", subject_id=uuid4(), payload={"falls": falls}, actor=SYSTEM, now=NOW)


def test_what_a_handler_records_is_heard(chain) -> None:
    _record(falls=False)
    jobs.drain()
    assert chain == ["test.second"]


def test_a_handler_that_falls_leaves_no_job(chain) -> None:
    _record(falls=True)
    jobs.drain()
    assert [job.args["handler"] for job in ProcrastinateJob.objects.all()] == ["test.first"]
    assert chain == []
