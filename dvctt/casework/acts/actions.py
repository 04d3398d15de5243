"""The one door for every act on a dossier: decide, record, request."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from dvctt import workflow
from dvctt.casework.acts import inputs, returns
from dvctt.casework.acts.assignment import journalled
from dvctt.casework.acts.duties import DUTIES
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.filer import with_filer
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked_for, waiting
from dvctt.casework.course import clocks, delivery, fees, known_facts
from dvctt.casework.models import Act, Dossier
from dvctt.casework.outputs import contents, printability
from dvctt.casework.proof import dossier_proof
from dvctt.casework.record import commitment
from dvctt.casework.record.journal_text import split_for_journal
from dvctt.casework.search import index
from dvctt.journal import api as journal
from dvctt.kernel import (
    Actor,
    ActorKind,
    Conflict,
    Fault,
    Invalid,
    NotFound,
    Ref,
    Refused,
    Stale,
    clock,
    digest,
)
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

LONGEST_KEY = 80


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
    actor: Actor,
    dossier_id: UUID,
    action: str,
    payload: Mapping[str, Any],
    *,
    seen: int | None,
    key: str,
    kind: str = "",
) -> Outcome:
    """Do `action` on the dossier for `actor`, once per (actor, key).

    `seen` is the revision that the actor looked at; only the system may leave it out. An empty key names nothing:
    the act is never taken for one done before. `kind` is the only kind of act that this way leads to, where it leads
    not to all: another is not found. Raises NotFound, Conflict (key used for something else), Stale,
    Refused, ProofNeeded (a weighty act by the pages, and who is there was proved too long ago), Invalid, Busy; then
    nothing was done.

    Where the act's words are printed it breaks off once, so that the document is tried outside of the transaction.
    """
    if len(key) > LONGEST_KEY:
        raise Invalid(Fault("key", "too_long", {"max": LONGEST_KEY}))
    tried: set[str] = set()
    while True:
        try:
            return _attempt(actor, dossier_id, action, payload, seen, key, tried, kind)
        except dossier_proof.NotAsRecorded as error:
            found = error.found
            journal.security_event(journal.SecurityKind.REGISTER_FORGED, detail=found.code, place=found.place)
            raise
        except printability.Untried as untried:
            printability.prove(untried.context)
            tried.add(printability.tried_as(untried.context))


def _attempt(
    actor: Actor,
    dossier_id: UUID,
    action: str,
    payload: Mapping[str, Any],
    seen: int | None,
    key: str,
    tried: Collection[str],
    kind: str,
) -> Outcome:
    """Do the act as `perform` says; raises Untried where its documents are to be tried and were not."""
    with waiting(dossier_id), transaction.atomic(durable=True):
        actor, dossier = locked_for(actor, dossier_id)
        actor = for_owner(actor, dossier)
        said = digest({"action": action, "payload": _plain(payload), "dossier": str(dossier_id)})
        loaded = LoadedDossier(dossier, clock.now())
        if known := _known(loaded, actor, key):
            return _again(dossier, known, said)
        _check_seen(loaded, actor, action, seen)
        ruling = workflow.decide(loaded.flow, known_facts.facts_for(loaded, actor.kind), actor, action)
        spec = loaded.flow.actions.get(action)
        if not ruling.visible or spec is None or spec.kind != (kind or spec.kind):
            raise NotFound(f"{action} on {dossier_id}")
        ruling = fees.judged(loaded, with_filer(loaded, actor, ruling))
        if not ruling.allowed:
            raise Refused(*ruling.reasons)
        if workflow.requires_step_up(loaded.flow, spec):
            ministry.require_proof(actor)
            dossier_proof.require(loaded)
        actor = as_deputy(actor, ruling)
        cleaned = inputs.clean_input(loaded, actor, action, payload)
        context = ActContext(loaded, actor, action, cleaned.values, key, said, cleaned.contents)
        if printability.tried_as(context) not in tried and printability.to_try(context):
            raise printability.Untried(context)
        with outbox.together():
            return _do(context, ruling)


def offer(actor: Actor, loaded: LoadedDossier) -> tuple[workflow.Ruling, ...]:
    """The rulings from which a page draws its buttons, with the reasons of those that are closed."""
    rulings = workflow.offer(loaded.flow, known_facts.facts_for(loaded, actor.kind), actor)
    judged = (fees.judged(loaded, with_filer(loaded, actor, one)) for one in rulings)
    return tuple(fees.warned(loaded, one) for one in judged if one.here)


def _do(context: ActContext, ruling: workflow.Ruling) -> Outcome:
    loaded, cleaned = context.loaded, context.inputs
    row, before, stood = loaded.dossier, loaded.dossier.state, commitment.state_to_commit(loaded)
    if ruling.target is None:
        raise NotFound(ruling.action)
    row.revision += 1
    spec = loaded.flow.actions[context.action]
    cleaned |= fees.left_unpaid(loaded, context.action)
    said, sent = split_for_journal(spec, cleaned), dossier_proof.filed(loaded, spec)
    way, address = delivery.filed(loaded) if spec.submits else ({}, {})
    moved = {"state": ruling.target, "revision": row.revision} | journalled(cleaned, "to") | way
    from_whom = journalled(cleaned, "from")
    place = journal.reserve(loaded.ref)
    context.seq = place.seq
    _advance(loaded, ruling.target, context.action)
    act = _record(context, before, ruling)
    for duty in ruling.duties:
        DUTIES[type(duty)](context, duty)
    clocks.settle(loaded)
    fees.keep_open(context, before)
    index.keep_found(context)
    row.save()
    journal.append(
        loaded.ref,
        context.actor,
        f"dossier:{ruling.action}",
        before={"state": before, "revision": row.revision - 1} | from_whom | stood,
        after=moved | {"unit": act.unit} | commitment.state_to_commit(loaded),
        reason=said.grounds,
        inputs=said.rest,
        personal={**said.words, **contents.told(context.contents), **address, **sent},
        at=loaded.now,
        place=place,
    )
    return _answer(row, act)


def _advance(loaded: LoadedDossier, target: str, action: str) -> None:
    """Stand the dossier in its new state, with the national status and the holder that the state names.

    While the applicant or the system has it, the unit and its officer stay on the row: it comes back to them.
    """
    row, state = loaded.dossier, loaded.flow.states[target]
    row.returned_at = returns.since(loaded, target, loaded.flow.actions[action])
    row.state, row.touched_at = target, loaded.now
    row.status = state.status if state.status is not None else row.status
    if row.holder != state.holder:
        row.held_since = loaded.now
    row.holder = state.holder
    unit = {str(place): code for place, code in loaded.units.items()}.get(state.holder, row.holder_unit)
    if unit != row.holder_unit:
        row.holder_unit, row.assignee_id = unit, None
    if state.end and row.closed_at is None:
        row.closed_at, row.outcome = loaded.now, state.outcome or ""


def _record(context: ActContext, before: str, ruling: workflow.Ruling) -> Act:
    """Write the act; raises Conflict where the actor used the key on another dossier."""
    loaded, actor = context.loaded, context.actor
    act = Act(
        dossier=loaded.dossier,
        seq=context.seq,
        action=context.action,
        at=loaded.now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        on_behalf=actor.on_behalf.id if actor.on_behalf else "",
        unit=ruling.grant.unit if ruling.grant else "",
        from_state=before,
        to_state=loaded.dossier.state,
        inputs=context.inputs,
        contents=contents.stored(loaded, context.contents),
        revision=loaded.dossier.revision,
        key=context.key,
        payload_digest=context.payload_digest,
    )
    try:
        act.save(force_insert=True)
    except IntegrityError as error:
        if "act_key_once_per_actor" in str(error):
            raise Conflict(context.key) from error
        raise
    loaded.acts.append(act)
    return act


def for_owner(actor: Actor, dossier: Dossier) -> Actor:
    """An applicant acts on a dossier for its owner, whomever his pages were last set to."""
    if actor.kind != ActorKind.APPLICANT:
        return actor
    return replace(actor, on_behalf=Ref("party", str(dossier.owner_id)))


def as_deputy(actor: Actor, ruling: workflow.Ruling) -> Actor:
    """A deputy does an act on behalf of the absent officer by whose role he may."""
    if ruling.grant is None or not ruling.grant.instead_of:
        return actor
    return replace(actor, on_behalf=Ref("account", ruling.grant.instead_of))


def _check_seen(loaded: LoadedDossier, actor: Actor, action: str, seen: int | None) -> None:
    revision = loaded.dossier.revision
    if seen is None and actor.kind == ActorKind.SYSTEM:
        return
    if seen != revision and not (seen is not None and seen < revision and _only_noted(loaded, action, seen)):
        raise Stale(revision)


def _only_noted(loaded: LoadedDossier, action: str, seen: int) -> bool:
    """Whether nothing but notes came after that revision: no act but another note rests on what a note enters.

    What an act does rest on, such as a fee that must be paid first, its ruling asks anew.
    """
    actions = loaded.flow.actions
    since = [act for act in loaded.acts if act.revision > seen]
    noted = {act.revision for act in since if act.action in actions and actions[act.action].kind == "note"}
    others = {act.revision for act in since} - noted
    spec = actions.get(action)
    return not others and len(noted) == loaded.dossier.revision - seen and spec is not None and spec.kind != "note"


def _known(loaded: LoadedDossier, actor: Actor, key: str) -> Act | None:
    """The act that this actor did under this key before."""
    mine = (act for act in loaded.acts if act.actor_id == actor.id and act.actor_kind == actor.kind)
    return next((act for act in mine if key and act.key == key), None)


def _again(dossier: Dossier, known: Act, said: str) -> Outcome:
    if known.payload_digest != said:
        raise Conflict(known.key)
    return _answer(dossier, known)


def _answer(dossier: Dossier, act: Act) -> Outcome:
    return Outcome(str(dossier.pk), dossier.code, act.to_state, act.revision, act.seq, act.at.isoformat())


def _plain(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in ("seen", "key")}
