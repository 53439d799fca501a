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
        indexes = [
            models.Index("reseller", "written_at", condition=Q(sent_at__isnull=True), name="mail_unsent"),
        ]


class Encryption(models.TextChoices):
    """How a mail server is spoken to."""

    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS"
    NONE = "none", "None"


class MailSender(tenancy.TenantModel):
    """A reseller's own mail server and sender (S27). `password` is sealed by infra.sealing; nobody is shown it again."""

    from_name = models.CharField(max_length=120)
    from_email = models.EmailField(max_length=254)
    host = models.CharField(max_length=253)
    port = models.IntegerField()
    encryption = models.CharField(max_length=8, choices=Encryption.choices)
    username = models.CharField(max_length=254, blank=True, default="")
    password = models.TextField(blank=True, default="")

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "mail_sender"
        constraints = [
            models.UniqueConstraint("reseller", name="mail_sender_once"),
            models.CheckConstraint(condition=Q(port__gte=1, port__lte=65_535), name="mail_sender_port_range"),
            models.CheckConstraint(
                condition=Q(encryption__in=Encryption.values), name="mail_sender_encryption_known"
            ),
        ]


class MailText(tenancy.TenantModel):
    """A paragraph of the reseller's own in one kind of mail and one language (S27). No row, no paragraph."""

    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "mail_text"
        constraints = [
            models.UniqueConstraint("reseller", "kind", "language", name="mail_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="mail_text_says_something"),
        ]
