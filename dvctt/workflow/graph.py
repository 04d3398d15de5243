"""The picture of a process: DOT text for a drawing, and the main line of states for a stepper."""

from collections.abc import Mapping
from heapq import heappop, heappush

from dvctt.kernel import Text
from dvctt.workflow.spec import Flow, RecordDuty
from dvctt.workflow.transitions import Transition, transitions

HOLDERS: Mapping[str, Text] = {
    "applicant": Text(vi="người nộp", en="applicant"),
    "receiving": Text(vi="nơi tiếp nhận", en="reception"),
    "appraising": Text(vi="nơi thẩm định", en="appraisal"),
    "deciding": Text(vi="nơi quyết định", en="decision"),
    "system": Text(vi="hệ thống", en="system"),
}
OUTCOME_COLOURS = {"granted": "#d1e7dd", None: "#ffffff"}
CURRENT = 'fillcolor="#0b5ed7", fontcolor="#ffffff", penwidth=2'
OFF_THE_LINE = 100


def graph(flow: Flow, language: str, current: str | None = None) -> str:
    """Draw the flow as DOT, labels in `language`; `current` names the state to mark.

    Ends have a double border, what the system does by itself is a dashed arrow. Actions that stay in their
    state are left out.
    """
    lines = [
        "digraph process {",
        "  rankdir=TB; nodesep=0.4; ranksep=0.5; bgcolor=transparent;",
        '  node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Be Vietnam Pro", fontsize=12];',
        '  node [margin="0.2,0.08"];',
        '  edge [fontname="Be Vietnam Pro", fontsize=10];',
    ]
    lines += [_node(flow, name, language, current) for name in flow.states]
    lines += [_edge(pair, group, language) for pair, group in _arrows(flow).items()]
    return "\n".join([*lines, "}"]) + "\n"


def path_states(flow: Flow) -> tuple[str, ...]:
    """Find the main line: from the start to the end that grants, along primary actions and the system's own.

    Where there is no such end, to the end that this line meets first; empty where none can be reached.
    """
    goals = [name for name, state in flow.states.items() if state.outcome == "granted"]
    goals = goals or [name for name, state in flow.states.items() if state.end]
    waiting: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, (flow.start,))]
    seen: set[str] = set()
    ways = transitions(flow)
    while waiting:
        cost, _, path = heappop(waiting)
        if path[-1] in goals:
            return path
        if path[-1] in seen:
            continue
        seen.add(path[-1])
        for order, move in enumerate(ways):
            if move.source == path[-1] and move.target not in seen:
                heappush(waiting, (cost + _cost(flow, move), order, (*path, move.target)))
    return ()


def _cost(flow: Flow, move: Transition) -> int:
    """What a move costs on the way: the main acts, filing, acceptance, and what a signed document brings about."""
    signed = {document.performs for document in flow.documents.values()}
    recorded = any(isinstance(duty, RecordDuty) for duty in move.action.duties)
    return 1 if move.action.tone == "primary" or recorded or move.name in signed else OFF_THE_LINE


def _arrows(flow: Flow) -> dict[tuple[str, str], list[Transition]]:
    arrows: dict[tuple[str, str], list[Transition]] = {}
    for move in transitions(flow):
        if move.source != move.target:
            arrows.setdefault((move.source, move.target), []).append(move)
    return arrows


def _node(flow: Flow, name: str, language: str, current: str | None) -> str:
    state = flow.states[name]
    label = state.label.in_language(language)
    if not state.end:
        label += f"\n({HOLDERS[state.holder].in_language(language)})"
    parts = [f"label={_quoted(label)}"]
    if state.end:
        parts += ["peripheries=2", f'fillcolor="{OUTCOME_COLOURS.get(state.outcome, "#f1f3f5")}"']
    if name == current:
        parts.append(CURRENT)
    return f"  {_quoted(name)} [{', '.join(parts)}];"


def _edge(pair: tuple[str, str], group: list[Transition], language: str) -> str:
    label = "\n".join(f" {move.action.label.in_language(language)} " for move in group)
    by_itself = all(who.kind == "system" for move in group for who in move.action.who)
    style = ", style=dashed" if by_itself else ""
    return f"  {_quoted(pair[0])} -> {_quoted(pair[1])} [label={_quoted(label)}{style}];"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
