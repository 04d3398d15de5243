"""Acts keep what they set of the contents of documents; sealed values in acts may be sealed under a newer key."""

from django.db import migrations, models

GUARD = r"""
CREATE OR REPLACE FUNCTION casework_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('dvctt.erasing', true) = 'on'
       AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV AND casework_unsaid(to_jsonb(OLD), to_jsonb(NEW))
    THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND current_setting('dvctt.resealing', true) = 'on'
       AND regexp_replace(to_jsonb(NEW)::text, 'gAAAAA[A-Za-z0-9_=-]+', '', 'g')
         = regexp_replace(to_jsonb(OLD)::text, 'gAAAAA[A-Za-z0-9_=-]+', '', 'g')
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
"""

UNDO = """
CREATE OR REPLACE FUNCTION casework_words_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('dvctt.erasing', true) = 'on'
       AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV AND casework_unsaid(to_jsonb(OLD), to_jsonb(NEW))
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_folded_anew")]
    operations = [
        migrations.AddField("act", "contents", models.JSONField(default=dict)),
        migrations.RunSQL(GUARD, UNDO),
    ]
