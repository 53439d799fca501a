from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("subscriptions", "0005_what_runs")]

    operations = [
        AddIndexConcurrently(
            model_name="subscription",
            index=models.Index(
                models.F("reseller"),
                models.F("customer_id"),
                models.F("number"),
                name="subscription_by_customer",
            ),
        ),
    ]
