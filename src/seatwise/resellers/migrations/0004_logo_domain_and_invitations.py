import django.db.models.deletion
from django.db import migrations, models

import seatwise.infra.tenancy
from seatwise.infra.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("resellers", "0003_registration_and_second_factor"),
    ]

    operations = [
        migrations.AddField(
            model_name="resellersettings",
            name="domain",
            field=models.CharField(blank=True, default="", max_length=253),
        ),
        migrations.AddField(
            model_name="teammember",
            name="invited_as",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="teammember",
            name="invited_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Logo",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("name", models.CharField(max_length=60)),
                ("content_type", models.CharField(max_length=20)),
                ("content", models.BinaryField()),
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
            ],
            options={
                "db_table": "reseller_logo",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(models.F("reseller"), name="reseller_logo_once"),
                    models.CheckConstraint(
                        condition=models.Q(("content_type__in", ["image/png", "image/svg+xml"])),
                        name="reseller_logo_type_known",
                    ),
                ],
            },
        ),
        TenantTable("Logo"),
    ]
