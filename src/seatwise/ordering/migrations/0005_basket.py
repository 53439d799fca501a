import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import seatwise.infra.tenancy
from seatwise.infra.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("customers", "0001_initial"),
        ("ordering", "0004_change_and_calendar"),
        ("resellers", "0002_change_and_calendar"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BasketItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("customer_id", models.UUIDField()),
                ("quantity", models.IntegerField()),
                (
                    "reseller",
                    models.ForeignKey(
                        db_index=False,
                        default=seatwise.infra.tenancy.current_reseller_id,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="resellers.reseller",
                    ),
                ),
                (
                    "customer",
                    models.ForeignObject(
                        editable=False,
                        from_fields=["reseller_id", "customer_id"],
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                        to_fields=["reseller_id", "id"],
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.offer",
                    ),
                ),
            ],
            options={
                "db_table": "basket_item",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("reseller"),
                        models.F("customer_id"),
                        models.F("user"),
                        models.F("offer"),
                        name="basket_item_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="basket_item_quantity_positive"
                    ),
                ],
            },
        ),
        TenantTable("BasketItem"),
    ]
