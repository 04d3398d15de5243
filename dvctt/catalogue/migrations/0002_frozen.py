"""Published versions and their files never change (4.2)."""

from django.db import migrations

FREEZE = """
CREATE FUNCTION catalogue_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version is frozen' USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_NAME;
END $$;

CREATE TRIGGER catalogue_version_frozen BEFORE UPDATE OR DELETE ON catalogue_version
    FOR EACH ROW EXECUTE FUNCTION catalogue_frozen();
CREATE TRIGGER catalogue_version_kept BEFORE TRUNCATE ON catalogue_version
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_frozen();
CREATE TRIGGER catalogue_file_frozen BEFORE UPDATE OR DELETE ON catalogue_versionfile
    FOR EACH ROW EXECUTE FUNCTION catalogue_frozen();
CREATE TRIGGER catalogue_file_kept BEFORE TRUNCATE ON catalogue_versionfile
    FOR EACH STATEMENT EXECUTE FUNCTION catalogue_frozen();
"""

THAW = """
DROP TRIGGER catalogue_version_frozen ON catalogue_version;
DROP TRIGGER catalogue_version_kept ON catalogue_version;
DROP TRIGGER catalogue_file_frozen ON catalogue_versionfile;
DROP TRIGGER catalogue_file_kept ON catalogue_versionfile;
DROP FUNCTION catalogue_frozen;
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
