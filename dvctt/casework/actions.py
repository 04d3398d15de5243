"""The one door for every act on a dossier: decide, record, request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import prefetch_related_objects

from dvctt import workflow
from dvctt.casework import clocks, inputs
from dvctt.casework.duties import DUTIES
from dvctt.casework.models import Act, AnswerKey, Dossier
from dvctt.casework.performing import Performing
from dvctt.casework.scope import visible
from dvctt.casework.subject import FOLLOWED, Subject
from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, Busy, Conflict, NotFound, Refused, Stale, clock, digest

LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True)
class Outcome:
    """What an act came to; the same answer is given again for the same key."""

    dossier_id: str
    code: str | None
    state: str
    revision: int
    seq: int
    at: str


def perform(
    actor: Actor, dossier_id: UUID, action: str, payload: Mapping[str, Any], *, seen: int | None, key: str
) -> Outcome:
    """Do `action` on the dossier for `actor`, once per (actor, key).

    `seen` is the revision that the actor looked at; only the system may leave it out. Raises NotFound,
    Conflict (key used for something else), Stale, Refused, Invalid, Busy; then nothing was done.
    """
    with transaction.atomic(durable=True):
        dossier = locked(actor, dossier_id)
        said = digest({"action": action, "payload": _plain(payload), "dossier": str(dossier_id)})
        if known := AnswerKey.objects.filter(actor=_who(actor), key=key).first():
            return _again(known, said)
        _check_seen(actor, dossier, seen)
        subject = Subject(dossier, clock.now())
        ruling = workflow.decide(subject.flow, subject.facts(), actor, action)
        if not ruling.visible:
            raise NotFound(f"{action} on {dossier_id}")
        if not ruling.allowed:
            raise Refused(*ruling.reasons)
        cleaned = inputs.clean_input(subject, action, payload)
        outcome = _do(subject, actor, ruling, cleaned)
        AnswerKey.objects.create(
            actor=_who(actor), key=key, payload_digest=said, dossier=dossier, answer=vars(outcome), at=subject.now
        )
    return outcome


def offer(actor: Actor, subject: Subject) -> tuple[workflow.Ruling, ...]:
    """The rulings from which a page draws its buttons, with the reasons of those that are closed."""
    return workflow.offer(subject.flow, subject.facts(), actor)


def locked(actor: Actor, dossier_id: UUID) -> Dossier:
    """The dossier under its lock, within a transaction; raises NotFound and Busy."""
    rows = visible(actor).filter(pk=dossier_id).select_for_update(of=("self",), no_key=True)
    try:
        dossier = rows.first()
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise Busy(str(dossier_id)) from error
        raise
    if dossier is None:
        raise NotFound(f"dossier {dossier_id}")
    prefetch_related_objects([dossier], *FOLLOWED)
    return dossier


def _do(subject: Subject, actor: Actor, ruling: workflow.Ruling, cleaned: dict[str, Any]) -> Outcome:
    row, before = subject.dossier, subject.dossier.state
    assert ruling.target is not None
    row.revision += 1
    entry = journal.append(
        subject.ref,
        actor,
        f"dossier:{ruling.action}",
        before={"state": before, "revision": row.revision - 1},
        after={"state": ruling.target, "revision": row.revision},
        reason=str(cleaned.get("reason", "")),
        inputs=cleaned,
        at=subject.now,
    )
    performing = Performing(subject, actor, ruling.action, cleaned, entry.seq)
    _advance(subject, ruling.target)
    _record(performing, before)
    inputs.take_effect(performing)
    for duty in ruling.duties:
        DUTIES[type(duty)](performing, duty)
    clocks.settle(subject)
    row.save()
    return Outcome(str(row.pk), row.code, row.state, row.revision, entry.seq, subject.now.isoformat())


def _advance(subject: Subject, target: str) -> None:
    """Stand the dossier in its new state, with the national status and the holder that the state names.

    While the applicant or the system has it, the unit and its officer stay on the row: it comes back to them.
    """
    row, state = subject.dossier, subject.flow.states[target]
    row.state, row.touched_at = target, subject.now
    row.status = state.status if state.status is not None else row.status
    row.holder = state.holder
    unit = {str(place): code for place, code in subject.units.items()}.get(state.holder, row.holder_unit)
    if unit != row.holder_unit:
        row.holder_unit, row.assignee_id = unit, None
    if state.end:
        row.closed_at, row.outcome = subject.now, state.outcome or ""


def _record(performing: Performing, before: str) -> None:
    subject, actor = performing.subject, performing.actor
    act = Act.objects.create(
        dossier=subject.dossier,
        seq=performing.seq,
        action=performing.action,
        at=subject.now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        on_behalf=actor.on_behalf.id if actor.on_behalf else "",
        from_state=before,
        to_state=subject.dossier.state,
        inputs=performing.inputs,
    )
    subject.acts.append(act)


def _check_seen(actor: Actor, dossier: Dossier, seen: int | None) -> None:
    if seen is None and actor.kind == ActorKind.SYSTEM:
        return
    if seen != dossier.revision:
        raise Stale(dossier.revision)


def _again(known: AnswerKey, said: str) -> Outcome:
    if known.payload_digest != said:
        raise Conflict(known.key)
    return Outcome(**known.answer)


def _who(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id}"


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in ("seen", "key")}
