"""Immutable money lines: what was debited or given back, and why (R15)."""

from django.db import models
from django.db.models import F, Q

from seatwise.infra import tenancy


class Kind(models.TextChoices):
    DEBIT = "debit", "Charge"
    CREDIT = "credit", "Credit"


class Charge(tenancy.TenantModel):
    """One debit or credit, net, with its VAT and everything needed to redo it by hand (B2). Never edited or deleted.

    `net_minor` and `vat_minor` are signed: a credit is negative. The share of the period is `share_num` / `share_den`.
    """

    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    subscription_id = models.UUIDField(null=True)
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id", null=True)
    asset_id = models.UUIDField(null=True)
    asset = tenancy.reference("assets.Asset", "asset_id", null=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    net_minor = models.BigIntegerField()
    vat_rate_bp = models.IntegerField()
    vat_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    quantity = models.IntegerField()
    unit_price_minor = models.BigIntegerField()
    share_num = models.BigIntegerField()
    share_den = models.BigIntegerField()
    period_start_on = models.DateField(null=True)
    period_end_on = models.DateField(null=True)
    rule = models.CharField(max_length=40)
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()
    charged_on = models.DateField()
    charged_at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "charge"
        constraints = [
            models.CheckConstraint(
                condition=Q(subscription_id__isnull=False, asset_id__isnull=True)
                | Q(subscription_id__isnull=True, asset_id__isnull=False),
                name="charge_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(kind="debit", net_minor__gte=0, vat_minor__gte=0)
                | Q(kind="credit", net_minor__lte=0, vat_minor__lte=0),
                name="charge_sign",
            ),
            models.CheckConstraint(
                condition=Q(share_den__gt=0, share_num__gte=0, share_num__lte=F("share_den")),
                name="charge_share",
            ),
            models.UniqueConstraint(
                "reseller",
                "cause_id",
                "kind",
                "subscription_id",
                "asset_id",
                name="charge_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index("reseller", "subscription_id", "charged_at", name="charge_by_subscription"),
            models.Index("reseller", "customer_id", "charged_on", name="charge_by_day"),
        ]
