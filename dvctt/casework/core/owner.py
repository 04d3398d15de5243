"""Whose a dossier is, by the name under which it was filed (8.3.a)."""

from django.db.models import QuerySet

from dvctt.accounts import people
from dvctt.casework.models import Dossier


def followed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The rows with their owners, and with what `owner_of` needs: no further statement."""
    return rows.select_related("owner").annotate(owner_then=people.identity_then("owner", "submitted_at"))


def owner_of(row: Dossier) -> people.Party:
    """The owner as it was when the dossier was filed; of a row read in another way, as it is now."""
    return people.as_it_was(row.owner, getattr(row, "owner_then", None))
