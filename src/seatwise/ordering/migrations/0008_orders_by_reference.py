from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("ordering", "0007_orders_that_wait")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                models.F("reseller"),
                models.F("reference"),
                condition=models.Q(("reference", ""), _negated=True),
                name="order_by_reference",
            ),
        ),
    ]
