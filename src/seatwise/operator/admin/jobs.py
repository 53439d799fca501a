"""Jobs, and the ones that failed for good."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.infra import clock, jobs

# The desk says what these are, not which package keeps them. Migrations read neither.
ProcrastinateJob._meta.verbose_name = "job"
ProcrastinateJob._meta.verbose_name_plural = "jobs"
apps.get_app_config("procrastinate").verbose_name = "Jobs"


@admin.register(ProcrastinateJob)
class JobAdmin(ProcrastinateJobAdmin):
    """Jobs. Those that failed for good wait here for the operator to try them again."""

    list_display = ["pk", "task_name", "queue_name", "status", "attempts", "scheduled_at", "args"]
    list_filter = ["status", "queue_name", "task_name"]
    ordering = ("-id",)
    actions = ["try_again"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Try again (failed jobs only)")
    def try_again(self, request: HttpRequest, chosen: QuerySet[ProcrastinateJob]) -> None:
        failed = list(chosen.filter(status="failed").values_list("id", "queue_name"))
        for job_id, queue in failed:
            jobs.app.job_manager.retry_job_by_id(job_id, retry_at=clock.now(), queue=queue)
        messages.success(request, f"{len(failed)} failed jobs are tried again now.")
