"""A dossier that was late when its clock was halted says so; the sweep that looks at calendars works it out for old ones."""

from django.db import migrations, models

AGAIN = "UPDATE casework_dossier SET clock_calendar = '' WHERE closed_at IS NULL AND submitted_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("casework", "0019_recounted")]
    operations = [
        migrations.AddField("dossier", "late_due_at", models.DateTimeField(null=True)),
        migrations.AddField("dossier", "late_halted_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("late_due_at__isnull", True), ("late_halted_at__isnull", True)),
                    models.Q(
                        ("closed_at__isnull", True),
                        ("late_due_at__lt", models.F("late_halted_at")),
                        ("late_halted_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dossier_late_halted_after_its_end",
            ),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
