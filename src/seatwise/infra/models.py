"""Tables of the plumbing: what happened, which handler has dealt with it, and where each number series stands."""

from django.db import models

from seatwise.infra import tenancy


class Event(tenancy.TenantModel):
    """Something that happened, committed with what it tells of."""

    kind = models.TextField()
    subject_id = models.UUIDField()
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "event"


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
