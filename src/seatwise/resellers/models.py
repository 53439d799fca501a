"""Who sells, and with which settings."""

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from seatwise.infra import tenancy


class Edition(models.TextChoices):
    BASIC = "basic", "Basic"
    FREE = "free", "Free"
    STANDARD = "standard", "Standard"


class PaymentMethod(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CARD = "card", "Card"


class UpgradeBilling(models.TextChoices):
    """The billing period of what an upgrade becomes (S18)."""

    SAME = "same", "Same as before"
    MONTHLY = "monthly", "Monthly"
    ANNUAL = "annual", "Annual"


class TeamRole(models.TextChoices):
    OWNER = "owner", "Owner"
    SALES = "sales", "Sales"
    OPERATIONS = "operations", "Operations"


class Reseller(models.Model):
    """A tenant. Global, so that a request finds it before any tenant is current."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    alias = models.CharField(
        max_length=40, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$")]
    )
    host = models.CharField(max_length=253, unique=True, null=True, blank=True)
    edition = models.CharField(max_length=8, choices=Edition.choices, default=Edition.BASIC)
    standard_since = models.DateTimeField(null=True, blank=True, editable=False)
    payment_method = models.CharField(
        max_length=7, choices=PaymentMethod.choices, default=PaymentMethod.INVOICE
    )
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "reseller"
        constraints = [
            models.CheckConstraint(condition=Q(edition__in=Edition.values), name="reseller_edition_known"),
            models.CheckConstraint(
                condition=Q(payment_method__in=PaymentMethod.values), name="reseller_payment_known"
            ),
            models.CheckConstraint(
                condition=~Q(edition="standard") | Q(standard_since__isnull=False),
                name="reseller_standard_since_known",
            ),
            models.CheckConstraint(
                condition=Q(alias__regex=r"^[a-z][a-z0-9-]{1,38}[a-z0-9]$"), name="reseller_alias_form"
            ),
        ]

    def __str__(self) -> str:
        return self.alias


class ResellerSettings(tenancy.TenantModel):
    """One row a reseller: how its Storefront looks and what it has decided (S27)."""

    name = models.CharField(max_length=120)
    support_email = models.EmailField(max_length=254)
    support_text = models.CharField(max_length=200, blank=True, default="")
    logo = models.CharField(max_length=200, blank=True, default="")
    brand = models.CharField(max_length=7, default="#0a667d")
    brand_on = models.CharField(max_length=7, default="#ffffff")
    brand_dark = models.CharField(max_length=7, default="#5fc3da")
    brand_dark_on = models.CharField(max_length=7, default="#04222b")
    language = models.CharField(max_length=8, default="en-gb")
    time_zone = models.CharField(max_length=64)
    default_markup_bp = models.IntegerField(default=0)
    vat_rate_bp = models.IntegerField(default=0, validators=[MinValueValidator(0)])
    upgrade_billing = models.CharField(
        max_length=7, choices=UpgradeBilling.choices, default=UpgradeBilling.SAME
    )
    approves_cancellations = models.BooleanField(default=False)
    approves_add_on_cancellations = models.BooleanField(default=False)
    registration_open = models.BooleanField(default=False)
    team_needs_second_factor = models.BooleanField(default=False)
    domain = models.CharField(max_length=253, blank=True, default="")
    """The own domain that was entered; Reseller.host is the one that was seen to point here."""

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "reseller_settings"
        constraints = [
            models.UniqueConstraint("reseller", name="reseller_settings_once"),
            models.CheckConstraint(condition=Q(default_markup_bp__gt=-10_000), name="reseller_markup_range"),
            models.CheckConstraint(
                condition=Q(vat_rate_bp__gte=0, vat_rate_bp__lte=10_000), name="reseller_vat_range"
            ),
            models.CheckConstraint(
                condition=Q(upgrade_billing__in=UpgradeBilling.values), name="reseller_upgrade_billing_known"
            ),
        ]


class TeamMember(tenancy.TenantModel):
    """A person of the reseller's team and what they may do (R24).

    `invited_as` is the name that was typed with the invitation, and `invited_at` when the last one was written: None while it waits
    for the Storefront to open.
    """

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10, choices=TeamRole.choices)
    is_active = models.BooleanField(default=True)
    invited_as = models.CharField(max_length=120, blank=True, default="")
    invited_at = models.DateTimeField(null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "team_member"
        constraints = [
            models.UniqueConstraint("reseller", "user", name="team_member_once"),
            models.CheckConstraint(condition=Q(role__in=TeamRole.values), name="team_member_role_known"),
        ]


class Logo(tenancy.TenantModel):
    """The picture that ResellerSettings.logo names, as it is shown. In the database: a backup has it, and every process."""

    name = models.CharField(max_length=60)
    content_type = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "reseller_logo"
        constraints = [
            models.UniqueConstraint("reseller", name="reseller_logo_once"),
            models.CheckConstraint(
                condition=Q(content_type__in=["image/png", "image/svg+xml"]), name="reseller_logo_type_known"
            ),
        ]
