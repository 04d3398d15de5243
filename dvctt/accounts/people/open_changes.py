"""Changes of identity that wait end with the power of who asked for them (8.3.a)."""

from django.db.models import QuerySet

from dvctt.accounts.models import ChangeRequest
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, clock

OPEN = (ChangeRequest.State.WAITING, ChangeRequest.State.RETURNED)


def withdraw(rows: QuerySet[ChangeRequest], actor: Actor, why: str) -> int:
    """Withdraw those of the requests that are open, in the caller's transaction, and journal why; gives how many."""
    found = list(rows.filter(state__in=OPEN).select_for_update(of=("self",)).order_by("id"))
    for row in found:
        before, row.state = row.state, ChangeRequest.State.WITHDRAWN
        row.decided_at, row.decided_by = clock.now(), actor.id
        row.save(update_fields=["state", "decided_at", "decided_by"])
        after = {"state": str(row.state), "places": [], "why": why}
        journal.append(Ref("change", str(row.id)), actor, "change_withdrawn", before={"state": before}, after=after)
    return len(found)
