"""An officer's service has ended: his dossiers go to a successor or back to their unit, his grants end (15.1)."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts import api as accounts
from dvctt.casework.actions import locked
from dvctt.casework.grant_models import DossierGrant
from dvctt.casework.models import Act, Dossier
from dvctt.casework.subject import Subject, ref_of
from dvctt.journal import api as journal
from dvctt.kernel import Actor, clock, system
from dvctt.kernel.authority import Power, require
from dvctt.outbox import api as outbox

ACT = "assignee:changed"
LEAVING = system("service_end")
MOST = 200


@dataclass(frozen=True)
class WorkView:
    """What stands in an officer's name: open dossiers by unit, the codes of the first of them, live grants."""

    units: tuple[tuple[str, int], ...]
    codes: tuple[str, ...]
    grants: int

    @property
    def dossiers(self) -> int:
        """How many open dossiers."""
        return sum(count for _unit, count in self.units)


def work_of(actor: Actor, account_id: UUID) -> WorkView:
    """Give what would be handed over if the officer left, by code alone (14.1.c); raises Forbidden and NotFound."""
    require(actor, Power.OFFICIALS)
    accounts.account(actor, account_id)
    rows = list(_held(account_id).values_list("holder_unit", "code"))
    counted = Counter(unit for unit, _code in rows)
    live = DossierGrant.objects.filter(account_id=account_id, ended_at=None, until__gt=clock.now()).count()
    return WorkView(tuple(sorted(counted.items())), tuple(code or "" for _unit, code in rows[:MOST]), live)


def service_ended(event: outbox.EventView) -> None:
    """Hand the officer's work over, dossier by dossier; what was handed over already is left as it is."""
    account, successor = UUID(event.ref.id), str(event.payload["successor"])
    for dossier in list(_held(account).values_list("pk", flat=True)):
        _hand_on(dossier, account, successor)
    for row in DossierGrant.objects.filter(account_id=account, ended_at=None, until__gt=clock.now()):
        _end_grant(row, UUID(event.payload["by"]))


def _held(account_id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.filter(assignee_id=account_id, closed_at__isnull=True).order_by("queue_at", "id")


@transaction.atomic
def _hand_on(dossier_id: UUID, account: UUID, successor: str) -> None:
    row = locked(LEAVING, dossier_id)
    if row.assignee_id != account:
        return
    subject, before = Subject(row, clock.now()), accounts.display_name(account)
    taker = successor if successor in {one.account_id for one in accounts.officers(row.holder_unit)} else ""
    row.assignee_id, row.touched_at = UUID(taker) if taker else None, subject.now
    row.save(update_fields=["assignee", "touched_at"])
    entry = journal.append(
        subject.ref, LEAVING, ACT, before={"assignee": str(account)}, after={"assignee": taker}, at=subject.now
    )
    Act.objects.create(
        dossier=row, seq=entry.seq, action=ACT, at=subject.now, actor_kind=LEAVING.kind, actor_id=LEAVING.id,
        actor_name=LEAVING.name, from_state=row.state, to_state=row.state, revision=row.revision,
        inputs={"from": before, "to": accounts.display_name(taker) if taker else ""},
    )  # fmt: skip


@transaction.atomic
def _end_grant(row: DossierGrant, by: UUID) -> None:
    row.ended_at, row.ended_by_id = max(clock.now(), row.since), by
    row.save(update_fields=["ended_at", "ended_by"])
    before = {"grant": str(row.id)}
    journal.append(ref_of(row.dossier_id), LEAVING, "dossier:share_ended", before=before, after={"ended": True})
