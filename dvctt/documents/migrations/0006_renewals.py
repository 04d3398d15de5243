"""Files of signed documents that were stamped again, and until when their stamps prove them."""

import django.db.models.deletion
from django.db import migrations, models

import dvctt.kernel.clock
import dvctt.kernel.values

FORWARD = """
CREATE TRIGGER documents_renewal_frozen BEFORE UPDATE OR DELETE ON documents_renewal
    FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER documents_renewal_untruncated BEFORE TRUNCATE ON documents_renewal
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
"""
BACKWARD = """
DROP TRIGGER documents_renewal_frozen ON documents_renewal;
DROP TRIGGER documents_renewal_untruncated ON documents_renewal;
"""


class Migration(migrations.Migration):
    """Table and triggers."""

    dependencies = [("documents", "0005_recorded")]
    operations = [
        migrations.CreateModel(
            name="Renewal",
            fields=[
                ("id", models.UUIDField(default=dvctt.kernel.values.new_id, editable=False, primary_key=True,
                                        serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("until", models.DateTimeField()),
                ("created_at", models.DateTimeField(default=dvctt.kernel.clock.now, editable=False)),
                ("blob", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+",
                                           to="documents.blob")),
                ("document", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="renewals",
                                               to="documents.document")),
            ],
            options={
                "indexes": [models.Index(fields=["until"], name="documents_renewal_ending")],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="documents_renewal_numbered"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 0), ("number__lt", 100)),
                                           name="documents_renewal_countable"),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]  # fmt: skip
