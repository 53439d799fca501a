from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_saved_view"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="language",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField(
            model_name="customeruser",
            name="invited_as",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="customeruser",
            name="invited_at",
            field=models.DateTimeField(null=True),
        ),
    ]
