"""What stands in the register and what was judged before acts bound it enters the journal as it stands now.

The facts are computed by the very functions that compare them later: acts of long ago must fit their rows.
"""

from django.db import migrations


def forward(apps, schema_editor) -> None:
    from dvctt.documents import recording

    for row in apps.get_model("documents", "Issued").objects.select_related("document").order_by("created_at", "id"):
        recording.record_issued(recording.SELF, row, recording.ENTERED, None)
    judged = apps.get_model("documents", "Validation").objects.filter(report__isnull=False)
    for row in judged.order_by("created_at", "id").iterator(chunk_size=500):
        recording.record_judged(row)


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_photographs"), ("journal", "0007_macs_required")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
