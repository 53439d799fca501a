from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_language_and_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="vat_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
    ]
