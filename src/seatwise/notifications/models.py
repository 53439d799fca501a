"""Mails to people: written with what they tell of, sent by a job."""

from django.db import models
from django.db.models import Q

from seatwise.infra import tenancy


class Mail(tenancy.TenantModel):
    """A mail to one person about one event. `sent_at` is empty until the mail server has taken it."""

    event_id = models.UUIDField()
    event = tenancy.reference("infra.Event", "event_id")
    kind = models.CharField(max_length=30)
    to_email = models.EmailField(max_length=254)
    to_name = models.CharField(max_length=120)
    from_name = models.CharField(max_length=120)
    reply_to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "mail"
        constraints = [
            models.UniqueConstraint("reseller", "event_id", "kind", "to_email", name="mail_once"),
            models.CheckConstraint(condition=~Q(to_email=""), name="mail_has_recipient"),
        ]
