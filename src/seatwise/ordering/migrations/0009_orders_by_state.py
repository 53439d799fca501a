from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("ordering", "0008_orders_by_reference"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                models.F("reseller"), models.F("status"), models.F("number"), name="order_by_state"
            ),
        ),
    ]
