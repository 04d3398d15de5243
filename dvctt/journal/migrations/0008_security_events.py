import dvctt.kernel.values
from django.db import migrations, models

# A row only counts on, and stays for as long as the shortest time that a ministry may keep it.
GUARD = """
CREATE FUNCTION journal_securityevent_counts_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.minute, NEW.kind, NEW.detail, NEW.place, NEW.account, NEW.named, NEW.network)
     = (OLD.id, OLD.minute, OLD.kind, OLD.detail, OLD.place, OLD.account, OLD.named, OLD.network)
       AND NEW.count >= OLD.count AND NEW.last_at >= OLD.last_at THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a security event only counts on' USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION journal_securityevent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.minute < now() - interval '30 days' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a security event is kept for thirty days at least' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_securityevent_counts_on BEFORE UPDATE ON journal_securityevent
    FOR EACH ROW EXECUTE FUNCTION journal_securityevent_counts_on();
CREATE TRIGGER journal_securityevent_kept BEFORE DELETE ON journal_securityevent
    FOR EACH ROW EXECUTE FUNCTION journal_securityevent_kept();
CREATE TRIGGER journal_securityevent_not_emptied BEFORE TRUNCATE ON journal_securityevent
    FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only();
"""
UNDO = "DROP FUNCTION journal_securityevent_counts_on, journal_securityevent_kept CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0007_macs_required'),
    ]

    operations = [
        migrations.CreateModel(
            name='SecurityEvent',
            fields=[
                ('id', models.UUIDField(default=dvctt.kernel.values.new_id, editable=False, primary_key=True, serialize=False)),
                ('minute', models.DateTimeField()),
                ('kind', models.CharField(max_length=30)),
                ('detail', models.CharField(blank=True, default='', max_length=60)),
                ('place', models.CharField(blank=True, default='', max_length=80)),
                ('account', models.CharField(blank=True, default='', max_length=64)),
                ('named', models.CharField(blank=True, default='', max_length=64)),
                ('network', models.CharField(blank=True, default='', max_length=50)),
                ('count', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'minute'], name='securityevent_by_kind')],
                'constraints': [models.UniqueConstraint(fields=('minute', 'kind', 'detail', 'place', 'account', 'named', 'network'), name='securityevent_once_a_minute'), models.CheckConstraint(condition=models.Q(('kind', ''), _negated=True), name='securityevent_kind_named'), models.CheckConstraint(condition=models.Q(('count__gte', 1)), name='securityevent_counts'), models.CheckConstraint(condition=models.Q(('last_at__gte', models.F('minute'))), name='securityevent_last_not_before')],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
