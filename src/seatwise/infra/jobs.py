"""Work after the commit. The queue lives in the same PostgreSQL, so a job commits or vanishes with the data it belongs to."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection
from procrastinate import BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.contrib.django import app, utils
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job

from seatwise.infra import clock

_HOUR_S = 3_600


class GrowingWaits(BaseRetryStrategy):
    """Tries again after 4, 8, 16 … seconds, then every hour, and at last gives the job up as failed, where the operator sees it."""

    def __init__(self, *, attempts: int) -> None:
        self._attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= self._attempts:
            return None
        # 4 × 2¹⁰ seconds is more than an hour; beyond it the power would grow without end.
        seconds = min(4 * 2 ** min(job.attempts, 10), _HOUR_S)
        return RetryDecision(retry_at=clock.now() + dt.timedelta(seconds=seconds))


class WorkerConnector(PsycopgConnector):
    """A worker's way to the queue: its own connections for its own work, Django's for the jobs that a job leaves behind.

    Procrastinate would write those on the worker's connections too: committed at once, whatever becomes of the transaction.
    """

    def __init__(self, *, alias: str) -> None:
        super().__init__(kwargs=utils.connector_params(alias), min_size=1, max_size=4)
        self._django = DjangoConnector(alias=alias)

    def get_sync_connector(self) -> DjangoConnector:
        return self._django


class Connector(DjangoConnector):
    """The way to the queue, whose workers are WorkerConnectors."""

    def get_worker_connector(self) -> WorkerConnector:
        return WorkerConnector(alias=self.alias)


def connect() -> None:
    """This function will have the queue reached by Connector from now on. Called once, when Django is ready."""
    app.connector = app.job_manager.connector = Connector()


def hurry(*, task: str, argument: str, values: Sequence[str]) -> None:
    """This function will have jobs of a task run now, those given up too: what they failed for is mended. One at work stays as it is.

    They are those whose argument of that name is one of `values`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL"
            " WHERE task_name = %s AND args ->> %s = ANY(%s) AND status IN ('todo', 'failed')",
            [task, argument, list(values)],
        )


# The signature every job keeps: the reseller first, so that a job enters its tenant's scope by itself, and ids wherever they do.
retrying = GrowingWaits(attempts=8)
"""For what is in our own hands: given up after eight minutes."""
retrying_for_days = GrowingWaits(attempts=80)
"""For what waits for somebody else's server: three days."""

__all__ = [
    "Connector",
    "GrowingWaits",
    "WorkerConnector",
    "app",
    "connect",
    "hurry",
    "retrying",
    "retrying_for_days",
]
