"""Tables of the plumbing: what happened, which handler has dealt with it, why a job failed, where each number series stands."""

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from seatwise.infra import origin, tenancy
from seatwise.kernel import actor

KINDS_OF_ORDERS = (
    "order.placed", "order.approved", "order.rejected", "order.withdrawn", "order.executed", "order.canceled",
    "line.delivered", "line.canceled", "line.failed", "line.retried", "line.undone",
    "subscription.auto_renew_on", "subscription.auto_renew_off",
)  # fmt: skip
"""What most events are: they stand in no index of the others."""


class Event(tenancy.TenantModel):
    """Something that happened, committed with what it tells of: who did what, to what, when, from where (B9). Never changed.

    `about` is what its subject was called then; what nobody reads (the calendar's, a signal to a handler) has none.
    `customer_id` is set where a customer's people may read it.
    """

    kind = models.TextField()
    subject_id = models.UUIDField()
    about = models.TextField(db_default="")
    customer_id = models.UUIDField(null=True)
    payload = models.JSONField()
    actor_kind = models.TextField(db_default=actor.SYSTEM.kind.value)
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.TextField(db_default=actor.SYSTEM.name)
    address = models.TextField(db_default="")
    session = models.TextField(db_default=origin.Session.PROCESS.value)
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "event"
        indexes = [
            # What nobody reads is most of the table: it is left out of all five.
            models.Index("reseller", "at", "id", name="event_to_read", condition=~Q(about="")),
            models.Index(
                "reseller",
                "customer_id",
                "at",
                "id",
                name="event_by_customer",
                condition=Q(customer_id__isnull=False),
            ),
            models.Index(
                F("reseller"),
                OpClass(Lower("about"), "text_pattern_ops"),
                F("id"),
                name="event_by_about",
                condition=~Q(about=""),
            ),
            models.Index(
                F("reseller"),
                OpClass(Lower("actor_name"), "text_pattern_ops"),
                F("id"),
                name="event_by_actor",
                condition=Q(actor_user_id__isnull=False),
            ),
            # Prices, people and settings are a few among the many of orders.
            models.Index(
                "reseller",
                "at",
                "id",
                name="event_apart",
                condition=~Q(about="") & ~Q(kind__in=KINDS_OF_ORDERS),
            ),
        ]


class HandledEvent(tenancy.TenantModel):
    """One handler's mark that it has dealt with one event."""

    event_id = models.UUIDField()
    event = tenancy.reference("infra.Event", "event_id")
    handler = models.TextField()
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "handled_event"
        constraints = [
            models.UniqueConstraint("reseller", "event_id", "handler", name="handled_event_once"),
        ]


class NumberSeries(tenancy.TenantModel):
    """The last number taken of one series of one reseller."""

    series = models.TextField()
    last = models.BigIntegerField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "number_series"
        constraints = [models.UniqueConstraint("reseller", "series", name="number_series_once")]


class Device(models.Model):
    """Where somebody is signed in: one row beside each session that has a person, gone with it. Global, as people are.

    `id` is what pages name a session by; its key would let whoever reads it in. One that `is_waiting` has the password and not yet
    the second step: it ends with the others and is in no list.
    """

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    session = models.OneToOneField(
        "sessions.Session", models.CASCADE, db_column="session_key", related_name="+"
    )
    user_id = models.UUIDField(db_index=True)
    address = models.CharField(max_length=45, blank=True, default="")
    browser = models.CharField(max_length=origin.LONGEST_BROWSER, blank=True, default="")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    is_waiting = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "device"


class JobFailure(models.Model):
    """Why a job failed last, for the operator: one row a job, gone with it. Global, as the queue is. `reason` names no address."""

    job = models.OneToOneField(
        "procrastinate.ProcrastinateJob",
        models.DO_NOTHING,
        primary_key=True,
        related_name="failure",
        db_constraint=False,
    )
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "job_failure"
