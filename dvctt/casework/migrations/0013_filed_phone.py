"""The owner's telephone stays with what was filed; of dossiers filed before, the present one is the best known."""

from django.db import migrations, models

FILL = """
UPDATE casework_dossier d SET filed_phone = p.phone FROM accounts_party p
WHERE p.id = d.owner_id AND d.submitted_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_deputies"), ("casework", "0012_returned")]

    operations = [
        migrations.AddField(
            model_name="dossier", name="filed_phone", field=models.CharField(max_length=16, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="dossier",
            constraint=models.CheckConstraint(
                condition=models.Q(("filed_phone", ""), ("submitted_at__isnull", False), _connector="OR"),
                name="dossier_phone_from_submission",
            ),
        ),
    ]
