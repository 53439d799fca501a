from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("catalogue", "0002_uploads"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(
                models.F("vendor"), models.F("title"), models.F("id"), name="product_by_vendor"
            ),
        ),
        AddIndexConcurrently(
            model_name="product",
            index=models.Index(models.F("created_at"), name="product_by_arrival"),
        ),
    ]
