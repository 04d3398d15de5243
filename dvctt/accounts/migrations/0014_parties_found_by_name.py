"""Owners are found by any word of their present names: an index over three letters at a time."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_form_drafts")]
    operations = [
        migrations.AddIndex("party", GinIndex(fields=["folded"], name="party_words", opclasses=["gin_trgm_ops"])),
    ]
