from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0004_events_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="device",
            name="is_waiting",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
