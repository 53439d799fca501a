from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ordering", "0005_basket")]

    operations = [
        migrations.AddIndex(
            model_name="orderline",
            index=models.Index(
                models.F("reseller"),
                models.F("id"),
                condition=models.Q(("status__in", ["in_progress", "failed"])),
                name="order_line_to_deliver",
            ),
        ),
    ]
