"""The names of owners are folded anew: look-alikes of đ, and characters that nobody sees."""

from typing import Any

from django.db import migrations

from dvctt.kernel import fold


def refold(apps: Any, _editor: Any) -> None:
    """Fold what an older rule kept otherwise; it is folded text already, so that folding it again is enough."""
    dossier = apps.get_model("casework", "Dossier")
    for row in dossier.objects.exclude(owner_folded="").only("id", "owner_folded").iterator(chunk_size=1000):
        folded = fold(row.owner_folded)
        if folded != row.owner_folded:
            dossier.objects.filter(pk=row.pk).update(owner_folded=folded)


class Migration(migrations.Migration):
    dependencies = [("casework", "0014_found_by_words")]
    operations = [migrations.RunPython(refold, migrations.RunPython.noop)]
