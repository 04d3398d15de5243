"""A bundle of the first format, as the present one says the same: what `kind` did besides, its duties say (20.2).

A version is frozen by its hash as it was published; it is read through this for as long as a dossier of it is open.
"""

from collections.abc import Mapping
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


def upgraded(data: Any) -> Any:
    """The same bundle in the present format; what is no bundle of the first is given back as it is."""
    if not isinstance(data, Mapping) or data.get("format") != FIRST:
        return data
    process = data.get("process")
    if isinstance(process, Mapping) and isinstance(process.get("actions"), Mapping):
        clocks = process.get("clocks") if isinstance(process.get("clocks"), Mapping) else {}
        actions = {name: _action(action, clocks or {}) for name, action in process["actions"].items()}
        process = {**process, "actions": actions}
    return {**data, "format": PRESENT, "process": process}


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
