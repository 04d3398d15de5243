"""Guards before a flow is published: each names what there is, and can open in every state of its action."""

from collections.abc import Collection, Iterator

from dvctt.forms import Condition, FormSpec, can_hold, check_condition, references
from dvctt.kernel import Fault
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.spec import Action, Flow, Guard
from dvctt.workflow.transitions import reached, transitions

# What files a set of answers: from then on there is something that officers, too, may be asked about.
FILES = frozenset({"submit", "amendment_answer"})


def guard_faults(flow: Flow, name: str, form: FormSpec | None, facts: Collection[str] | None) -> Iterator[Fault]:
    """Find what is wrong with the guards of an action."""
    action = flow.actions[name]
    for guard in action.guards:
        spot = f"process.actions.{name}.guards.{guard.id}"
        if guard.that is None and not guard.not_done_by:
            yield fault_at(spot, "guard_without_condition")
        for other in guard.not_done_by:
            if other not in flow.actions:
                yield fault_at(f"{spot}.not_done_by", "unknown_action", other)
        if guard.that is not None:
            yield from _condition(guard.that, f"{spot}.that", form, facts)
            yield from _in_states(flow, action, guard, f"{spot}.that")


def _condition(
    condition: Condition, place: str, form: FormSpec | None, facts: Collection[str] | None
) -> Iterator[Fault]:
    unknown = list(_unknown(condition, form, facts))
    for name in unknown:
        yield fault_at(place, "unknown_reference", name)
    if form is not None:
        yield from (fault for fault in check_condition(condition, place, form) if fault.code != "unknown_field")
    if not unknown and not can_hold(condition, form.fields() if form else ()):
        yield fault_at(place, "guard_never_opens")


def _unknown(condition: Condition, form: FormSpec | None, facts: Collection[str] | None) -> Iterator[str]:
    fields = None if form is None else {field.id for field in form.fields()}
    for reference in sorted(references(condition)):
        kind, _, name = reference.partition(":")
        known = {"fact": facts, "field": fields}.get(kind)
        if known is not None and name not in known:
            yield name


def _in_states(flow: Flow, action: Action, guard: Guard, place: str) -> Iterator[Fault]:
    """Find states of the action in which nobody who may do it is given what the guard asks about.

    The applicant is judged by the draft while he has the dossier, everybody else by what was filed last.
    """
    if guard.that is None or not references(guard.that):
        return
    known = _filed(flow)
    drafting = any(who.kind == "applicant" for who in action.who)
    for name in action.from_:
        state = flow.states.get(name)
        if state is not None and name not in known and not (drafting and state.holder == "applicant"):
            yield fault_at(place, "guard_before_filing", name)


def _filed(flow: Flow) -> frozenset[str]:
    """The states that can be reached with answers filed."""
    steps = transitions(flow)
    after = [move.target for move in steps if move.action.kind in FILES]
    return reached(after, ((move.source, move.target) for move in steps))
