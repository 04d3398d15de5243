"""What was granted, and what was written under a grant, stays; a grant may only be ended (15.2)."""

from django.db import migrations

GUARD = """
CREATE TRIGGER casework_grantnote_kept BEFORE UPDATE OR DELETE ON casework_grantnote
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_grantnote_not_emptied BEFORE TRUNCATE ON casework_grantnote
    FOR EACH STATEMENT EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_dossiergrant_kept BEFORE DELETE ON casework_dossiergrant
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_dossiergrant_not_emptied BEFORE TRUNCATE ON casework_dossiergrant
    FOR EACH STATEMENT EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_dossiergrant_terms_kept BEFORE UPDATE ON casework_dossiergrant FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
        OR (OLD.dossier_id, OLD.account_id, OLD.unit, OLD.comment, OLD.reason, OLD.since, OLD.until, OLD.granted_by_id)
        IS DISTINCT FROM
        (NEW.dossier_id, NEW.account_id, NEW.unit, NEW.comment, NEW.reason, NEW.since, NEW.until, NEW.granted_by_id))
    EXECUTE FUNCTION casework_kept();
"""

UNGUARD = """
DROP TRIGGER casework_grantnote_kept ON casework_grantnote;
DROP TRIGGER casework_grantnote_not_emptied ON casework_grantnote;
DROP TRIGGER casework_dossiergrant_kept ON casework_dossiergrant;
DROP TRIGGER casework_dossiergrant_not_emptied ON casework_dossiergrant;
DROP TRIGGER casework_dossiergrant_terms_kept ON casework_dossiergrant;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_grants")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
