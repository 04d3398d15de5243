"""Entries about fees are added up and only added; what is open is kept on the dossier's row.

Of dossiers of before it is worked out by the sweep (`reindexing`): until then it is null.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

GUARD = """
CREATE TRIGGER casework_feenote_kept BEFORE UPDATE OR DELETE ON casework_feenote
    FOR EACH ROW EXECUTE FUNCTION casework_words_kept('note');
CREATE TRIGGER casework_feenote_not_emptied BEFORE TRUNCATE ON casework_feenote
    FOR EACH STATEMENT EXECUTE FUNCTION casework_kept();
"""
UNDO = """
DROP TRIGGER casework_feenote_kept ON casework_feenote;
DROP TRIGGER casework_feenote_not_emptied ON casework_feenote;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_one_form_of_text"),
        ("casework", "0021_act_unit"),
        ("catalogue", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("dossier", "open_fees", models.JSONField(null=True)),
        migrations.AlterField("dossier", "open_fees", models.JSONField(default=dict, null=True)),
        migrations.AddConstraint(
            "dossier",
            models.CheckConstraint(
                name="dossier_fees_due_from_submission",
                condition=Q(submitted_at__isnull=False) | Q(open_fees__isnull=True) | Q(open_fees={}),
            ),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(name="dossier_open_fees", fields=["receiving", "version"], condition=~Q(open_fees={})),
        ),
        migrations.AddIndex(
            "dossier",
            models.Index(
                name="dossier_fees_to_work_out",
                fields=["-submitted_at"],
                condition=Q(open_fees__isnull=True, submitted_at__isnull=False),
            ),
        ),
        migrations.AddField("feenote", "kind", models.CharField(default="payment", max_length=10)),
        migrations.AlterField("feenote", "amount", models.BigIntegerField(null=True)),
        migrations.AddConstraint(
            "feenote",
            models.CheckConstraint(
                name="fee_note_kind_known", condition=Q(kind__in=["payment", "correction", "set", "release"])
            ),
        ),
        migrations.AddConstraint(
            "feenote",
            models.CheckConstraint(
                name="fee_note_amount_not_negative",
                condition=Q(kind="correction") | Q(amount__isnull=True) | Q(amount__gte=0),
            ),
        ),
        migrations.AddConstraint(
            "feenote",
            models.CheckConstraint(name="fee_note_says_how_much", condition=~Q(kind__in=["set", "correction"]) | Q(amount__isnull=False)),
        ),
        migrations.AddConstraint(
            "feenote",
            models.CheckConstraint(
                name="fee_note_change_has_reason", condition=~Q(kind__in=["correction", "release"]) | ~Q(note="")
            ),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
