from django.db import migrations

GUARD = """
-- A sign-in only gets its end, once.
CREATE FUNCTION accounts_signin_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL
       AND (NEW.id, NEW.account_id, NEW.at, NEW.method, NEW.assurance, NEW.device, NEW.device_digest, NEW.network)
         = (OLD.id, OLD.account_id, OLD.at, OLD.method, OLD.assurance, OLD.device, OLD.device_digest, OLD.network)
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a sign-in only gets its end, once' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER accounts_signin_ends_once BEFORE UPDATE ON accounts_signin
    FOR EACH ROW EXECUTE FUNCTION accounts_signin_ends_once();
CREATE TRIGGER accounts_signin_append_only BEFORE DELETE ON accounts_signin
    FOR EACH ROW EXECUTE FUNCTION accounts_append_only();
CREATE TRIGGER accounts_signin_not_emptied BEFORE TRUNCATE ON accounts_signin
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_append_only();

-- An external identity belongs to one account (allauth's own constraint); an account has one at each provider.
CREATE UNIQUE INDEX identity_one_each ON socialaccount_socialaccount (user_id, provider);
"""

UNDO = """
DROP INDEX identity_one_each;
DROP FUNCTION accounts_signin_ends_once, accounts_append_only CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sign_ins"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [migrations.RunSQL(GUARD, UNDO)]
