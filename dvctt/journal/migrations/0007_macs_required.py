"""No entry and no seal without its keyed proof."""

from django.db import migrations, models
from django.db.models import Q

MAC = "^[0-9a-f]{72}$"
GUARD = """
CREATE OR REPLACE FUNCTION journal_seal_stamp_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.token IS NULL AND NEW.token IS NOT NULL
       AND to_jsonb(NEW) - 'token' = to_jsonb(OLD) - 'token' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a seal only gets its token, once' USING ERRCODE = 'restrict_violation';
END $$;
"""
UNDO = """
CREATE OR REPLACE FUNCTION journal_seal_stamp_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.token IS NULL AND NEW.token IS NOT NULL
       AND (NEW.id, NEW.number, NEW.at, NEW.count, NEW.previous, NEW.digest)
         = (OLD.id, OLD.number, OLD.at, OLD.count, OLD.previous, OLD.digest) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a seal only gets its token, once' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0006_macs")]
    operations = [
        migrations.AlterField("entry", "mac", models.CharField(max_length=72)),
        migrations.AlterField("seal", "mac", models.CharField(max_length=72)),
        migrations.AddConstraint(
            "entry", models.CheckConstraint(name="journal_entry_mac_format", condition=Q(mac__regex=MAC))
        ),
        migrations.AddConstraint(
            "seal", models.CheckConstraint(name="journal_seal_mac_format", condition=Q(mac__regex=MAC))
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
