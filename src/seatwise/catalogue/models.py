"""The catalogue's tables. Global: every reseller sells from the same one."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q

from seatwise.catalogue.domain import kinds
from seatwise.infra import tenancy
from seatwise.kernel.actor import ActorKind

WORDS = SearchVector("title", "key", "vendor", config="simple")


class Category(models.Model):
    """A shelf of the catalogue, for markups (R9)."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    name = models.CharField(max_length=120, unique=True)

    class Meta:
        db_table = "category"
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What a vendor sells, or the operator itself. `key` is ProductId/SkuId, leading zeros kept."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    key = models.TextField(unique=True)
    vendor = models.TextField(blank=True, default="")
    title = models.TextField()
    description = models.TextField(blank=True, default="")
    unit = models.TextField(default="licences")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in kinds.ProductKind])
    smallest = models.IntegerField(default=kinds.SMALLEST)
    largest = models.IntegerField(default=kinds.LARGEST)
    allowed_countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    automatic = models.BooleanField(default=True)
    instructions = models.TextField(blank=True, default="")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    own = models.BooleanField(default=False)
    logo = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "product"
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=r"^[^\s/,;]+/[^\s/,;]+$"), name="product_key_form"),
            models.CheckConstraint(condition=Q(kind__in=list(kinds.ProductKind)), name="product_kind_known"),
            models.CheckConstraint(
                condition=Q(smallest__gte=1, largest__gte=F("smallest")), name="product_limits"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="product_title_given"),
        ]
        indexes = [
            models.Index("title", "id", name="product_by_title"),
            models.Index("vendor", "title", "id", name="product_by_vendor"),
            models.Index("created_at", name="product_by_arrival"),
            GinIndex(WORDS, name="product_words"),
        ]

    def __str__(self) -> str:
        return self.title


class AddOnParent(models.Model):
    """The offer matrix's leave to sell an add-on on a product (R21)."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    addon = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey(Product, models.PROTECT, related_name="+")

    class Meta:
        db_table = "add_on_parent"
        constraints = [
            models.UniqueConstraint("addon", "parent", name="add_on_parent_once"),
            models.CheckConstraint(condition=~Q(addon=F("parent")), name="add_on_parent_other"),
        ]


class Conversion(models.Model):
    """The offer matrix's leave to upgrade a product to another (R22)."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    source = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    target = models.ForeignKey(Product, models.PROTECT, related_name="+")

    class Meta:
        db_table = "conversion"
        constraints = [
            models.UniqueConstraint("source", "target", name="conversion_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="conversion_other"),
        ]


class Offer(models.Model):
    """A product in one term and billing period, in months. What is bought once has 0 and 0."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    term_months = models.SmallIntegerField()
    billing_months = models.SmallIntegerField()

    class Meta:
        db_table = "offer"
        constraints = [
            models.UniqueConstraint("product", "term_months", "billing_months", name="offer_once"),
            models.CheckConstraint(
                condition=Q(
                    *(Q(term_months=term, billing_months=billing) for term, billing in kinds.TERMS),
                    _connector=Q.OR,
                ),
                name="offer_term_known",
            ),
        ]


class PriceLine(models.Model):
    """What one licence costs for the whole term in a market, on the days [starts_on, ends_on].

    `cost` is what the operator charges the reseller, `retail` what the vendor suggests to the end.
    """

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", db_index=False)
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    cost = models.DecimalField(max_digits=20, decimal_places=6)
    retail = models.DecimalField(max_digits=20, decimal_places=6)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "price_line"
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "market", "currency", "starts_on"], name="price_line_once"
            ),
            models.CheckConstraint(condition=Q(market__regex=r"^[A-Z]{2}$"), name="price_line_market_form"),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="price_line_currency_form"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0, retail__gte=0), name="price_line_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="price_line_days"
            ),
        ]
        indexes = [models.Index("market", "currency", "offer", "starts_on", name="price_line_by_market")]


class FileImport(models.Model):
    """One vendor file that changed the catalogue: which, when, by whom, and how much of it was new."""

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    kind = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in kinds.FileKind])
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64)
    market = models.CharField(max_length=2, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    imported_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=8)
    actor_user_id = models.UUIDField(null=True)
    actor_name = models.TextField()
    new_count = models.IntegerField()
    changed_count = models.IntegerField()
    unchanged_count = models.IntegerField()
    left_out_count = models.IntegerField()

    class Meta:
        db_table = "file_import"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(kinds.FileKind)), name="file_import_kind_known"),
            models.CheckConstraint(
                condition=Q(actor_kind__in=list(ActorKind)), name="file_import_actor_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    new_count__gte=0, changed_count__gte=0, unchanged_count__gte=0, left_out_count__gte=0
                ),
                name="file_import_counts",
            ),
        ]


class Upload(models.Model):
    """A vendor's file between the operator's desk and the catalogue: read, looked at, then imported or thrown away (S28).

    `found` is what an import would change, or has changed: the fields of ImportResult; `faults` are sentences. The content is
    kept for as long as it may still be imported. `progress` is a percentage, written while the work goes on.
    """

    class State(models.TextChoices):
        READING = "reading"
        READY = "ready"
        IMPORTING = "importing"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, db_default=tenancy.UUID7(), editable=False)
    kind = models.CharField(max_length=6, choices=[(kind.value, kind.value) for kind in kinds.FileKind])
    file_name = models.TextField()
    content = models.BinaryField()
    market = models.CharField(max_length=2, blank=True, default="")
    currency = models.CharField(max_length=3, blank=True, default="")
    uploaded_at = models.DateTimeField()
    actor_user_id = models.UUIDField()
    actor_name = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.READING)
    progress = models.SmallIntegerField(default=0)
    found = models.JSONField(default=dict)
    faults = models.JSONField(default=list)

    class Meta:
        db_table = "file_upload"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(kinds.FileKind)), name="file_upload_kind_known"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["reading", "ready", "importing", "done", "refused"],
                    progress__gte=0,
                    progress__lte=100,
                ),
                name="file_upload_state_known",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
