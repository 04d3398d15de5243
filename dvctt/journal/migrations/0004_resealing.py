"""Personal values may be sealed under a newer key: what they say is held by the commitments of their entry."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION journal_personal_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id = OLD.entry_id AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL THEN RETURN NEW; END IF;
    IF current_setting('dvctt.resealing', true) = 'on' AND NEW.entry_id = OLD.entry_id
       AND OLD.erased_at IS NULL AND NEW.erased_at IS NULL AND OLD.sealed <> '' AND NEW.sealed <> ''
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'personal values may only be erased' USING ERRCODE = 'restrict_violation';
END $$;
"""

UNDO = """
CREATE OR REPLACE FUNCTION journal_personal_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id = OLD.entry_id AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'personal values may only be erased' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0003_looks_told")]
    operations = [migrations.RunSQL(GUARD, UNDO)]
