from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0005_what_runs")]

    operations = [
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(
                models.F("reseller"),
                models.F("customer_id"),
                models.F("number"),
                name="subscription_by_customer",
            ),
        ),
    ]
