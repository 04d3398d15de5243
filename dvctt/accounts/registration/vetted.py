"""How a request is vetted, whatever it asks for: received by the clock, queued, found, answered (N.vetting, N.refusal).

What it grants is its own: an account (`intake`), or a change of who somebody is (`changes.identity_changes`).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from dvctt.accounts.models import ChangeRequest, Registration
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.access_log import looked
from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration.declaration import registration_form
from dvctt.accounts.registration.duplicates import same_as, same_number_known
from dvctt.accounts.registration.read_models import VettingRow
from dvctt.authority import SystemPower, SystemReach, reaches, require, units
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, Text, clock, composed
from dvctt.ministry import api as ministry
from dvctt.workflow import Clock, ClockEvent, Standing, explain, run_clock

R = TypeVar("R", Registration, ChangeRequest)
LONGEST_REMARK = LONGEST_REASON = 1000
LONGEST_VETTING = 30
WAITING = "waiting"


def receive(row: Registration | ChangeRequest, vetting: str) -> None:
    """Let the request wait for who vets it, by a clock that begins now; what was answered before is gone from it."""
    now, calendar = clock.now(), ministry.calendar()
    row.state, row.vetting, row.received_at = WAITING, vetting, now
    row.calendar, row.due_at = calendar.version, vetting_due(now)
    row.reasons, row.decided_at, row.decided_by = [], None, ""
    row.save()


def vetting_due(received_at: datetime) -> datetime:
    """Compute by when a request received then must be answered, by the calendar in force (N.vetting)."""
    due = _vetting(received_at).due
    assert due is not None
    return due


def vetting_steps(received_at: datetime, language: str) -> list[str]:
    """Say how that instant is counted, a sentence a line, with the days of rest that do not count (N.vetting)."""
    return explain(_vetting(received_at), language)


def vetting_clock(days: int) -> Clock:
    """The clock of vetting, of so many working days."""
    label = Text(vi="Kiểm tra đăng ký", en="Check of the registration")
    return Clock(label=label, unit="working_day", length=days, basis="N.vetting")


def _vetting(received_at: datetime) -> Standing:
    spec = vetting_clock(int(ministry.setting("accounts.vetting.days")))
    return run_clock(spec, [ClockEvent(received_at, "start")], ministry.calendar(), now=received_at)


def vetter_scope(actor: Actor) -> Q:
    """Which requests are the actor's to vet: the operator's, and those of the agencies where one is a vetter."""
    mine = Q(vetting="agency", agency__in=units(actor, SystemPower.VET, SystemReach.AGENCY))
    operated = reaches(actor, SystemPower.VET, SystemReach.OPERATED)
    return mine | Q(vetting__in=["operator", "off"]) if operated else mine


def queue(
    actor: Actor, rows: QuerySet[R], person_known: Q, *, limit: int, after: UUID | None = None
) -> tuple[VettingRow, ...]:
    """Give those of the requests that wait for this vetter, the nearest deadline first, those that follow `after`.

    `person_known` says of which ones the person is known. Raises Forbidden for who vets nothing.
    """
    require(actor, SystemPower.VET)
    last = rows.filter(id=after, due_at__isnull=False).first() if after else None
    waiting = rows.filter(vetter_scope(actor), state=WAITING)
    waiting = waiting.annotate(doubled=same_number_known(), person_known=person_known)
    if last is not None:
        waiting = waiting.filter(Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.id))
    return tuple(
        VettingRow(
            row.id, row.kind, row.name, row.agency if row.vetting == "agency" else "", row.received_at, row.due_at,
            is_overdue(row), row.tax_code,
            same_as(row.identity_index, doubled=row.doubled, person_known=row.person_known),
        )
        for row in waiting.order_by("due_at", "id")[:limit]
        if row.received_at and row.due_at
    )  # fmt: skip


def is_overdue(row: Registration | ChangeRequest) -> bool:
    """Whether it waits for an answer that was due before now."""
    return row.state == WAITING and row.due_at is not None and row.due_at < clock.now()


def open_acts(row: Registration | ChangeRequest) -> tuple[str, ...]:
    """What a vetter may answer to it now."""
    return ("approve", "return", "refuse") if row.state == WAITING else ()


def remarks_of(row: Registration | ChangeRequest) -> tuple[Remark, ...]:
    """The remarks of its last answer."""
    return tuple(Remark(one["place"], one["text"]) for one in row.reasons)


def find(actor: Actor, rows: QuerySet[R], number: UUID | str) -> R:
    """Find a received request to who vets it; raises NotFound for others."""
    row = rows.filter(vetter_scope(actor), id=as_uuid(number), received_at__isnull=False).first()
    if row is None:
        raise NotFound(f"request {number}")
    return row


def looked_at(actor: Actor, rows: QuerySet[R], number: UUID | str) -> R:
    """Find as `find` does; the look is logged."""
    row = find(actor, rows, number)
    looked(actor, row.ref, "vetting", SystemPower.VET)
    return row


def locked(actor: Actor, rows: QuerySet[R], number: UUID | str) -> R:
    """Lock one that waits to be answered; raises NotFound, and Refused `wrong_state` for one that is answered."""
    row = find(actor, rows.select_for_update(of=("self",), no_key=True), number)
    if row.state != WAITING:
        raise Refused(Reason("wrong_state", {"state": row.state}))
    return row


def decide(
    row: Registration | ChangeRequest, actor: Actor, state: str, reasons: Sequence[Mapping[str, str]] = ()
) -> None:
    """Keep the answer and who gave it, and journal it.

    The sentences may speak of the person, so that the chain holds them as personal values.
    """
    before, now = row.state, clock.now()
    row.state, row.reasons, row.decided_at, row.decided_by = state, list(reasons), now, actor.id
    row.save()
    said = {f"remark.{number}": one["text"] for number, one in enumerate(reasons, 1)}
    said |= {"reason": row.accept_reason} if row.accept_reason else {}
    after = {"state": state, "places": [one["place"] for one in reasons]}
    journal.append(row.ref, actor, f"{row.ACT}{state}", before={"state": before}, after=after, personal=said, at=now)


def checked_remarks(kind: str, remarks: Sequence[Remark]) -> list[dict[str, str]]:
    """Let remarks pass that say something at a field of the form; raises Invalid at `remarks.N`, or `remarks`."""
    places = {"", *(field.id for field in registration_form(kind).fields())}
    faults = [Fault(f"remarks.{n}", "unknown_field") for n, one in enumerate(remarks) if one.place not in places]
    faults += [Fault(f"remarks.{n}", "required") for n, one in enumerate(remarks) if not one.text.strip()]
    faults += [
        Fault(f"remarks.{n}", "too_long", {"max": LONGEST_REMARK})
        for n, one in enumerate(remarks)
        if len(one.text) > LONGEST_REMARK
    ]
    if not remarks:
        faults.append(Fault("remarks", "required"))
    if faults:
        raise Invalid(*faults)
    return [{"place": one.place, "text": composed(one.text).strip()} for one in remarks]


def accept_reason(reason: str, *, doubled: bool) -> str:
    """Give why a known number is accepted; empty for one that is not known. Raises Invalid where it is not said."""
    said = composed(reason).strip() if doubled else ""
    if doubled and not said:
        raise Invalid(Fault("reason", "duplicate_without_reason"))
    if len(said) > LONGEST_REASON:
        raise Invalid(Fault("reason", "too_long", {"max": LONGEST_REASON}))
    return said
