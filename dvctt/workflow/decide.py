"""The one rule that says who may do what now; pages draw their buttons from it, acts are guarded by it."""

from collections.abc import Iterator

from dvctt.forms import evaluate
from dvctt.kernel import Actor, ActorKind, Grant, Mandate, Reason
from dvctt.workflow.contents import needed_contents
from dvctt.workflow.facts import Facts, Ruling
from dvctt.workflow.lasting import open_from
from dvctt.workflow.spec import Action, Flow, Guard, Holding, Who


def decide(flow: Flow, facts: Facts, actor: Actor, action: str) -> Ruling:
    """Judge one action for one actor; every reason against it is given, not only the first.

    Reason codes: `unknown_action`, `not_yours`, `read_only`, `wrong_state`, `not_assigned` (take it first),
    `assigned_to_other`, `assigned_to_you`, `not_a_colleagues` (nothing to take over), `done_by_you`, `limit_reached`,
    `content_not_set` (of the document named), and a guard's own id. Codes of guards carry the version's text. Warning
    code: `often_done`.
    """
    found = flow.actions.get(action)
    if found is None:
        return Ruling(action, False, (Reason("unknown_action"),), visible=False, here=False, target=None)
    mine = tuple(who for who in found.who if _is(who, facts, actor))
    grant = _by_which(mine, facts, actor)
    reasons = tuple(_against(flow, action, mine, facts, actor, grant))
    return Ruling(
        action=action,
        allowed=not reasons,
        reasons=reasons,
        visible=bool(mine),
        here=facts.state in open_from(flow, found) and _holding(facts, actor) in found.open_on,
        target=found.to or facts.state,
        duties=found.duties,
        warnings=tuple(_warnings(action, found, facts)),
        grant=grant,
    )


def offer(flow: Flow, facts: Facts, actor: Actor) -> tuple[Ruling, ...]:
    """Judge all actions that are the actor's and belong to the present state, in the flow's order."""
    rulings = (decide(flow, facts, actor, action) for action in flow.actions)
    return tuple(ruling for ruling in rulings if ruling.visible and ruling.here)


def _is(who: Who, facts: Facts, actor: Actor) -> bool:
    if who.kind == "system":
        return actor.kind == ActorKind.SYSTEM
    if who.kind == "applicant":
        return _mandate(facts, actor) is not None
    if actor.kind != ActorKind.OFFICER or who.role is None:
        return False
    return any(True for _grant in _grants(who, facts, actor))


def _grants(who: Who, facts: Facts, actor: Actor) -> Iterator[Grant]:
    """The officer's grants of that role at the places it is asked for."""
    places = facts.units.values() if who.at is None else (facts.units.get(who.at),)
    return (one for one in actor.grants if one.role == who.role and any(unit in one.covers for unit in places))


def _by_which(mine: tuple[Who, ...], facts: Facts, actor: Actor) -> Grant | None:
    """The grant by which the officer would act: one's own before that of an absent officer.

    Where only who has taken the dossier acts, a deputy acts on those that the absent officer has taken.
    """
    fitting = [
        grant
        for who in mine
        if who.kind == "officer"
        for grant in _grants(who, facts, actor)
        if not who.assigned_only or facts.assignee in (actor.id, grant.instead_of)
    ]
    return min(fitting, key=lambda grant: bool(grant.instead_of), default=None)


def _mandate(facts: Facts, actor: Actor) -> Mandate | None:
    """The mandate by which an applicant acts on the dossier: for its owner, and for its procedure."""
    held = actor.mandate(facts.owner) if actor.kind == ActorKind.APPLICANT else None
    return held if held is not None and held.covers(facts.procedure) else None


def _against(
    flow: Flow, name: str, mine: tuple[Who, ...], facts: Facts, actor: Actor, grant: Grant | None
) -> Iterator[Reason]:
    action = flow.actions[name]
    if not mine:
        yield Reason("not_yours")
    held = _mandate(facts, actor)
    if mine and held is not None and not held.may_file:
        yield Reason("read_only", {"party": held.name})
    if facts.state not in open_from(flow, action):
        yield Reason("wrong_state", {"state": facts.state})
    if mine and all(who.assigned_only for who in mine) and facts.assignee != actor.id and grant is None:
        yield Reason("not_assigned" if facts.assignee is None else "assigned_to_other")
    if mine and (closed := _not_open_on(action, _holding(facts, actor))):
        yield Reason(closed)
    guarded = tuple(reason for guard in action.guards for reason in _closed(guard, facts, actor, grant))
    yield from guarded
    own = grant is not None and grant.instead_of and facts.did(actor.id, _led_here(flow, action, grant))
    if own and all(reason.code != "done_by_you" for reason in guarded):
        yield Reason("done_by_you")
    if action.limit is not None and facts.times(name) >= action.limit:
        yield Reason("limit_reached", {"limit": action.limit})
    for document in needed_contents(flow, action):
        if document not in facts.contents:
            yield Reason("content_not_set", {"document": document})


def _holding(facts: Facts, actor: Actor) -> Holding:
    """Whose dossier it is to the actor."""
    if facts.assignee is None:
        return "nobody"
    return "self" if facts.assignee in actor.stands_for() else "colleague"


def _not_open_on(action: Action, holding: Holding) -> str:
    """The code of why the act is closed on a dossier that stands so; empty where it is open."""
    if holding in action.open_on:
        return ""
    if action.open_on == {"colleague"}:
        return "not_a_colleagues"
    return {"nobody": "not_assigned", "self": "assigned_to_you", "colleague": "assigned_to_other"}[holding]


def _led_here(flow: Flow, action: Action, grant: Grant) -> tuple[str, ...]:
    """The acts of other roles whose work an act takes up: whoever did one of them is no deputy for what follows.

    One person may hold two roles if the ministry gave him both; standing in for another does not join them (15.2).
    """
    if action.to is None:
        return ()
    before = {name: one for name, one in flow.actions.items() if one.to in action.from_}
    return tuple(name for name, one in before.items() if all(who.role != grant.role for who in one.who))


def _closed(guard: Guard, facts: Facts, actor: Actor, grant: Grant | None) -> Iterator[Reason]:
    if guard.that is not None:
        verdict = evaluate(guard.that, values=facts.values, facts=facts.facts, today=facts.today)
        if not verdict.holds:
            yield Reason(guard.id, {"because": verdict.reason}, guard.reason)
    if any(facts.did(one, guard.not_done_by) for one in (actor.id, grant.instead_of if grant else "") if one):
        yield Reason("done_by_you", {"guard": guard.id}, guard.reason)


def _warnings(name: str, action: Action, facts: Facts) -> Iterator[Reason]:
    done = facts.times(name)
    if action.warn_after is not None and done >= action.warn_after:
        yield Reason("often_done", {"done": done, "warn_after": action.warn_after})
