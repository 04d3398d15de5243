"""A dossier that was late says so for good; the sweep that looks at calendars works it out for those that are open."""

from django.db import migrations, models

AGAIN = "UPDATE casework_dossier SET clock_calendar = '' WHERE closed_at IS NULL AND submitted_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("casework", "0024_found_by_end")]
    operations = [
        migrations.AddField("dossier", "missed_due_at", models.DateTimeField(null=True)),
        migrations.AddField("dossier", "missed_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("missed_at__isnull", True), ("missed_due_at__isnull", True)),
                    models.Q(("missed_at__isnull", False), ("missed_due_at__lt", models.F("missed_at"))),
                    _connector="OR",
                ),
                name="dossier_missed_after_its_end",
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("missed_due_at__isnull", False)), fields=["-submitted_at"], name="dossier_missed"
            ),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
