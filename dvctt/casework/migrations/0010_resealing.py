"""Frozen answers may have their sealed values sealed under a newer key, and nothing else of them may change."""

from django.db import migrations

GUARD = r"""
CREATE OR REPLACE FUNCTION casework_answers_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        IF TG_OP = 'UPDATE' AND current_setting('dvctt.resealing', true) = 'on'
           AND regexp_replace(to_jsonb(NEW)::text, 'gAAAAA[A-Za-z0-9_=-]+', '', 'g')
             = regexp_replace(to_jsonb(OLD)::text, 'gAAAAA[A-Za-z0-9_=-]+', '', 'g')
        THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'filed answers are frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""

UNDO = """
CREATE OR REPLACE FUNCTION casework_answers_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION 'filed answers are frozen'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0009_mandates_known")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
