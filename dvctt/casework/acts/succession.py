"""An officer's service has ended: his dossiers go to a successor or back to their unit, his grants end (15.1)."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts import people
from dvctt.authority import SystemPower, require
from dvctt.casework.core.loaded import LoadedDossier, ref_of
from dvctt.casework.core.lock import locked
from dvctt.casework.models import Act, Dossier
from dvctt.casework.models.grants import DossierGrant
from dvctt.casework.record import commitment, side_acts
from dvctt.journal import api as journal
from dvctt.kernel import Actor, clock, system
from dvctt.notices import api as notices
from dvctt.outbox import api as outbox

ACT = "assignee:changed"
LEAVING = system("service_end")
MOST = 200
TOLD = 20


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
    require(actor, SystemPower.OFFICIALS)
    people.account(actor, account_id)
    rows = list(_held(account_id).values_list("holder_unit", "code"))
    counted = Counter(unit for unit, _code in rows)
    live = DossierGrant.objects.filter(account_id=account_id, ended_at=None, until__gt=clock.now()).count()
    return WorkView(tuple(sorted(counted.items())), tuple(code or "" for _unit, code in rows[:MOST]), live)


def service_ended(event: outbox.EventView) -> None:
    """Hand the officer's work over, dossier by dossier; what was handed over already is left as it is."""
    account = UUID(event.ref.id)
    for dossier in list(_held(account).values_list("pk", flat=True)):
        _hand_on(dossier, account, event)
    _tell_receiver(event)
    for row in DossierGrant.objects.filter(account_id=account, ended_at=None, until__gt=clock.now()):
        _end_grant(row, UUID(event.payload["by"]))


def _held(account_id: UUID) -> QuerySet[Dossier]:
    return Dossier.objects.filter(assignee_id=account_id, closed_at__isnull=True).order_by("queue_at", "id")


@transaction.atomic
def _hand_on(dossier_id: UUID, account: UUID, event: outbox.EventView) -> None:
    successor, by = str(event.payload["successor"]), str(event.payload["by"])
    row = locked(LEAVING, dossier_id)
    if row.assignee_id != account:
        return
    loaded, before = LoadedDossier(row, clock.now()), people.display_name(account)
    stood = commitment.state_to_commit(loaded)
    taker = successor if successor in {one.account_id for one in people.officers(row.holder_unit)} else ""
    row.assignee_id, row.touched_at = UUID(taker) if taker else None, loaded.now
    row.save(update_fields=["assignee", "touched_at"])
    side_acts.record(
        loaded, LEAVING, ACT, before={"assignee": str(account)}, after={"assignee": taker, "by": by},
        inputs={
            "from": before, "to": people.display_name(taker) if taker else "", "by": people.display_name(by),
        },
        stood=stood, key=f"{event.id}:{dossier_id}",
    )  # fmt: skip


def _tell_receiver(event: outbox.EventView) -> None:
    """One notice of all that was handed over, with the codes of the first of them; none where nothing was."""
    successor = str(event.payload["successor"])
    acts = Act.objects.filter(action=ACT, actor_id=LEAVING.id, key__startswith=f"{event.id}:").order_by("at", "seq")
    taken = acts.exclude(inputs__to="") if successor else acts.none()
    rows = list(taken.values_list("dossier__code", "dossier__holder_unit"))
    if not rows:
        return
    codes = [code or "" for code, _unit in rows]
    listed = [*codes[: TOLD - 1], f"{codes[TOLD - 1]}…"] if len(codes) > TOLD else codes
    values = {"name": people.display_name(event.ref.id), "count": len(codes), "codes": listed}
    notices.send_letter(
        people.recipient_for(successor),
        "officer/handed_over",
        values | {"link": "/officer/?tab=mine"},
        subject_ref=event.ref,
        key=f"handed:{event.id}",
        unit=rows[0][1],
    )


@transaction.atomic
def _end_grant(row: DossierGrant, by: UUID) -> None:
    row.ended_at, row.ended_by_id = max(clock.now(), row.since), by
    row.save(update_fields=["ended_at", "ended_by"])
    before, after = {"grant": str(row.id)}, {"ended": True, "by": str(by)}
    journal.append(ref_of(row.dossier_id), LEAVING, "dossier:share_ended", before=before, after=after)
