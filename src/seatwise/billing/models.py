"""Immutable money lines: what was debited or given back, and why (R15); and the rules they are worked out under (R16)."""

from django.db import models
from django.db.models import F, Q

from seatwise.infra import tenancy


class Kind(models.TextChoices):
    DEBIT = "debit", "Charge"
    CREDIT = "credit", "Credit"


class Charge(tenancy.TenantModel):
    """One debit or credit, net, with its VAT and everything needed to redo it by hand (B2). Never edited or deleted.

    `net_minor` and `vat_minor` are signed: a credit is negative, and names the charge that it corrects (R15). The share of
    the period is `share_num` / `share_den`. A debit pays for its `batch`, or for all the subscription's batches of then.
    """

    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    subscription_id = models.UUIDField(null=True)
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id", null=True)
    asset_id = models.UUIDField(null=True)
    asset = tenancy.reference("assets.Asset", "asset_id", null=True)
    batch_id = models.UUIDField(null=True)
    batch = tenancy.reference("subscriptions.SeatBatch", "batch_id", null=True)
    corrects_id = models.UUIDField(null=True)
    corrects = tenancy.reference("billing.Charge", "corrects_id", null=True)
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
    rule_version = models.IntegerField(default=1)
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()
    position = models.SmallIntegerField(default=0)
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
            models.CheckConstraint(
                condition=Q(kind="debit", corrects_id__isnull=True)
                | Q(kind="credit", corrects_id__isnull=False),
                name="charge_credit_corrects",
            ),
            models.UniqueConstraint("reseller", "cause_id", "position", name="charge_once"),
        ]
        indexes = [
            models.Index(
                "reseller", "corrects_id", condition=Q(corrects_id__isnull=False), name="charge_corrections"
            ),
            models.Index("reseller", "subscription_id", "charged_at", name="charge_by_subscription"),
            models.Index("reseller", "customer_id", "charged_on", name="charge_by_day"),
            models.Index("reseller", "charged_on", name="charge_by_month"),
        ]


class VendorRule(models.Model):
    """A version of a rule that the operator has made, every field but its name and version in `fields`. Never changed (R16)."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    name = models.CharField(max_length=40)
    version = models.IntegerField()
    fields = models.JSONField()
    made_at = models.DateTimeField()
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150)

    class Meta:
        db_table = "vendor_rule"
        verbose_name = "vendor rule"
        constraints = [
            models.UniqueConstraint("name", "version", name="vendor_rule_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="vendor_rule_version"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class RuleGiven(models.Model):
    """A rule that a vendor, or everybody else where `vendor` is empty, has for terms that begin on a day or later. Never changed.

    The day is at least two after that of `given_at`, so that everybody knows the rule before it counts.
    """

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    vendor = models.TextField(blank=True)
    rule = models.CharField(max_length=40)
    rule_version = models.IntegerField()
    starts_on = models.DateField()
    given_at = models.DateTimeField()
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=150)

    class Meta:
        db_table = "vendor_rule_given"
        verbose_name = "rule of a vendor"
        verbose_name_plural = "rules of vendors, history"

    def __str__(self) -> str:
        return f"{self.vendor or 'everybody else'}: {self.rule} {self.rule_version} from {self.starts_on}"
