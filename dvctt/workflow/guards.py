"""Guards before a flow is published: each names what there is, and can open in every state of its action."""

from collections.abc import Collection, Iterator

from dvctt.forms import Condition, FormSpec, all_of, can_hold, check_condition, references
from dvctt.kernel import Fault
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.process_facts import content_fields, is_of_process, process_facts, states_after
from dvctt.workflow.spec import Action, Flow, Guard

# What files a set of answers: from then on there is something that officers, too, may be asked about.
FILES = frozenset({"submit", "amendment_answer"})


def guard_faults(flow: Flow, name: str, form: FormSpec | None, facts: Collection[str] | None) -> Iterator[Fault]:
    """Find what is wrong with the guards of an action."""
    action = flow.actions[name]
    for guard in action.guards:
        spot = f"process.actions.{name}.guards.{guard.id}"
        if guard.that is None and not guard.not_done_by:
            yield fault_at(spot, "guard_without_condition")
        yield from _others(flow, action, guard, f"{spot}.not_done_by")
        if guard.that is not None:
            yield from _condition(flow, guard.that, f"{spot}.that", form, facts)
            yield from _in_states(flow, action, guard.that, f"{spot}.that")
    conditions = tuple(guard.that for guard in action.guards if guard.that is not None)
    together = all_of(conditions)
    if (
        together is not None
        and not _can_hold(flow, together, form)
        and all(_can_hold(flow, one, form) for one in conditions)
    ):
        yield fault_at(f"process.actions.{name}.guards", "guards_exclude_each_other")


def _others(flow: Flow, action: Action, guard: Guard, place: str) -> Iterator[Fault]:
    """Find acts that a guard bars the doers of, and that nobody can have done by then."""
    for other in guard.not_done_by:
        if other not in flow.actions:
            yield fault_at(place, "unknown_action", other)
        elif states_after(flow, [other]).isdisjoint(action.from_):
            yield fault_at(place, "never_done_before", other)


def _condition(
    flow: Flow, condition: Condition, place: str, form: FormSpec | None, facts: Collection[str] | None
) -> Iterator[Fault]:
    unknown = list(_unknown(flow, condition, form, facts))
    for name in unknown:
        yield fault_at(place, "unknown_reference", name)
    if form is not None:
        yield from (fault for fault in check_condition(condition, place, form) if fault.code != "unknown_field")
    if not unknown and not _can_hold(flow, condition, form):
        yield fault_at(place, "guard_never_opens")


def _can_hold(flow: Flow, condition: Condition, form: FormSpec | None) -> bool:
    return can_hold(condition, form.fields() if form else (), content_fields(flow))


def _unknown(flow: Flow, condition: Condition, form: FormSpec | None, facts: Collection[str] | None) -> Iterator[str]:
    fields = None if form is None else {field.id for field in form.fields()}
    for reference in sorted(references(condition)):
        kind, _, name = reference.partition(":")
        known = {"fact": process_facts(flow) if is_of_process(name) else facts, "field": fields}.get(kind)
        if known is not None and name not in known:
            yield name


def _in_states(flow: Flow, action: Action, condition: Condition, place: str) -> Iterator[Fault]:
    """Find states of the action in which nobody who may do it is given what the guard asks about.

    The applicant is judged by the draft while he has the dossier, everybody else by what was filed last.
    """
    named = references(condition)
    of_process = {name.removeprefix("fact:") for name in named if is_of_process(name.removeprefix("fact:"))}
    filed, known = _filed(flow), process_facts(flow)
    drafting = any(who.kind == "applicant" for who in action.who)
    for name in action.from_:
        state = flow.states.get(name)
        if state is None:
            continue
        for fact in sorted(of_process):
            if name not in known.get(fact, (name,)):
                yield fault_at(place, "not_known_yet", fact, name)
        if len(named) > len(of_process) and name not in filed and not (drafting and state.holder == "applicant"):
            yield fault_at(place, "guard_before_filing", name)


def _filed(flow: Flow) -> frozenset[str]:
    """The states that can be reached with answers filed."""
    return states_after(flow, (name for name, action in flow.actions.items() if action.kind in FILES))
