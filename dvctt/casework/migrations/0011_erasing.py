"""Words may be emptied of rows that are only added, and nothing else of them may change (16.1)."""

from django.db import migrations

GUARD = """
CREATE FUNCTION casework_unsaid(before jsonb, later jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF before = later THEN RETURN true; END IF;
    IF jsonb_typeof(before) = 'string' THEN RETURN later IN ('""', '"–"'); END IF;
    IF jsonb_typeof(before) <> jsonb_typeof(later) THEN RETURN false; END IF;
    IF jsonb_typeof(before) = 'object' THEN
        RETURN (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(before) k)
             = (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(later) k)
            AND NOT EXISTS (SELECT FROM jsonb_each(before) e WHERE NOT casework_unsaid(e.value, later -> e.key));
    END IF;
    IF jsonb_typeof(before) = 'array' THEN
        RETURN jsonb_array_length(before) = jsonb_array_length(later)
            AND NOT EXISTS (SELECT FROM generate_series(0, jsonb_array_length(before) - 1) i
                            WHERE NOT casework_unsaid(before -> i, later -> i));
    END IF;
    RETURN false;
END $$;

CREATE FUNCTION casework_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('dvctt.erasing', true) = 'on'
       AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV AND casework_unsaid(to_jsonb(OLD), to_jsonb(NEW))
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

DROP TRIGGER casework_act_kept ON casework_act;
CREATE TRIGGER casework_act_kept BEFORE UPDATE OR DELETE ON casework_act
    FOR EACH ROW EXECUTE FUNCTION casework_words_kept('inputs', 'actor_name');
DROP TRIGGER casework_grantnote_kept ON casework_grantnote;
CREATE TRIGGER casework_grantnote_kept BEFORE UPDATE OR DELETE ON casework_grantnote
    FOR EACH ROW EXECUTE FUNCTION casework_words_kept('text');
DROP TRIGGER casework_dossiergrant_terms_kept ON casework_dossiergrant;
CREATE TRIGGER casework_dossiergrant_terms_kept BEFORE UPDATE ON casework_dossiergrant FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
        OR (OLD.dossier_id, OLD.account_id, OLD.unit, OLD.comment, OLD.reason, OLD.since, OLD.until, OLD.granted_by_id)
        IS DISTINCT FROM
        (NEW.dossier_id, NEW.account_id, NEW.unit, NEW.comment, NEW.reason, NEW.since, NEW.until, NEW.granted_by_id))
    EXECUTE FUNCTION casework_words_kept('reason');
"""

UNDO = """
DROP TRIGGER casework_act_kept ON casework_act;
CREATE TRIGGER casework_act_kept BEFORE UPDATE OR DELETE ON casework_act
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
DROP TRIGGER casework_grantnote_kept ON casework_grantnote;
CREATE TRIGGER casework_grantnote_kept BEFORE UPDATE OR DELETE ON casework_grantnote
    FOR EACH ROW EXECUTE FUNCTION casework_kept();
DROP TRIGGER casework_dossiergrant_terms_kept ON casework_dossiergrant;
CREATE TRIGGER casework_dossiergrant_terms_kept BEFORE UPDATE ON casework_dossiergrant FOR EACH ROW
    WHEN (OLD.ended_at IS NOT NULL
        OR (OLD.dossier_id, OLD.account_id, OLD.unit, OLD.comment, OLD.reason, OLD.since, OLD.until, OLD.granted_by_id)
        IS DISTINCT FROM
        (NEW.dossier_id, NEW.account_id, NEW.unit, NEW.comment, NEW.reason, NEW.since, NEW.until, NEW.granted_by_id))
    EXECUTE FUNCTION casework_kept();
DROP FUNCTION casework_words_kept;
DROP FUNCTION casework_unsaid;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0010_resealing")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
