"""Why a job failed, kept for the operator: the queue itself keeps only that it did."""

import re
from typing import Any

from django.db import connection
from procrastinate.job_context import JobContext
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from seatwise.infra import clock, jobs, transactions

_LONGEST = 300
_ADDRESS = re.compile(r"""https?://\S+|[^\s'"<>]+@[^\s'"<>:]+""")


def connect() -> None:
    """This function will have workers keep failures from now on. Called once, when Django is ready."""
    defaults = jobs.app.worker_defaults
    defaults["task_middleware"] = [*defaults.get("task_middleware", ()), keep]


def keep(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """This function will do a job and, where it fails, write down why before the queue tries it again or gives it up."""
    try:
        return call_next()
    except Exception as problem:
        with transactions.writing_global(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO job_failure (job_id, reason, at) VALUES (%s, %s, %s)"
                " ON CONFLICT (job_id) DO UPDATE SET reason = excluded.reason, at = excluded.at",
                [context.job.id, reason(problem), clock.now()],
            )
        raise


def reason(problem: Exception) -> str:
    """This function will say in one short line what went wrong, without addresses: a page's could let its reader in.

    An e-mail address may be of somebody who is to be forgotten.
    """
    said = getattr(problem, "strerror", None) or str(problem)
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    line = _ADDRESS.sub("…", text.strip().partition("\n")[0]).replace("\x00", "")
    return f"{line[:_LONGEST]} ({type(problem).__name__})".strip()
