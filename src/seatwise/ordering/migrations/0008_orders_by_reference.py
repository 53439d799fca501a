from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ordering", "0007_orders_that_wait")]

    operations = [
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                models.F("reseller"),
                models.F("reference"),
                condition=models.Q(("reference", ""), _negated=True),
                name="order_by_reference",
            ),
        ),
    ]
