"""Who alone registered an organisation, without being its representative, manages who acts for it."""

from django.db import migrations

ALONE = """
UPDATE accounts_membership AS one SET manages = true
WHERE one.power = 'staff' AND one.until IS NULL AND NOT EXISTS (
    SELECT 1 FROM accounts_membership AS other
    WHERE other.party_id = one.party_id AND other.id <> one.id AND (other.power = 'representative' OR other.since < one.since)
)
"""


class Migration(migrations.Migration):

    dependencies = [("accounts", "0006_memberships")]

    operations = [migrations.RunSQL(ALONE, migrations.RunSQL.noop)]
