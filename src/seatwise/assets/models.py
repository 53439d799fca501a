"""The record of something bought once: perpetual licence, hardware, service (R23)."""

from django.db import models
from django.db.models import Q

from seatwise.infra import tenancy


class Status(models.TextChoices):
    ACTIVE = "active", "Active"
    CANCELED = "canceled", "Canceled"


class Asset(tenancy.TenantModel):
    """Something bought once, with the prices agreed then. `cause` is the order line that delivered it."""

    number = models.BigIntegerField()
    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    quantity = models.IntegerField()
    currency = models.CharField(max_length=3)
    unit_price_minor = models.BigIntegerField()
    discount_bp = models.IntegerField(default=0)
    final_unit_price_minor = models.BigIntegerField()
    bought_at = models.DateTimeField()
    bought_by = models.CharField(max_length=10)
    purchased_on = models.DateField()
    reference = models.CharField(max_length=200, blank=True, default="")
    order_number = models.BigIntegerField()
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "asset"
        constraints = [
            models.UniqueConstraint("reseller", "number", name="asset_number_once"),
            models.UniqueConstraint("reseller", "cause_id", name="asset_cause_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="asset_status_known"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="asset_quantity_positive"),
            models.CheckConstraint(
                condition=Q(bought_by__in=["customer", "reseller"]), name="asset_bought_by_known"
            ),
        ]
        indexes = [
            models.Index("reseller", "customer_id", "number", name="asset_by_customer"),
            models.Index("reseller", "customer_id", "status", name="asset_by_status"),
            models.Index("reseller", "customer_id", "product", name="asset_by_product"),
        ]
