"""Dossiers that are there already were filed under the membership that their filer has."""

from django.db import migrations

KNOWN = """
UPDATE casework_dossier AS dossier SET mandate_id = membership.id FROM accounts_membership AS membership
WHERE membership.account_id = dossier.filer_id AND membership.party_id = dossier.owner_id
    AND membership.ended_at IS NULL AND dossier.mandate_id IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [("casework", "0008_mandates")]

    operations = [migrations.RunSQL(KNOWN, migrations.RunSQL.noop)]
