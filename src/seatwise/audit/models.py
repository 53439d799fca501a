"""The chain over what happened."""

from django.db import models

from seatwise.infra import tenancy


class EventLink(tenancy.TenantModel):
    """An event's place in its reseller's chain: its position from 1 on, and the hash over it and the place before. Never changed."""

    position = models.BigIntegerField()
    event_id = models.UUIDField()
    event = tenancy.reference("infra.Event", "event_id")
    hash = models.BinaryField()
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "event_link"
        constraints = [
            models.UniqueConstraint("reseller", "position", name="event_link_position_once"),
            models.UniqueConstraint("reseller", "event_id", name="event_link_event_once"),
        ]
