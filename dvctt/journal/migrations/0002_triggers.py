from django.db import migrations

GUARD = """
CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- A head starts empty and follows its entries one by one; an update that changes nothing is how it is locked.
CREATE FUNCTION journal_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.seq = 0 THEN RETURN NEW; END IF;
    ELSIF (NEW.subject_kind, NEW.subject_id) = (OLD.subject_kind, OLD.subject_id) THEN
        IF NEW.seq = OLD.seq AND NEW.hash = OLD.hash THEN RETURN NEW; END IF;
        IF NEW.seq = OLD.seq + 1 AND EXISTS (
            SELECT FROM journal_entry e WHERE e.subject_kind = NEW.subject_kind AND e.subject_id = NEW.subject_id
            AND e.seq = NEW.seq AND e.hash = NEW.hash
        ) THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'a head only moves forward, with its entries' USING ERRCODE = 'restrict_violation';
END $$;

-- Each entry continues the chain of its subject, and the head moves with it.
CREATE FUNCTION journal_entry_continues() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journal_head h SET seq = NEW.seq, hash = NEW.hash
    WHERE h.subject_kind = NEW.subject_kind AND h.subject_id = NEW.subject_id AND h.seq = NEW.seq - 1
      AND NEW.hash = encode(sha256(convert_to(h.hash || NEW.body, 'UTF8')), 'hex');
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the entry does not continue the chain' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

-- Personal values may be emptied, once.
CREATE FUNCTION journal_personal_erase_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.entry_id = OLD.entry_id AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'personal values may only be erased' USING ERRCODE = 'restrict_violation';
END $$;

-- A seal gets its time stamp once.
CREATE FUNCTION journal_seal_stamp_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.token IS NULL AND NEW.token IS NOT NULL
       AND (NEW.id, NEW.number, NEW.at, NEW.count, NEW.previous, NEW.digest)
         = (OLD.id, OLD.number, OLD.at, OLD.count, OLD.previous, OLD.digest) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a seal only gets its token, once' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_head_forward BEFORE INSERT OR UPDATE ON journal_head
    FOR EACH ROW EXECUTE FUNCTION journal_head_forward();
CREATE TRIGGER journal_entry_continues AFTER INSERT ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_continues();
CREATE TRIGGER journal_personal_erase_only BEFORE UPDATE ON journal_personal
    FOR EACH ROW EXECUTE FUNCTION journal_personal_erase_only();
CREATE TRIGGER journal_seal_stamp_once BEFORE UPDATE ON journal_seal
    FOR EACH ROW EXECUTE FUNCTION journal_seal_stamp_once();
"""

TABLES = {
    "journal_head": "DELETE",
    "journal_entry": "UPDATE OR DELETE",
    "journal_personal": "DELETE",
    "journal_seal": "DELETE",
    "journal_sealitem": "UPDATE OR DELETE",
    "journal_look": "UPDATE OR DELETE",
}

REFUSE = "\n".join(
    f"""
CREATE TRIGGER {table}_append_only BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION journal_append_only();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""
    for table, verbs in TABLES.items()
)

UNDO = """
DROP FUNCTION journal_append_only, journal_head_forward, journal_entry_continues,
    journal_personal_erase_only, journal_seal_stamp_once CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(GUARD + REFUSE, UNDO)]
