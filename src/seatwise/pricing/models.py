"""What a reseller takes into its catalogue, shows in its Storefront, and asks for it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from seatwise.infra import tenancy

EVERYBODY = Value("00000000-0000-0000-0000-000000000000", output_field=models.UUIDField())


class Listing(tenancy.TenantModel):
    """A product that the reseller has listed; published while `published_at` stands. Unlisting deletes the row."""

    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="+", db_index=False)
    listed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    markup_bp = models.IntegerField(null=True)

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "listing"
        constraints = [
            models.UniqueConstraint("reseller", "product", name="listing_once"),
            models.CheckConstraint(
                condition=Q(markup_bp__isnull=True) | Q(markup_bp__gt=-10_000), name="listing_markup_range"
            ),
        ]


class CategoryMarkup(tenancy.TenantModel):
    """The reseller's markup for a category of the operator's (R9)."""

    category = models.ForeignKey("catalogue.Category", models.PROTECT, related_name="+", db_index=False)
    markup_bp = models.IntegerField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "category_markup"
        constraints = [
            models.UniqueConstraint("reseller", "category", name="category_markup_once"),
            models.CheckConstraint(condition=Q(markup_bp__gt=-10_000), name="category_markup_range"),
        ]


def never_overlapping(name: str) -> ExclusionConstraint:
    """This function will forbid two validity ranges of the same offer and customer (or everybody) to overlap (R9)."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("reseller", RangeOperators.EQUAL),
            ("offer", RangeOperators.EQUAL),
            (Coalesce(F("customer_id"), EVERYBODY), RangeOperators.EQUAL),
            ("valid", RangeOperators.OVERLAPS),
        ],
    )


class SpecialPrice(tenancy.TenantModel):
    """A unit price set by hand for an offer, for one customer or for all, on a range of days."""

    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="+", db_index=False)
    customer_id = models.UUIDField(null=True)
    customer = tenancy.reference("customers.Customer", "customer_id", null=True)
    unit_price_minor = models.BigIntegerField()
    valid = DateRangeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "special_price"
        constraints = [
            never_overlapping("special_price_no_overlap"),
            models.CheckConstraint(condition=Q(unit_price_minor__gte=0), name="special_price_not_negative"),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="special_price_range"),
        ]


class Discount(tenancy.TenantModel):
    """A percentage off the unit price of an offer, for one customer or for all, on a range of days."""

    offer = models.ForeignKey("catalogue.Offer", models.PROTECT, related_name="+", db_index=False)
    customer_id = models.UUIDField(null=True)
    customer = tenancy.reference("customers.Customer", "customer_id", null=True)
    percent_bp = models.IntegerField()
    valid = DateRangeField()

    class Meta(tenancy.TenantModel.Meta):
        abstract = False
        db_table = "discount"
        constraints = [
            never_overlapping("discount_no_overlap"),
            models.CheckConstraint(
                condition=Q(percent_bp__gt=0, percent_bp__lte=10_000), name="discount_range"
            ),
            models.CheckConstraint(condition=Q(valid__isempty=False), name="discount_valid_range"),
        ]
