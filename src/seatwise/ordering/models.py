"""Submitted wishes and their parts. Only an order changes what a customer holds (R1)."""

from django.db import models
from django.db.models import F, Q

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy
from seatwise.ordering.domain import status


class OrderType(models.TextChoices):
    """R1."""

    PURCHASE = "purchase", "Purchase"
    BUY_LICENCES = "buy_licences", "Buy licences"
    BUY_ADD_ON = "buy_add_on", "Buy add-on"
    REDUCE_LICENCES = "reduce_licences", "Reduce licences"
    UPGRADE = "upgrade", "Upgrade"
    CANCEL_ADD_ON = "cancel_add_on", "Cancel add-on"
    CANCEL_SUBSCRIPTION = "cancel_subscription", "Cancel subscription"


class Order(tenancy.TenantModel):
    """An order. `net_minor` and `vat_minor` are the sums of its lines: of what was charged, else of what was quoted (R27)."""

    number = models.BigIntegerField()
    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    type = models.CharField(max_length=20, choices=OrderType.choices)
    status = models.CharField(max_length=30)
    status_reason = models.CharField(max_length=500, blank=True, default="")
    quote_id = models.UUIDField()
    placed_by = models.CharField(max_length=10)
    placed_by_user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    placed_by_name = models.CharField(max_length=120)
    submitted_at = models.DateTimeField()
    currency = models.CharField(max_length=3)
    net_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    vat_exempt_reason = models.CharField(max_length=160, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    reference = models.CharField(max_length=100, blank=True, default="")
    what = models.CharField(max_length=330)
    line_count = models.IntegerField()
    billing_address = models.JSONField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "sales_order"
        constraints = [
            models.UniqueConstraint("reseller", "number", name="order_number_once"),
            models.UniqueConstraint("reseller", "quote_id", name="order_quote_once"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in status.OrderStatus]), name="order_status_known"
            ),
            models.CheckConstraint(condition=Q(type__in=OrderType.values), name="order_type_known"),
            models.CheckConstraint(
                condition=Q(placed_by__in=["customer", "reseller"]), name="order_placed_by_known"
            ),
        ]
        indexes = [
            models.Index("reseller", "customer_id", "number", name="order_by_customer"),
            models.Index("reseller", "customer_id", "status", "number", name="order_by_status"),
            models.Index("reseller", "reference", condition=~Q(reference=""), name="order_by_reference"),
            models.Index("reseller", "status", "number", name="order_by_state"),
            models.Index(
                "reseller",
                "number",
                include=["customer_id", "type", "net_minor", "submitted_at"],
                condition=Q(status="pending_reseller_approval"),
                name="order_waiting",
            ),
        ]


