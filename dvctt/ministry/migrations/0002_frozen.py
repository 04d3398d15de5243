"""A version of the calendar that is in force does not change: due dates were computed from it."""

from django.db import migrations

CREATE = """
CREATE FUNCTION ministry_calendar_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'calendar versions are not truncated' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_TABLE_NAME = 'ministry_calendarversion' THEN
        IF OLD.in_force_at IS NOT NULL THEN
            RAISE EXCEPTION 'calendar % is in force', OLD.version USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF EXISTS (
        SELECT 1 FROM ministry_calendarversion
        WHERE in_force_at IS NOT NULL AND (
            (TG_OP <> 'INSERT' AND version = OLD.calendar_id) OR (TG_OP <> 'DELETE' AND version = NEW.calendar_id)
        )
    ) THEN
        RAISE EXCEPTION 'the calendar of this day is in force' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER ministry_calendarversion_frozen BEFORE UPDATE OR DELETE ON ministry_calendarversion
    FOR EACH ROW EXECUTE FUNCTION ministry_calendar_frozen();
CREATE TRIGGER ministry_calendarversion_kept BEFORE TRUNCATE ON ministry_calendarversion
    FOR EACH STATEMENT EXECUTE FUNCTION ministry_calendar_frozen();
CREATE TRIGGER ministry_calendarday_frozen BEFORE INSERT OR UPDATE OR DELETE ON ministry_calendarday
    FOR EACH ROW EXECUTE FUNCTION ministry_calendar_frozen();
CREATE TRIGGER ministry_calendarday_kept BEFORE TRUNCATE ON ministry_calendarday
    FOR EACH STATEMENT EXECUTE FUNCTION ministry_calendar_frozen();
"""
DROP = """
DROP TRIGGER ministry_calendarversion_frozen ON ministry_calendarversion;
DROP TRIGGER ministry_calendarversion_kept ON ministry_calendarversion;
DROP TRIGGER ministry_calendarday_frozen ON ministry_calendarday;
DROP TRIGGER ministry_calendarday_kept ON ministry_calendarday;
DROP FUNCTION ministry_calendar_frozen();
"""


class Migration(migrations.Migration):
    """Freeze calendars in force."""

    dependencies = [("ministry", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
