from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0003_change_and_calendar"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(models.F("reseller"), models.F("charged_on"), name="charge_by_month"),
        ),
    ]
