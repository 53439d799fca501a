"""Who has asked to become a customer of a reseller (S26)."""

from django.db import models
from django.db.models import Q

from seatwise.infra import tenancy
from seatwise.registrations.domain.status import FORGOTTEN, Status

PERSONAL = (
    "company",
    "vat_number",
    "address_line",
    "address_postcode",
    "address_city",
    "address_country",
    "name",
    "email",
    "reason",
)
"""What is gone once a registration is decided and answered; the database refuses to keep it."""


class Registration(tenancy.TenantModel):
    """A wish to become a customer. `decided_by` is the name of who at the reseller decided, `customer_id` what came of it."""

    status = models.CharField(max_length=11, default=Status.UNCONFIRMED.value)
    company = models.CharField(max_length=160, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="")
    address_line = models.CharField(max_length=200, blank=True, default="")
    address_postcode = models.CharField(max_length=20, blank=True, default="")
    address_city = models.CharField(max_length=100, blank=True, default="")
    address_country = models.CharField(max_length=2, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True, default="")
    customer_id = models.UUIDField(null=True)
    customer = tenancy.reference("customers.Customer", "customer_id", null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "registration"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="registration_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(status.value for status in FORGOTTEN))
                | Q(**dict.fromkeys(PERSONAL, "")),
                name="registration_forgotten",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["unconfirmed", "waiting"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="registration_decided",
            ),
        ]
        indexes = [models.Index("reseller", "status", "asked_at", "id", name="registration_by_status")]
