import django.db.models.deletion
from django.db import migrations, models

import seatwise.infra.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0002_audit"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=seatwise.infra.tenancy.UUID7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("user_id", models.UUIDField(db_index=True)),
                ("address", models.CharField(blank=True, default="", max_length=45)),
                ("browser", models.CharField(blank=True, default="", max_length=200)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                (
                    "session",
                    models.OneToOneField(
                        db_column="session_key",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sessions.session",
                    ),
                ),
            ],
            options={"db_table": "device"},
        ),
    ]
