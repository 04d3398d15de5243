"""A draft of an official's form tells which page kept it last, so that another one does not write over it unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_changes_by_number")]
    operations = [
        migrations.AddField("formdraft", "kept_by", models.CharField(blank=True, db_default="", max_length=32)),
    ]
