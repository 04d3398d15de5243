"""Frozen answers, acts and the ledger of clocks are never changed nor taken away (4.3, 7.3.d)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION casework_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE FUNCTION casework_answers_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION 'filed answers are frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION casework_code_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a submitted dossier keeps its code, version and moment, and stays'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER casework_act_kept BEFORE UPDATE OR DELETE ON casework_act
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_act_not_emptied BEFORE TRUNCATE ON casework_act
    FOR EACH STATEMENT EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_clockevent_kept BEFORE UPDATE OR DELETE ON casework_clockevent
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_clockevent_not_emptied BEFORE TRUNCATE ON casework_clockevent
    FOR EACH STATEMENT EXECUTE FUNCTION casework_kept();
CREATE TRIGGER casework_answerset_frozen BEFORE UPDATE OR DELETE ON casework_answerset
    FOR EACH ROW EXECUTE FUNCTION casework_answers_frozen();
CREATE TRIGGER casework_dossier_changed BEFORE UPDATE ON casework_dossier FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL AND (
        OLD.code IS DISTINCT FROM NEW.code OR OLD.submitted_at IS DISTINCT FROM NEW.submitted_at
        OR OLD.version_id IS DISTINCT FROM NEW.version_id OR NEW.revision < OLD.revision))
    EXECUTE FUNCTION casework_code_kept();
CREATE TRIGGER casework_dossier_kept BEFORE DELETE ON casework_dossier FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION casework_code_kept();
"""

UNGUARD = """
DROP TRIGGER casework_act_kept ON casework_act;
DROP TRIGGER casework_act_not_emptied ON casework_act;
DROP TRIGGER casework_clockevent_kept ON casework_clockevent;
DROP TRIGGER casework_clockevent_not_emptied ON casework_clockevent;
DROP TRIGGER casework_answerset_frozen ON casework_answerset;
DROP TRIGGER casework_dossier_changed ON casework_dossier;
DROP TRIGGER casework_dossier_kept ON casework_dossier;
DROP FUNCTION casework_kept;
DROP FUNCTION casework_answers_frozen;
DROP FUNCTION casework_code_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(GUARD, UNGUARD)]
