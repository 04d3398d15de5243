"""People are found by any part of their names: an index over three letters at a time."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_revoking")]
    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            "account", GinIndex(fields=["folded"], name="account_words", opclasses=["gin_trgm_ops"])
        ),
    ]
