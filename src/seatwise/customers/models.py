"""Who buys, and who may do what for them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from seatwise.infra import tenancy


class CustomerRole(models.TextChoices):
    ADMIN = "admin", "Admin"
    BUYER = "buyer", "Buyer"
    SUBSCRIPTION_MANAGER = "subscription_manager", "Subscription Manager"
    BILLING_VIEWER = "billing_viewer", "Billing Viewer"


class Customer(tenancy.TenantModel):
    """A company that buys from one reseller. Days are whole days in its time zone (R13); no language means the reseller's."""

    name = models.CharField(max_length=160)
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=8, blank=True, default="")
    approval_required = models.BooleanField(default=True)
    vat_rate_bp = models.IntegerField(null=True)
    vat_exempt_reason = models.CharField(max_length=160, blank=True, default="")
    vat_number = models.CharField(max_length=20, blank=True, default="", db_default="")
    address_line = models.CharField(max_length=200, blank=True, default="")
    address_postcode = models.CharField(max_length=20, blank=True, default="")
    address_city = models.CharField(max_length=100, blank=True, default="")
    address_country = models.CharField(max_length=2, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "customer"
        constraints = [
            models.UniqueConstraint("reseller", "name", name="customer_name_once"),
            models.CheckConstraint(
                condition=Q(vat_rate_bp__isnull=True) | Q(vat_rate_bp__gte=0, vat_rate_bp__lte=10_000),
                name="customer_vat_range",
            ),
        ]


class CustomerUser(tenancy.TenantModel):
    """A person's place in a customer company (R24, R25).

    `invited_as` is the name that was typed with the invitation, and `invited_at` when the last one was written: what the
    person is called elsewhere is nobody's to see before they come.
    """

    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=20, choices=CustomerRole.choices)
    is_active = models.BooleanField(default=True)
    invited_as = models.CharField(max_length=120, blank=True, default="")
    invited_at = models.DateTimeField(null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "customer_user"
        constraints = [
            models.UniqueConstraint("reseller", "user", "customer_id", name="customer_user_once"),
            models.CheckConstraint(
                condition=Q(role__in=CustomerRole.values), name="customer_user_role_known"
            ),
        ]
        indexes = [models.Index("reseller", "customer_id", name="customer_user_by_customer")]


class SavedView(tenancy.TenantModel):
    """A list as one person wants to see it again in one company: filters, order and columns, as the query of its address.

    `page` says which list.
    """

    customer_id = models.UUIDField()
    customer = tenancy.reference("customers.Customer", "customer_id")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    page = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=4_000, blank=True, default="")

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "saved_view"
        constraints = [
            models.UniqueConstraint(
                "reseller", "user", "customer_id", "page", Lower("name"), name="saved_view_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]
