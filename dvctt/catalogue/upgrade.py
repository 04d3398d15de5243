"""A bundle of an earlier format, as the present one says the same (20.2).

A version is frozen by its hash as it was published; it is read through this for as long as a dossier of it is open.
What `kind` did besides, duties say; what was a rule of the product, the bundle says; what nothing read, nobody says.
"""

from collections.abc import Callable, Mapping
from typing import Any

FIRST, PRESENT = "dvctt/procedure@1", "dvctt/procedure@2"
# What an act of a kind did before its own duties.
BEFORE: Mapping[str, tuple[dict[str, str], ...]] = {
    "submit": ({"record": "submission"}, {"freeze": "answers"}),
    "accept": ({"record": "acceptance"},),
    "return": ({"rework": "asked"},),
    "amendment_answer": ({"freeze": "answers"},),
}
# Kinds whose page was that of any other act.
WITHOUT_PAGE = frozenset({"accept", "return", "timer", "issued"})
HANDED_OVER = frozenset({"result", "negative_decision"})
AT_RECEPTION = "_at_reception"

Part = Mapping[str, Any]


def upgraded(data: Any, *, stored: bool = False) -> Any:
    """The same bundle in the present format; what is no bundle of an earlier one is given back as it is.

    `stored` is for versions that were published: what the present format lacked at first is said for them, too.
    """
    formats = (FIRST, PRESENT) if stored else (FIRST,)
    if not isinstance(data, Mapping) or data.get("format") not in formats:
        return data
    process = data.get("process")
    if isinstance(process, Mapping):
        process = _process(process, first=data["format"] == FIRST)
    whole = {**data, "format": PRESENT, "process": process}
    waiting = _giving_results(process) if isinstance(process, Mapping) else []
    changes: Mapping[str, Callable[[Part], Part]] = {
        "components": lambda part: _without(part, "waivable_by"),
        "fees": lambda part: {"awaited_by": waiting} | dict(part),
    }
    for name, change in changes.items():
        if isinstance(whole.get(name), list):
            whole[name] = [change(part) if isinstance(part, Mapping) else part for part in whole[name]]
    return whole


def _process(process: Part, *, first: bool) -> dict[str, Any]:
    """The process with its duties, with the clock that governs the result, and with whose each document is."""
    clocks, states = _parts(process, "clocks"), _parts(process, "states")
    actions, documents = _parts(process, "actions"), _parts(process, "documents")
    if first:
        actions = {name: _action(action, clocks) for name, action in actions.items()}
    documents, actions = _issued(documents, actions)
    changed = {
        "states": {name: _without(state, "stage") for name, state in states.items()},
        "actions": actions,
        "clocks": _governed(clocks),
        "documents": documents,
    }
    return {**process, **{name: parts for name, parts in changed.items() if isinstance(process.get(name), Mapping)}}


def _parts(process: Part, name: str) -> dict[str, Any]:
    parts = process.get(name)
    return dict(parts) if isinstance(parts, Mapping) else {}


def _without(part: Any, name: str) -> Any:
    return {key: value for key, value in part.items() if key != name} if isinstance(part, Mapping) else part


def _action(action: Any, clocks: Mapping[str, Any]) -> Any:
    if not isinstance(action, Mapping):
        return action
    kind, duties = action.get("kind", "plain"), list(action.get("duties") or ())
    if kind == "assign" and not any(isinstance(duty, Mapping) and "assign" in duty for duty in duties):
        duties.insert(0, {"assign": "chosen"})
    shape = "plain" if kind in WITHOUT_PAGE else kind
    if kind == "amendment_answer":
        duties = [each for duty in duties for each in (duty, *_replaced(duty, clocks))]
    duties = [*BEFORE.get(kind, ()), *duties]
    kept = {name: value for name, value in action.items() if name not in ("kind", "signature", "duties")}
    return kept | ({"kind": shape} if shape != "plain" else {}) | ({"duties": duties} if duties else {})


def _replaced(duty: Any, clocks: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    """What followed the resumption of a clock that has a length for after an amendment."""
    resumes = isinstance(duty, Mapping) and duty.get("event") == "resume"
    clock = clocks.get(duty.get("clock")) if resumes else None
    length = clock.get("after_amendment") if isinstance(clock, Mapping) else None
    return ({"clock": duty["clock"], "event": "replace"},) if length else ()


def _governed(clocks: Mapping[str, Any]) -> dict[str, Any]:
    """Mark the clock that governed the result: where none was marked, the agency's first that counts in days."""
    able = [name for name, clock in clocks.items() if isinstance(clock, Mapping) and _counts_days(clock)]
    if any(isinstance(clock, Mapping) and clock.get("governs_result") for clock in clocks.values()):
        able = []
    return {name: {**clock, "governs_result": True} if name in able[:1] else clock for name, clock in clocks.items()}


def _counts_days(clock: Part) -> bool:
    days = clock.get("unit") in ("working_day", "calendar_day", "month")
    return clock.get("whose", "agency") == "agency" and (bool(clock.get("stages")) or days)


def _issued(documents: dict[str, Any], actions: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Say whose each document is that did not say it.

    A request to amend was the desk's before the acceptance and the appraising unit's after it: one that both ask for
    becomes two documents.
    """
    issued, acts = dict[str, Any](), dict(actions)
    for name, document in documents.items():
        if not isinstance(document, Mapping) or document.get("by"):
            issued[name] = document
            continue
        kind = document.get("kind")
        asking = {act: _at_desk(action) for act, action in actions.items() if {"document": name} in _duties(action)}
        if kind in HANDED_OVER:
            issued[name] = {**document, "by": "deciding"}
        elif kind != "amendment_request" or all(asking.values()):
            issued[name] = {**document, "by": "receiving"}
        else:
            issued[name] = {**document, "by": "appraising"}
            if any(asking.values()):
                issued[f"{name}{AT_RECEPTION}"] = {**document, "by": "receiving"}
            for act in (act for act, at_desk in asking.items() if at_desk):
                duties = [_renamed(duty, name) for duty in _duties(actions[act])]
                acts[act] = {**actions[act], "duties": duties}
    return issued, acts


def _duties(action: Any) -> list[Any]:
    return list(action.get("duties") or ()) if isinstance(action, Mapping) else []


def _renamed(duty: Any, document: str) -> Any:
    return {"document": f"{document}{AT_RECEPTION}"} if duty == {"document": document} else duty


def _at_desk(action: Part) -> bool:
    return any(isinstance(who, Mapping) and who.get("at") == "receiving" for who in action.get("who") or ())


def _giving_results(process: Part) -> list[str]:
    """The acts that make or hand over a result: before each of them, open fees were asked about."""
    documents = _parts(process, "documents")
    results = {name for name, one in documents.items() if isinstance(one, Mapping) and one.get("kind") == "result"}
    return [
        name
        for name, action in _parts(process, "actions").items()
        for duty in _duties(action)
        if isinstance(duty, Mapping) and results.intersection((duty.get("document"), duty.get("publish")))
    ]
