from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("resellers", "0002_change_and_calendar"),
    ]

    operations = [
        migrations.AddField(
            model_name="resellersettings",
            name="registration_open",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="resellersettings",
            name="team_needs_second_factor",
            field=models.BooleanField(default=False),
        ),
    ]
