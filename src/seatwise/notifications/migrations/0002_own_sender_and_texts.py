import django.db.models.deletion
from django.db import migrations, models

import seatwise.infra.tenancy
from seatwise.infra.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        ("resellers", "0004_logo_domain_and_invitations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                models.F("reseller"),
                models.F("written_at"),
                condition=models.Q(("sent_at__isnull", True)),
                name="mail_unsent",
            ),
        ),
        migrations.CreateModel(
            name="MailSender",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("from_name", models.CharField(max_length=120)),
                ("from_email", models.EmailField(max_length=254)),
                ("host", models.CharField(max_length=253)),
                ("port", models.IntegerField()),
                (
                    "encryption",
                    models.CharField(
                        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "None")], max_length=8
                    ),
                ),
                ("username", models.CharField(blank=True, default="", max_length=254)),
                ("password", models.TextField(blank=True, default="")),
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
                "db_table": "mail_sender",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(models.F("reseller"), name="mail_sender_once"),
                    models.CheckConstraint(
                        condition=models.Q(("port__gte", 1), ("port__lte", 65535)),
                        name="mail_sender_port_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("encryption__in", ["starttls", "tls", "none"])),
                        name="mail_sender_encryption_known",
                    ),
                ],
            },
        ),
        TenantTable("MailSender"),
        migrations.CreateModel(
            name="MailText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "reseller_id", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("id", models.UUIDField(db_default=seatwise.infra.tenancy.UUID7(), editable=False)),
                ("kind", models.CharField(max_length=30)),
                ("language", models.CharField(max_length=8)),
                ("text", models.TextField()),
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
                "db_table": "mail_text",
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        models.F("reseller"), models.F("kind"), models.F("language"), name="mail_text_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="mail_text_says_something"
                    ),
                ],
            },
        ),
        TenantTable("MailText"),
    ]
