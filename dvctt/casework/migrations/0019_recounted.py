"""Clocks name the version of the calendar by which they count, so that a later version can apply to those that run.

Dossiers of before say nothing yet: the sweep looks at each of them once.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0018_delivery")]
    operations = [
        migrations.AddField("clockevent", "calendar", models.CharField(blank=True, default="", max_length=40)),
        migrations.RemoveConstraint("clockevent", "clock_event_known"),
        migrations.AddConstraint(
            "clockevent",
            models.CheckConstraint(
                condition=models.Q(
                    ("event__in", ["start", "pause", "resume", "stop", "replace", "extend", "recount"])
                ),
                name="clock_event_known",
            ),
        ),
        migrations.AddConstraint(
            "clockevent",
            models.CheckConstraint(
                condition=models.Q(
                    ("event", "start"),
                    models.Q(("event", "recount"), models.Q(("calendar", ""), _negated=True)),
                    models.Q(models.Q(("event", "recount"), _negated=True), ("calendar", "")),
                    _connector="OR",
                ),
                name="clock_event_names_its_calendar",
            ),
        ),
        migrations.AddField(
            "dossier",
            "clock_calendar",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                condition=models.Q(("closed_at__isnull", True), ("submitted_at__isnull", False)),
                fields=["clock_calendar"],
                name="dossier_clock_calendar",
            ),
        ),
    ]
