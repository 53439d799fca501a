import django.db.models.deletion
from django.db import migrations, models

import seatwise.infra.tenancy
from seatwise.infra.tenancy import TenantTable


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0004_vat_number"),
        ("resellers", "0003_registration_and_second_factor"),
    ]

    operations = [
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("status", models.CharField(default="unconfirmed", max_length=11)),
                ("company", models.CharField(blank=True, default="", max_length=160)),
                ("vat_number", models.CharField(blank=True, default="", max_length=20)),
                ("address_line", models.CharField(blank=True, default="", max_length=200)),
                ("address_postcode", models.CharField(blank=True, default="", max_length=20)),
                ("address_city", models.CharField(blank=True, default="", max_length=100)),
                ("address_country", models.CharField(blank=True, default="", max_length=2)),
                ("name", models.CharField(blank=True, default="", max_length=120)),
                ("email", models.CharField(blank=True, default="", max_length=254)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=120)),
                ("customer_id", models.UUIDField(null=True)),
                (
                    "customer",
                    models.ForeignObject(
                        editable=False,
                        from_fields=["reseller_id", "customer_id"],
                        null=True,
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
            ],
            options={
                "db_table": "registration",
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        models.F("reseller"),
                        models.F("status"),
                        models.F("asked_at"),
                        models.F("id"),
                        name="registration_by_status",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["unconfirmed", "waiting", "accepted", "declining", "declined"])
                        ),
                        name="registration_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["accepted", "declined"]), _negated=True),
                            models.Q(
                                ("address_city", ""),
                                ("address_country", ""),
                                ("address_line", ""),
                                ("address_postcode", ""),
                                ("company", ""),
                                ("email", ""),
                                ("name", ""),
                                ("reason", ""),
                                ("vat_number", ""),
                            ),
                            _connector="OR",
                        ),
                        name="registration_forgotten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["unconfirmed", "waiting"]),
                            models.Q(
                                ("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="registration_decided",
                    ),
                ],
            },
        ),
        TenantTable("Registration"),
    ]
