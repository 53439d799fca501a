from django.db import migrations, models

import seatwise.infra.tenancy


def _id() -> tuple[str, models.UUIDField]:
    return (
        "id",
        models.UUIDField(
            db_default=seatwise.infra.tenancy.UUID7(), editable=False, primary_key=True, serialize=False
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("billing", "0004_charges_by_month")]

    operations = [
        migrations.CreateModel(
            name="VendorRule",
            fields=[
                _id(),
                ("name", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("fields", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("actor_user_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=150)),
            ],
            options={
                "db_table": "vendor_rule",
                "verbose_name": "vendor rule",
                "constraints": [
                    models.UniqueConstraint(models.F("name"), models.F("version"), name="vendor_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="vendor_rule_version"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleGiven",
            fields=[
                _id(),
                ("vendor", models.TextField(blank=True)),
                ("rule", models.CharField(max_length=40)),
                ("rule_version", models.IntegerField()),
                ("starts_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                ("actor_user_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=150)),
            ],
            options={
                "db_table": "vendor_rule_given",
                "verbose_name": "rule of a vendor",
                "verbose_name_plural": "rules of vendors, history",
            },
        ),
        # What money was worked out under is never edited, and a rule never reaches a day that has begun anywhere.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON vendor_rule, vendor_rule_given FROM seatwise_app",
            "GRANT UPDATE, DELETE ON vendor_rule, vendor_rule_given TO seatwise_app",
        ),
        migrations.RunSQL(
            "ALTER TABLE vendor_rule_given ADD CONSTRAINT vendor_rule_given_ahead"
            " CHECK (starts_on >= (given_at AT TIME ZONE 'UTC')::date + 2)",
            "ALTER TABLE vendor_rule_given DROP CONSTRAINT vendor_rule_given_ahead",
        ),
    ]
