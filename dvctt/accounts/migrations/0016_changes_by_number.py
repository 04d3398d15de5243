"""Changes of identity are found by the number or tax code that they ask for, and say why they were accepted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_phones_and_tax_codes")]
    operations = [
        migrations.AddField(
            "changerequest", "identity_index", models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            "changerequest", "tax_code", models.CharField(blank=True, db_index=True, default="", max_length=14),
            preserve_default=False,
        ),
        migrations.AddField(
            "changerequest", "accept_reason", models.TextField(blank=True, default=""), preserve_default=False,
        ),
    ]  # fmt: skip
