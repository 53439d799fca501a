import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import seatwise.infra.tenancy
from seatwise.infra.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("customers", "0001_initial"),
        ("resellers", "0002_change_and_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("customer_id", models.UUIDField()),
                ("page", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, default="", max_length=4000)),
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "saved_view",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("reseller"),
                        models.F("user"),
                        models.F("customer_id"),
                        models.F("page"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_view_name_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_view_has_a_name"
                    ),
                ],
            },
        ),
        TenantTable("SavedView"),
    ]
