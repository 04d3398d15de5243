"""What the database itself refuses: changed bytes, changed documents, a register entry that comes back into force."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION documents_document_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'scan_state' IS DISTINCT FROM to_jsonb(OLD) - 'scan_state' THEN
        RAISE EXCEPTION 'a document is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.scan_state IS DISTINCT FROM OLD.scan_state AND OLD.scan_state NOT IN ('pending', 'unscanned') THEN
        RAISE EXCEPTION 'the scan of a document is over' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_issued_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := ARRAY['state', 'state_reason', 'state_at', 'superseded_by_id'];
BEGIN
    IF to_jsonb(NEW) - moving IS DISTINCT FROM to_jsonb(OLD) - moving THEN
        RAISE EXCEPTION 'an issued document is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> 'in_force' THEN
        RAISE EXCEPTION 'an issued document does not come back' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION documents_done_with_result() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing boolean;
BEGIN
    EXECUTE format('SELECT count(*) > 0 FROM %I WHERE id = $1 AND state = ''done'' AND %I IS NULL',
                   TG_TABLE_NAME, TG_ARGV[0]) INTO missing USING NEW.id;
    IF missing THEN
        RAISE EXCEPTION '% is done without its %', TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER documents_blob_frozen BEFORE UPDATE OR DELETE ON documents_blob
    FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_blob_untruncated BEFORE TRUNCATE ON documents_blob
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_document_frozen BEFORE UPDATE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_document_keep();
CREATE TRIGGER documents_document_undeleted BEFORE DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_document_untruncated BEFORE TRUNCATE ON documents_document
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_issued_frozen BEFORE UPDATE ON documents_issued
    FOR EACH ROW EXECUTE FUNCTION documents_issued_keep();
CREATE TRIGGER documents_issued_undeleted BEFORE DELETE ON documents_issued
    FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_issued_untruncated BEFORE TRUNCATE ON documents_issued
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
CREATE CONSTRAINT TRIGGER documents_rendition_done_with_document AFTER INSERT OR UPDATE ON documents_rendition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_done_with_result('document_id');
CREATE CONSTRAINT TRIGGER documents_validation_done_with_report AFTER INSERT OR UPDATE ON documents_validation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION documents_done_with_result('report');
"""

BACKWARD = """
DROP TRIGGER documents_rendition_done_with_document ON documents_rendition;
DROP TRIGGER documents_validation_done_with_report ON documents_validation;
DROP FUNCTION documents_done_with_result();
DROP TRIGGER documents_blob_frozen ON documents_blob;
DROP TRIGGER documents_blob_untruncated ON documents_blob;
DROP TRIGGER documents_document_frozen ON documents_document;
DROP TRIGGER documents_document_undeleted ON documents_document;
DROP TRIGGER documents_document_untruncated ON documents_document;
DROP TRIGGER documents_issued_frozen ON documents_issued;
DROP TRIGGER documents_issued_undeleted ON documents_issued;
DROP TRIGGER documents_issued_untruncated ON documents_issued;
DROP FUNCTION documents_refuse();
DROP FUNCTION documents_document_keep();
DROP FUNCTION documents_issued_keep();
"""


class Migration(migrations.Migration):
    """Triggers of the package."""

    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
