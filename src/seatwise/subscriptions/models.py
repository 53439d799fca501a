"""What a customer holds over time. An add-on is a row of the same shape that hangs on its parent (R21)."""

from django.db import models
from django.db.models import F, Q

from seatwise.infra import tenancy


class Status(models.TextChoices):
    """Commercial status (R19). Pending Cancel is shown, never stored (R17)."""

    ACTIVE = "active", "Active"
    SUSPENDED = "suspended", "Suspended"
    CANCELED = "canceled", "Canceled"
    UPGRADED = "upgraded", "Upgraded"


class Provisioning(models.TextChoices):
    NOT_SENT = "not_sent", "Not sent"
    IN_PROGRESS = "in_progress", "In Progress"
    SYNCED = "synced", "Synced"
    FAILED = "failed", "Failed"


class Subscription(tenancy.TenantModel):
    """A subscription, or an add-on when `parent_id` is set, with the prices agreed when it was bought (R10).

    `quantity` is the sum of the ledger, kept beside it by the one function that appends to the ledger; `leaving` are
    those of them that open order lines take away, now or on a day (R6, R18).
    Days are the customer's; periods are half-open and anchored at `anchor_on` (R13).
    """

    number = models.BigIntegerField()
    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    parent_id = models.UUIDField(null=True)
    parent = tenancy.reference("subscriptions.Subscription", "parent_id", null=True)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="+", db_index=False)
    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE)
    status_reason = models.CharField(max_length=300, blank=True, default="")
    provisioning = models.CharField(max_length=11, choices=Provisioning.choices, default=Provisioning.SYNCED)
    quantity = models.IntegerField()
    leaving = models.IntegerField(default=0)
    currency = models.CharField(max_length=3)
    unit_price_minor = models.BigIntegerField()
    discount_bp = models.IntegerField(default=0)
    final_unit_price_minor = models.BigIntegerField()
    vat_rate_bp = models.IntegerField()
    term_months = models.IntegerField()
    billing_months = models.IntegerField()
    anchor_on = models.DateField()
    term_start_on = models.DateField()
    term_end_on = models.DateField()
    period_start_on = models.DateField()
    period_end_on = models.DateField()
    auto_renew = models.BooleanField(default=True)
    bought_at = models.DateTimeField()
    bought_by = models.CharField(max_length=10)
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()
    started_at = models.DateTimeField()
    upgraded_from_id = models.UUIDField(null=True)
    upgraded_from = tenancy.reference("subscriptions.Subscription", "upgraded_from_id", null=True)
    ended_on = models.DateField(null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "subscription"
        constraints = [
            models.UniqueConstraint("reseller", "number", name="subscription_number_once"),
            models.UniqueConstraint("reseller", "cause_id", name="subscription_cause_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="subscription_status_known"),
            models.CheckConstraint(
                condition=Q(provisioning__in=Provisioning.values), name="subscription_provisioning_known"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="subscription_quantity_not_negative"),
            models.CheckConstraint(
                condition=Q(status__in=["canceled", "upgraded"], quantity=0, ended_on__isnull=False)
                | Q(status__in=["active", "suspended"], quantity__gt=0, ended_on__isnull=True),
                name="subscription_active_has_licences",
            ),
            models.CheckConstraint(
                condition=Q(leaving__gte=0, leaving__lte=F("quantity")), name="subscription_leaving_is_held"
            ),
            models.UniqueConstraint(
                "reseller",
                "parent_id",
                "product",
                condition=Q(parent_id__isnull=False, status__in=["active", "suspended"]),
                name="subscription_one_add_on",
            ),
            models.CheckConstraint(
                condition=Q(unit_price_minor__gte=0, final_unit_price_minor__gte=0),
                name="subscription_price_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount_bp__gte=0, discount_bp__lte=10_000), name="subscription_discount_range"
            ),
            models.CheckConstraint(
                condition=Q(bought_by__in=["customer", "reseller"]), name="subscription_bought_by_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    period_start_on__lt=F("period_end_on"),
                    term_start_on__lte=F("period_start_on"),
                    period_end_on__lte=F("term_end_on"),
                ),
                name="subscription_period_in_term",
            ),
            models.CheckConstraint(
                condition=Q(term_months__gt=0, billing_months__gt=0), name="subscription_months"
            ),
        ]
        indexes = [
            models.Index(
                "reseller",
                "customer_id",
                "term_end_on",
                "id",
                condition=Q(parent_id=None),
                name="subscription_by_renewal",
            ),
            models.Index(
                "reseller",
                "customer_id",
                "product",
                include=["status", "billing_months", "quantity", "final_unit_price_minor", "parent_id"],
                name="subscription_by_product",
            ),
            models.Index(
                "reseller",
                "customer_id",
                "status",
                "provisioning",
                condition=Q(parent_id=None),
                name="subscription_by_status",
            ),
            models.Index(
                "reseller", "parent_id", condition=Q(parent_id__isnull=False), name="subscription_by_parent"
            ),
            models.Index(
                "reseller",
                "upgraded_from_id",
                condition=Q(upgraded_from_id__isnull=False),
                name="subscription_by_origin",
            ),
            models.Index(
                "reseller",
                "period_end_on",
                "id",
                condition=Q(parent_id=None, status__in=["active", "suspended"]),
                name="subscription_due",
            ),
        ]


class QuantityEntry(tenancy.TenantModel):
    """One change of a quantity, never edited: licences = Σ entries. `cause` names the order line or calendar entry."""

    subscription_id = models.UUIDField()
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id")
    delta = models.IntegerField()
    quantity_after = models.IntegerField()
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()
    effective_on = models.DateField()
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "quantity_entry"
        constraints = [
            models.UniqueConstraint("reseller", "subscription_id", "cause_id", name="quantity_entry_once"),
            models.CheckConstraint(condition=~Q(delta=0), name="quantity_entry_moves"),
            models.CheckConstraint(condition=Q(quantity_after__gte=0), name="quantity_entry_not_negative"),
        ]


class SeatBatch(tenancy.TenantModel):
    """Licences that were delivered together, with the instant from which their return window runs (R17).

    `quantity` is what is left of them; the batches of a subscription add up to its quantity.
    """

    subscription_id = models.UUIDField()
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id")
    quantity = models.IntegerField()
    window_from = models.DateTimeField()
    cause_kind = models.CharField(max_length=12)
    cause_id = models.UUIDField()
    position = models.SmallIntegerField(default=0)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "seat_batch"
        constraints = [
            models.UniqueConstraint(
                "reseller", "subscription_id", "cause_id", "position", name="seat_batch_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="seat_batch_not_negative"),
        ]


class CalendarKind(models.TextChoices):
    """What the calendar does by itself: a new period, a new term, the end of a term, the end of the parent (R18, R21)."""

    ROLLED_OVER = "rolled_over", "New billing period"
    RENEWED = "renewed", "Renewed"
    TERM_ENDED = "term_ended", "Term ended"
    PARENT_ENDED = "parent_ended", "Ended with its subscription"


class CalendarEntry(tenancy.TenantModel):
    """What happened to a subscription because its day had come: the cause that ledger and charges name. Never edited."""

    subscription_id = models.UUIDField()
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id")
    kind = models.CharField(max_length=12, choices=CalendarKind.choices)
    on = models.DateField()
    quantity_before = models.IntegerField()
    quantity_after = models.IntegerField()
    unit_price_before_minor = models.BigIntegerField()
    unit_price_after_minor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "calendar_entry"
        constraints = [
            models.UniqueConstraint("reseller", "subscription_id", "on", "kind", name="calendar_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=CalendarKind.values), name="calendar_entry_kind_known"
            ),
        ]
