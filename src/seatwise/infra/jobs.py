"""Work after the commit. The queue lives in the same PostgreSQL, so a job commits or vanishes with the data it belongs to."""

import datetime as dt

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from seatwise.infra import clock

MOST_ATTEMPTS = 8


class GrowingWaits(BaseRetryStrategy):
    """Tries again after 4, 8, 16 … seconds, then gives the job up as failed, where the operator sees it."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= MOST_ATTEMPTS:
            return None
        return RetryDecision(retry_at=clock.now() + dt.timedelta(seconds=4 * 2**job.attempts))


# The signature every job keeps: ids only, the reseller first, so that a job enters its tenant's scope by itself.
retrying = GrowingWaits()

__all__ = ["GrowingWaits", "app", "retrying"]
