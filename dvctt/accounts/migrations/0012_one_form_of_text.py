"""Names are folded anew (look-alikes of đ, unseen characters), and tax codes spelled as they are judged."""

from typing import Any

from django.db import migrations

from dvctt.forms import tax_code_ok, tax_code_text
from dvctt.kernel import fold, tidied

FOLDED = ("Account", "Party", "Registration")


def refold(apps: Any, _editor: Any) -> None:
    """Fold and tidy the names again; only rows whose name an older rule kept otherwise change."""
    for model in (apps.get_model("accounts", name) for name in FOLDED):
        for row in model.objects.exclude(name="").only("id", "name", "folded").iterator(chunk_size=1000):
            name, folded = tidied(row.name), fold(row.name)
            if (name, folded) != (row.name, row.folded):
                model.objects.filter(pk=row.pk).update(name=name, folded=folded)


def respell(apps: Any, _editor: Any) -> None:
    """Spell tax codes plainly; one that a registered organisation has already stays, for people to look at."""
    party, registration = apps.get_model("accounts", "Party"), apps.get_model("accounts", "Registration")
    for row in party.objects.exclude(tax_code="").only("id", "tax_code", "active").iterator(chunk_size=1000):
        code = tax_code_text(row.tax_code)
        taken = row.active and party.objects.filter(tax_code=code, active=True).exclude(pk=row.pk).exists()
        if code != row.tax_code and tax_code_ok(code) and not taken:
            party.objects.filter(pk=row.pk).update(tax_code=code)
    for row in registration.objects.exclude(tax_code="").only("id", "tax_code", "values").iterator(chunk_size=1000):
        code = tax_code_text(row.tax_code)
        if code != row.tax_code and tax_code_ok(code):
            registration.objects.filter(pk=row.pk).update(tax_code=code, values={**row.values, "tax_code": code})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_found_by_name")]
    operations = [
        migrations.RunPython(refold, migrations.RunPython.noop),
        migrations.RunPython(respell, migrations.RunPython.noop),
    ]
