"""Who a party was at an earlier moment: what was filed keeps the identity with which it was filed (8.3.a)."""

import json
from copy import copy

from django.db.models import OuterRef, Subquery

from dvctt.accounts.models import ChangeRequest, Party
from dvctt.journal import api as journal
from dvctt.kernel import fold

KEPT = ("name", "organisation_kind", "tax_code", "establishment", "representative_name", "representative_position")


def identity_as_of(party: str, moment: str) -> Subquery:
    """An expression for a query of rows that name a party and a moment: its identity then, sealed.

    Null where it is still the same.
    """
    since = ChangeRequest.objects.filter(party=OuterRef(party), state="approved", decided_at__gt=OuterRef(moment))
    return Subquery(since.order_by("decided_at").values("old_sealed")[:1])


def party_as_of(row: Party, then: str | None) -> Party:
    """The party with the identity that it had; how to reach it is always as of today. Not to be saved."""
    if not then:
        return row
    old, was = json.loads(journal.cipher().decrypt(then)), copy(row)
    for name in KEPT:
        if name in old:
            setattr(was, name, old[name])
    was.folded = fold(was.name)
    return was
