"""An act names the unit of the appointment by which it was done; of acts of before it is not known, and not guessed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_late_when_halted")]
    operations = [migrations.AddField("act", "unit", models.CharField(blank=True, default="", max_length=20))]
