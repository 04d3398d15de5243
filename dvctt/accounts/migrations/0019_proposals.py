import django.db.models.deletion
import django.db.models.functions.comparison
import dvctt.kernel.clock
import dvctt.kernel.values
from django.conf import settings
from django.db import migrations, models


# A proposal is answered once, and stays.
GUARD = """
CREATE FUNCTION accounts_proposal_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.outcome = 'waiting' AND NEW.outcome <> 'waiting'
       AND (NEW.id, NEW.kind, NEW.account_id, NEW.what, NEW.proposed_by, NEW.proposed_at)
         = (OLD.id, OLD.kind, OLD.account_id, OLD.what, OLD.proposed_by, OLD.proposed_at) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'a proposal is answered once, and stays' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER accounts_proposal_answered_once BEFORE UPDATE OR DELETE ON accounts_proposal
    FOR EACH ROW EXECUTE FUNCTION accounts_proposal_answered_once();
CREATE TRIGGER accounts_proposal_not_emptied BEFORE TRUNCATE ON accounts_proposal
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_proposal_answered_once();
"""
UNDO = "DROP FUNCTION accounts_proposal_answered_once CASCADE;"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0018_registrants_by_number'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.UUIDField(default=dvctt.kernel.values.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('appointment', 'Appointment'), ('directory_name', 'Directory Name'), ('deputy', 'Deputy'), ('email', 'Email')], max_length=20)),
                ('what', models.JSONField()),
                ('proposed_by', models.CharField(max_length=64)),
                ('proposed_at', models.DateTimeField(default=dvctt.kernel.clock.now)),
                ('outcome', models.CharField(choices=[('waiting', 'Waiting'), ('confirmed', 'Confirmed'), ('refused', 'Refused')], default='waiting', max_length=10)),
                ('answered_by', models.CharField(blank=True, default='', max_length=64)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, default='', max_length=300)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['appointment', 'directory_name', 'deputy', 'email'])), name='proposal_kind_known'), models.CheckConstraint(condition=models.Q(('proposed_by', ''), _negated=True), name='proposal_by_someone'), models.CheckConstraint(condition=models.Q(('proposed_by', django.db.models.functions.comparison.Cast(models.F('account'), models.CharField(max_length=64))), _negated=True), name='proposal_not_for_oneself'), models.CheckConstraint(condition=models.Q(('answered_by', ''), models.Q(('answered_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='proposal_answered_by_another'), models.CheckConstraint(condition=models.Q(('answered_by', django.db.models.functions.comparison.Cast(models.F('account'), models.CharField(max_length=64))), _negated=True), name='proposal_not_answered_for_oneself'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', ''), ('outcome', 'waiting')), models.Q(('answered_at__isnull', False), ('outcome', 'confirmed'), models.Q(('answered_by', ''), _negated=True)), models.Q(('answered_at__isnull', False), ('outcome', 'refused'), models.Q(('answered_by', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='proposal_waits_or_is_answered'), models.UniqueConstraint(condition=models.Q(('outcome', 'waiting')), fields=('kind', 'account', 'what'), name='proposal_waits_once')],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
