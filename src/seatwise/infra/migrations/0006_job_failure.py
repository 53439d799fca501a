import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0005_device_waiting"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [
        migrations.CreateModel(
            name="JobFailure",
            fields=[
                (
                    "job",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="failure",
                        serialize=False,
                        to="procrastinate.procrastinatejob",
                    ),
                ),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "job_failure"},
        ),
        # The queue deletes jobs by itself, past Django.
        migrations.RunSQL(
            "ALTER TABLE job_failure ADD CONSTRAINT job_failure_job_id_fk FOREIGN KEY (job_id)"
            " REFERENCES procrastinate_jobs (id) ON DELETE CASCADE",
            migrations.RunSQL.noop,
        ),
    ]
