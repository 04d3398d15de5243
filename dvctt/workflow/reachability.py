"""Proofs over the graph of a flow, guards taken as either way."""

from collections.abc import Collection, Iterator

from dvctt.kernel import Fault, Role
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.contents import needed_contents
from dvctt.workflow.process_facts import can_be_settled
from dvctt.workflow.spec import ClockDuty, Flow, Who
from dvctt.workflow.transitions import (
    Transition,
    asked_documents,
    loops,
    reached,
    running_clocks,
    standing_contents,
    transitions,
)


def unreachable_parts(flow: Flow, roles: Collection[Role] | None) -> Iterator[Fault]:
    """Prove reachability, ends, that somebody can act everywhere, and that loops end."""
    steps = transitions(flow)
    yield from _ends(flow)
    yield from _reachable(flow, steps)
    yield from _somebody(flow, steps, roles)
    yield from _loops(flow, steps)


def _ends(flow: Flow) -> Iterator[Fault]:
    outcomes = {state.outcome for state in flow.states.values() if state.end}
    if not any(state.end for state in flow.states.values()):
        yield fault_at("process.states", "no_end")
    elif "granted" in outcomes and "not_granted" not in outcomes:
        yield fault_at("process.states", "no_negative_end")


def _reachable(flow: Flow, steps: tuple[Transition, ...]) -> Iterator[Fault]:
    ends = [name for name, state in flow.states.items() if state.end]
    from_start = reached([flow.start], ((move.source, move.target) for move in steps))
    to_an_end = reached(ends, ((move.target, move.source) for move in steps))
    for name in flow.states:
        if name not in from_start:
            yield fault_at(f"process.states.{name}", "unreachable", name)
        if name not in to_an_end and ends:
            yield fault_at(f"process.states.{name}", "no_way_out", name)


def _somebody(flow: Flow, steps: tuple[Transition, ...], roles: Collection[Role] | None) -> Iterator[Fault]:
    """Find states in which every action may be barred and nothing goes on by itself."""
    running, asked, contents = running_clocks(flow), asked_documents(flow), standing_contents(flow)
    for name, state in flow.states.items():
        here = [move for move in steps if move.source == name and move.target != name]
        taken = any(move.action.kind == "assign" for move in steps if move.source == name)
        by_itself = {flow.clocks[clock].at_expiry for clock in running[name]}
        by_itself |= {flow.documents[document].performs for document in asked[name]}
        open_to_somebody = any(
            _always_open(flow, move, roles, taken=taken)
            and contents[name].issuperset(needed_contents(flow, move.action))
            for move in here
        )
        if not state.end and not open_to_somebody and by_itself.isdisjoint(move.name for move in here):
            yield fault_at(f"process.states.{name}", "nobody_can_act", name)


def _always_open(flow: Flow, move: Transition, roles: Collection[Role] | None, *, taken: bool) -> bool:
    guarded = not all(can_be_settled(flow, move.source, guard) for guard in move.action.guards)
    if guarded or move.action.limit is not None:
        return False
    return any(_exists(who, roles, taken=taken) for who in move.action.who)


def _exists(who: Who, roles: Collection[Role] | None, *, taken: bool) -> bool:
    """Whether somebody can be this one; the system acts only where something makes it, which is another proof."""
    if who.kind == "officer":
        return who.role is not None and (roles is None or who.role in roles) and (taken or not who.assigned_only)
    return who.kind == "applicant"


def _loops(flow: Flow, steps: tuple[Transition, ...]) -> Iterator[Fault]:
    running = running_clocks(flow)
    for loop in loops(move for move in steps if move.action.limit is None):
        states = {move.source for move in loop}
        timed = {
            clock for clock in frozenset.intersection(*(running[state] for state in states)) if _ends_it(flow, clock)
        }
        touched = {duty.clock for move in loop for duty in move.action.duties if isinstance(duty, ClockDuty)}
        if not timed - touched:
            names = ", ".join(state for state in flow.states if state in states)
            yield fault_at(f"process.actions.{loop[0].name}", "endless_loop", names)


def _ends_it(flow: Flow, clock: str) -> bool:
    expiry = flow.clocks[clock].at_expiry
    return expiry is not None and expiry in flow.actions
