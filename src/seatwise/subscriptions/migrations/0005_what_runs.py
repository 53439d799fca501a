"""The index of what runs, beside the one of products, which needs nothing more. Built while people work: a table may be large."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalogue", "0002_uploads"),
        ("customers", "0004_vat_number"),
        ("resellers", "0004_logo_domain_and_invitations"),
        ("subscriptions", "0004_what_a_customer_brings"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="subscription",
            index=models.Index(
                models.F("reseller"),
                models.F("customer_id"),
                models.F("billing_months"),
                condition=models.Q(("status__in", ["active", "suspended"])),
                include=("quantity", "final_unit_price_minor", "currency", "parent_id"),
                name="subscription_running",
            ),
        ),
        AddIndexConcurrently(
            model_name="subscription",
            index=models.Index(
                models.F("reseller"),
                models.F("customer_id"),
                models.F("product"),
                name="subscription_of_product",
            ),
        ),
        RemoveIndexConcurrently(model_name="subscription", name="subscription_by_product"),
    ]
