"""Whose a dossier is, by the name under which it was filed (8.3.a)."""

from django.db.models import QuerySet

from dvctt.accounts import people
from dvctt.casework.models import Dossier


def with_owner_as_filed(rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
    """The rows with their owners, and with what `owner_as_filed` needs: no further statement."""
    return rows.select_related("owner").annotate(owner_then=people.identity_as_of("owner", "submitted_at"))


def owner_as_filed(row: Dossier) -> people.Party:
    """The owner as it was when the dossier was filed; of a row read in another way, as it is now."""
    return people.party_as_of(row.owner, getattr(row, "owner_then", None))
