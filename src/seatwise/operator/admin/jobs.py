"""Jobs, and the ones that failed for good."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateEventInline, ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from seatwise.infra import clock, jobs
from seatwise.infra.models import JobFailure
from seatwise.resellers.models import Reseller

# The desk says what these are, not which package keeps them. Migrations read neither.
ProcrastinateJob._meta.verbose_name = "job"
ProcrastinateJob._meta.verbose_name_plural = "jobs"
ProcrastinateJob._meta.get_field("task_name").verbose_name = "work"
ProcrastinateJob._meta.get_field("queue_name").verbose_name = "queue"
ProcrastinateEvent._meta.verbose_name = "move"
ProcrastinateEvent._meta.verbose_name_plural = "moves"
apps.get_app_config("procrastinate").verbose_name = "Jobs"

_WORDS = {
    "todo": "Waits",
    "doing": "Under way",
    "succeeded": "Done",
    "failed": "Failed for good",
    "cancelled": "Canceled",
    "aborted": "Broken off",
}
_RESELLER = Subquery(
    Reseller.objects.filter(id=Cast(KeyTextTransform("reseller_id", OuterRef("args")), UUIDField())).values(
        "alias"
    )
)


def _said(instant: dt.datetime) -> str:
    return f"{instant:%d %b %Y, %H:%M} UTC"


class _Moves(ProcrastinateEventInline):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("-at")


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs. Those that failed for good wait here for the operator to try them again."""

    fields = ["number", "work", "reseller", "state", "why", "tries", "next_try", "queue_name", "ids"]
    list_display = ["number", "work", "reseller", "state", "why", "tries", "next_try"]
    list_filter = ["status", "queue_name", "task_name"]
    list_select_related = ["failure"]
    ordering = ("-id",)
    actions = ["try_again"]
    inlines = [_Moves]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProcrastinateJob]:
        return ProcrastinateJob.objects.annotate(reseller_alias=_RESELLER)  # type: ignore[no-any-return]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Job", ordering="id")
    def number(self, job: ProcrastinateJob) -> int:
        """This function will answer the job's number."""
        return job.pk

    @admin.display(description="Work", ordering="task_name")
    def work(self, job: ProcrastinateJob) -> str:
        """This function will say what the job does, after an event as its handler's name has it."""
        name = job.args.get("handler") or job.task_name
        return str(name).rpartition(".")[2].replace("_", " ").capitalize()

    @admin.display(description="Reseller", empty_value="all")
    def reseller(self, job: Any) -> str | None:
        """This function will name the reseller for whom the job is, None for the installation's own."""
        return job.reseller_alias  # type: ignore[no-any-return]

    @admin.display(description="State", ordering="status")
    def state(self, job: ProcrastinateJob) -> str:
        """This function will say where the job stands."""
        return _WORDS.get(job.status, job.status)

    @admin.display(description="Tries", ordering="attempts")
    def tries(self, job: ProcrastinateJob) -> int:
        """This function will answer how often the job has been begun."""
        return job.attempts

    @admin.display(description="Next try", ordering="scheduled_at", empty_value="")
    def next_try(self, job: ProcrastinateJob) -> str | None:
        """This function will say when a job that waits is begun, None where nothing is to come or it is due now."""
        return _said(job.scheduled_at) if job.status == "todo" and job.scheduled_at else None

    @admin.display(description="Last error", empty_value="")
    def why(self, job: ProcrastinateJob) -> str | None:
        """This function will say why the job failed last and when, None where it did not or has been done since."""
        failure: JobFailure | None = getattr(job, "failure", None)
        if failure is None or job.status == "succeeded":
            return None
        return f"{failure.reason}, {_said(failure.at)}"

    @admin.display(description="Ids")
    def ids(self, job: ProcrastinateJob) -> str:
        """This function will answer what the job was given: ids, which say nothing to strangers."""
        return self.pretty_args(job)

    @admin.action(description="Try again (failed jobs only)")
    def try_again(self, request: HttpRequest, chosen: QuerySet[ProcrastinateJob]) -> None:
        failed = list(chosen.filter(status="failed").values_list("id", "queue_name"))
        for job_id, queue in failed:
            jobs.app.job_manager.retry_job_by_id(job_id, retry_at=clock.now(), queue=queue)
        messages.success(request, f"{len(failed)} failed jobs are tried again now.")
