"""Of how many photographs the pages of a document were made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_undrawable")]
    operations = [
        migrations.AddField("document", "photographs", models.PositiveSmallIntegerField(default=0)),
    ]
