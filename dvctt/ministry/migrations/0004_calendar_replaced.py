"""Of two versions of the calendar with the same moment the one that was loaded later replaces the other."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ministry", "0003_unit_place")]
    operations = [migrations.RemoveConstraint("calendarversion", "calendar_one_at_a_time")]
