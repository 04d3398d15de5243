"""Registrations are found by the number of who would hold the account, for a person or for an organisation."""

import json
from typing import Any

from django.db import migrations, models
from django.db.models import Q

from dvctt.accounts.registration.declaration import registrant
from dvctt.accounts.people.identity_numbers import identity_index
from dvctt.journal import api as journal

EMPTY = ("name", "folded", "email", "email_skeleton", "identity_index", "person_index", "tax_code", "sealed")


def index_registrants(apps: Any, _editor: Any) -> None:
    """Fill in the index from what was declared; what was erased has nothing any more."""
    rows = apps.get_model("accounts", "Registration").objects
    for row in rows.exclude(sealed="").only("id", "values", "sealed").iterator(chunk_size=1000):
        said = {**row.values, **json.loads(journal.cipher().decrypt(row.sealed))}
        rows.filter(pk=row.pk).update(person_index=identity_index(registrant(said)["citizen_id"]))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_drafts_by_page")]
    operations = [
        migrations.AddField(
            "registration", "person_index", models.CharField(blank=True, db_index=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RemoveConstraint("registration", "registration_erased_is_empty"),
        migrations.AddConstraint(
            "registration",
            models.CheckConstraint(
                name="registration_erased_is_empty",
                condition=Q(erased_at=None) | Q(**dict.fromkeys(EMPTY, ""), values={}),
            ),
        ),
        migrations.RunPython(index_registrants, migrations.RunPython.noop, elidable=True),
    ]  # fmt: skip
