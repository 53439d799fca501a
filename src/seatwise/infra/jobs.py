"""Work after the commit. The queue lives in the same PostgreSQL, so a job commits or vanishes with the data it belongs to."""

import datetime as dt

from procrastinate import BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.contrib.django import app, utils
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job

from seatwise.infra import clock

MOST_ATTEMPTS = 8


class GrowingWaits(BaseRetryStrategy):
    """Tries again after 4, 8, 16 … seconds, then gives the job up as failed, where the operator sees it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= MOST_ATTEMPTS:
            return None
        return RetryDecision(retry_at=clock.now() + dt.timedelta(seconds=4 * 2**job.attempts))


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


# The signature every job keeps: ids only, the reseller first, so that a job enters its tenant's scope by itself.
retrying = GrowingWaits()

__all__ = ["Connector", "GrowingWaits", "WorkerConnector", "app", "connect", "retrying"]