class OrderLine(tenancy.TenantModel):
    """A part of an order, with its prices as a snapshot. Delivery is per whole line (R2).

    `action` says what it does: starts a subscription or asset, adds to one, removes from one, or moves licences of
    `source_id` to what they become (`extra` more with them). A removal's `batch_id` is the seat batch that was picked.
    """

    order_id = models.UUIDField()
    order = tenancy.reference("ordering.Order", "order_id")
    position = models.IntegerField()
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="+", db_index=False)
    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=40)
    automatic = models.BooleanField()
    instructions = models.TextField(blank=True, default="")
    term_months = models.IntegerField()
    billing_months = models.IntegerField()
    action = models.CharField(max_length=8, default="start")
    quantity = models.IntegerField()
    extra = models.IntegerField(default=0)
    currency = models.CharField(max_length=3)
    cost_for_term = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    unit_price_minor = models.BigIntegerField()
    discount_bp = models.IntegerField(default=0)
    final_unit_price_minor = models.BigIntegerField()
    vat_rate_bp = models.IntegerField()
    quoted_net_minor = models.BigIntegerField()
    quoted_vat_minor = models.BigIntegerField()
    quoted_share_num = models.BigIntegerField()
    quoted_share_den = models.BigIntegerField()
    charged_net_minor = models.BigIntegerField(null=True)
    charged_vat_minor = models.BigIntegerField(null=True)
    charged_share_num = models.BigIntegerField(null=True)
    charged_share_den = models.BigIntegerField(null=True)
    status = models.CharField(max_length=12)
    status_reason = models.CharField(max_length=500, blank=True, default="")
    planned_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=200, blank=True, default="")
    subscription_id = models.UUIDField(null=True)
    subscription = tenancy.reference("subscriptions.Subscription", "subscription_id", null=True)
    source_id = models.UUIDField(null=True)
    source = tenancy.reference("subscriptions.Subscription", "source_id", null=True)
    parent_id = models.UUIDField(null=True)
    parent = tenancy.reference("subscriptions.Subscription", "parent_id", null=True)
    batch_id = models.UUIDField(null=True)
    batch = tenancy.reference("subscriptions.SeatBatch", "batch_id", null=True)
    asset_id = models.UUIDField(null=True)
    asset = tenancy.reference("assets.Asset", "asset_id", null=True)

    @property
    def follows(self) -> bool:
        """Whether it happens with its order's first line only: an add-on ends with its subscription, or is bought anew (R22)."""
        if self.action == "remove":
            return self.parent_id is not None
        return (
            self.action == "start" and self.parent_id is None and self.product.kind == ProductKind.ADDON.value
        )

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "order_line"
        constraints = [
            models.UniqueConstraint("reseller", "order_id", "position", name="order_line_once"),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in status.LineStatus]), name="order_line_status_known"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, extra__gte=0), name="order_line_quantity_positive"
            ),
            models.CheckConstraint(
                condition=Q(action__in=["start", "add"], source_id__isnull=True)
                | Q(action__in=["remove", "upgrade"], source_id__isnull=False),
                name="order_line_action_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered")
                | Q(delivered_at__isnull=False, charged_net_minor__isnull=False),
                name="order_line_delivered_is_charged",
            ),
            models.CheckConstraint(
                condition=Q(
                    quoted_share_den__gt=0,
                    quoted_share_num__gte=0,
                    quoted_share_num__lte=F("quoted_share_den"),
                ),
                name="order_line_share",
            ),
        ]
        indexes = [
            models.Index("reseller", "status", "id", name="order_line_queue"),
            models.Index(
                "reseller",
                "id",
                condition=Q(status__in=["in_progress", "failed"]),
                name="order_line_to_deliver",
            ),
            models.Index("reseller", "product", "order_id", name="order_line_by_product"),
            models.Index(
                "reseller",
                "subscription_id",
                condition=Q(subscription_id__isnull=False),
                name="order_line_by_subscription",
            ),
            models.Index(
                "reseller", "source_id", condition=Q(source_id__isnull=False), name="order_line_by_source"
            ),
            models.Index(
                "reseller", "asset_id", condition=Q(asset_id__isnull=False), name="order_line_by_asset"
            ),
        ]


class OrderMove(tenancy.TenantModel):
    """One move of an order or of one of its lines: who, when and why, never edited (R2)."""

    order_id = models.UUIDField()
    order = tenancy.reference("ordering.Order", "order_id")
    line_id = models.UUIDField(null=True)
    line = tenancy.reference("ordering.OrderLine", "line_id", null=True)
    before = models.CharField(max_length=30, blank=True)
    after = models.CharField(max_length=30)
    actor_kind = models.CharField(max_length=10)
    actor_user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, db_index=False
    )
    actor_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "order_move"
        indexes = [models.Index("reseller", "order_id", "id", name="order_move_by_order")]


class BasketItem(tenancy.TenantModel):
    """So many of an offer that a person means to order for a company. It holds no amount: the basket is quoted when looked at."""

    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "basket_item"
        constraints = [
            models.UniqueConstraint("reseller", "customer_id", "user", "offer", name="basket_item_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="basket_item_quantity_positive"),
        ]
