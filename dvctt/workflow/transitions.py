"""A flow as a graph: its moves from state to state, and what is certain in a state whatever the way there."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from dvctt.workflow.contents import edited_contents, needed_contents
from dvctt.workflow.spec import Action, ClockDuty, DocumentDuty, Flow

Certain = frozenset[str]


@dataclass(frozen=True)
class Transition:
    """One way of an action: from a state to a state (the same where the action stays)."""

    name: str
    action: Action
    source: str
    target: str


def transitions(flow: Flow) -> tuple[Transition, ...]:
    """List every move between states that exist."""
    return tuple(
        Transition(name, action, source, action.to or source)
        for name, action in flow.actions.items()
        for source in action.from_
        if source in flow.states and (action.to or source) in flow.states
    )


def reached(start: Iterable[str], steps: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Find all that can be reached from `start` along `steps`, `start` included."""
    ahead: dict[str, list[str]] = {}
    for source, target in steps:
        ahead.setdefault(source, []).append(target)
    found, waiting = set(start), list(start)
    while waiting:
        for target in ahead.get(waiting.pop(), ()):
            if target not in found:
                found.add(target)
                waiting.append(target)
    return frozenset(found)


def running_clocks(flow: Flow) -> Mapping[str, Certain]:
    """Tell for each state which clocks run in it on every way there."""
    certain = _certain(flow, _on_clocks, frozenset(f"{kind}:{name}" for name in flow.clocks for kind in ("on", "run")))
    return {
        state: frozenset(mark.partition(":")[2] for mark in marks if mark.startswith("run:"))
        for state, marks in certain.items()
    }


def asked_documents(flow: Flow) -> Mapping[str, Certain]:
    """Tell for each state which documents the very act that led there asked for, on every way there."""
    return _certain(flow, _on_documents, frozenset(flow.documents))


def standing_contents(flow: Flow) -> Mapping[str, Certain]:
    """Tell for each state which documents' contents stand in it on every way there."""
    return _certain(flow, partial(_on_contents, flow), frozenset(flow.documents))


def _certain(flow: Flow, after: Callable[[Certain, Action], Certain], everything: Certain) -> Mapping[str, Certain]:
    """Find the greatest sets that agree on every way into a state."""
    certain = {state: frozenset[str]() if state == flow.start else everything for state in flow.states}
    changed = True
    while changed:
        changed = False
        for move in transitions(flow):
            narrowed = certain[move.target] & after(certain[move.source], move.action)
            if narrowed != certain[move.target]:
                certain[move.target], changed = narrowed, True
    return certain


def _on_clocks(before: Certain, action: Action) -> Certain:
    marks = set(before)
    for duty in action.duties:
        if isinstance(duty, ClockDuty):
            started, running = f"on:{duty.clock}", f"run:{duty.clock}"
            if duty.event == "start":
                marks |= {started, running}
            elif duty.event == "resume" and started in marks:
                marks.add(running)
            elif duty.event == "pause":
                marks.discard(running)
            elif duty.event == "stop":
                marks -= {started, running}
    return frozenset(marks)


def _on_documents(before: Certain, action: Action) -> Certain:
    asked = frozenset(duty.document for duty in action.duties if isinstance(duty, DocumentDuty))
    return before | asked if action.to is None else asked


def _on_contents(flow: Flow, before: Certain, action: Action) -> Certain:
    """What an act may or may not set is uncertain after it, even where it stood before."""
    edited = {use.of: use.when is None for use, _content in edited_contents(flow, action)}
    kept = (before | frozenset(needed_contents(flow, action))) - edited.keys()
    return kept | frozenset(name for name, always in edited.items() if always)


def loops(steps: Iterable[Transition]) -> Iterator[tuple[Transition, ...]]:
    """Find groups of moves that lead round: for each, the moves among states that reach one another."""
    rest = list(steps)
    pairs = [(move.source, move.target) for move in rest]
    ahead = {state: reached([state], pairs) for state in {state for pair in pairs for state in pair}}
    seen: set[str] = set()
    for move in rest:
        if move.source in seen or move.source not in ahead[move.target]:
            continue
        group = {state for state in ahead[move.source] if move.source in ahead[state]}
        seen |= group
        yield tuple(one for one in rest if one.source in group and one.target in group)
