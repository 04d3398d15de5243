"""Proofs about a flow before it is published; every fault names its place in the bundle."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any, get_args

from pydantic import BaseModel

from dvctt.forms import FormSpec
from dvctt.kernel import Fault, Role, Text
from dvctt.workflow.check_contents import content_faults, use_faults
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.guards import guard_faults
from dvctt.workflow.reachability import unreachable_parts
from dvctt.workflow.spec import (
    Action,
    ClockDuty,
    DocumentDuty,
    Duty,
    FeeDuty,
    Flow,
    NoticeDuty,
    NumberDuty,
    Place,
    PublishDuty,
)
from dvctt.workflow.unused import unused_parts

CODE_SERIES = "dossier_code"
# Before it only the desk has a part in the dossier.
RECORDS_ACCEPTANCE = "record: acceptance"
# Duties that need what the page of a kind alone asks for, and those without which a kind asks for nothing.
KINDS_OF: Mapping[str, frozenset[str]] = {
    "record: submission": frozenset({"submit"}),
    "freeze: answers": frozenset({"submit", "amendment_answer"}),
    "assign: chosen": frozenset({"assign"}),
    "amendment: open": frozenset({"amendment_request"}),
    "amendment: answer": frozenset({"amendment_answer"}),
}
NEEDED: Mapping[str, frozenset[str]] = {
    "submit": frozenset({"record: submission", "freeze: answers"}),
    "assign": frozenset({"assign"}),
    "amendment_request": frozenset({"amendment: open"}),
    "amendment_answer": frozenset({"freeze: answers", "amendment: answer"}),
}
ADDRESSED = "quý vị"
# What the form of an act asks for, by what the act does about a fee. Noting one is judged where it is done.
FEE_INPUT = {"note": (), "set": ("amount", "note"), "correct": ("amount", "reason"), "release": ("reason",)}


def check(
    flow: Flow,
    *,
    form: FormSpec | None = None,
    roles: Collection[Role] | None = None,
    fees: Collection[str] | None = None,
    facts: Collection[str] | None = None,
    notices: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Prove that a flow can be published; no fault means that it can.

    Guards are taken as either way, each can open, and asks for what can be known where it is judged. Names resolve;
    every state is reached and reaches an end; in every state that is not an end somebody can act or a timer runs;
    every loop carries a limit or a clock that ends it; nothing that the flow names is orphaned; every text has
    Vietnamese. `form` lets references to fields be checked, `roles` are those that exist (all where not given),
    `fees`, `facts` and `notices` the known names.
    Places are paths such as `process.actions.accept.to`.
    """
    named = (*_names(flow, form, roles, fees, facts), *_notices(flow, notices))
    texts = tuple(_texts("process", flow))
    if any(fault.code in ("unknown_state", "unknown_start") for fault in named):
        return named + texts
    return (*named, *unreachable_parts(flow, roles), *unused_parts(flow, fees), *texts)


def _names(
    flow: Flow,
    form: FormSpec | None,
    roles: Collection[Role] | None,
    fees: Collection[str] | None,
    facts: Collection[str] | None,
) -> Iterator[Fault]:
    if flow.start not in flow.states:
        yield fault_at("process.start", "unknown_start", flow.start)
    for name, action in flow.actions.items():
        place = f"process.actions.{name}"
        yield from _moves(flow, action, place)
        yield from _actors(action, place, roles)
        yield from guard_faults(flow, name, form, facts)
        yield from _duties(flow, action, place, fees)
        yield from _kind_duties(action, place)
        yield from use_faults(flow, action, place)
        yield from _reasons(action, place)
    if not any(RECORDS_ACCEPTANCE in _duty_names(duty) for action in flow.actions.values() for duty in action.duties):
        yield fault_at("process.actions", "never_accepted")
    yield from content_faults(flow, form)
    yield from _states(flow)
    yield from _clocks(flow)
    yield from _documents(flow)


def _moves(flow: Flow, action: Action, place: str) -> Iterator[Fault]:
    for source in action.from_:
        if source not in flow.states:
            yield fault_at(f"{place}.from", "unknown_state", source)
        elif flow.states[source].end and action.to not in (None, source):
            yield fault_at(f"{place}.from", "leaves_end", source)
    if action.to is not None and action.to not in flow.states:
        yield fault_at(f"{place}.to", "unknown_state", action.to)
    if action.kind == "note" and action.to is not None:
        yield fault_at(f"{place}.to", "note_moves", action.to)
    if action.limit is not None and action.limit < 1:
        yield fault_at(f"{place}.limit", "limit_below_one")


def _actors(action: Action, place: str, roles: Collection[Role] | None) -> Iterator[Fault]:
    for number, who in enumerate(action.who):
        if who.kind != "officer":
            continue
        if who.role is None or who.at is None:
            yield fault_at(f"{place}.who.{number}", "officer_without_role")
        elif roles is not None and who.role not in roles:
            yield fault_at(f"{place}.who.{number}.role", "unknown_role", who.role)


def _duties(flow: Flow, action: Action, place: str, fees: Collection[str] | None) -> Iterator[Fault]:
    for number, duty in enumerate(action.duties):
        spot = f"{place}.duties.{number}"
        if isinstance(duty, ClockDuty):
            yield from _clock_event(flow, duty, spot)
        elif isinstance(duty, NumberDuty) and duty.series not in {*flow.series, CODE_SERIES}:
            yield fault_at(f"{spot}.series", "unknown_series", duty.series)
        elif isinstance(duty, DocumentDuty) and duty.document not in flow.documents:
            yield fault_at(f"{spot}.document", "unknown_document", duty.document)
        elif isinstance(duty, PublishDuty) and duty.publish not in flow.documents:
            yield fault_at(f"{spot}.publish", "unknown_document", duty.publish)
        elif isinstance(duty, FeeDuty):
            yield from _fee(action, duty, spot, fees)


def _clock_event(flow: Flow, duty: ClockDuty, spot: str) -> Iterator[Fault]:
    clock = flow.clocks.get(duty.clock)
    if clock is None:
        yield fault_at(f"{spot}.clock", "unknown_clock", duty.clock)
    elif duty.event == "replace" and clock.after_amendment is None:
        yield fault_at(f"{spot}.event", "replaced_without_length", duty.clock)


def _kind_duties(action: Action, place: str) -> Iterator[Fault]:
    """The page of a kind asks for what certain duties need: each of them goes with the kinds that ask for it."""
    said = {name for duty in action.duties for name in _duty_names(duty)}
    for duty, kinds in KINDS_OF.items():
        if duty in said and action.kind not in kinds:
            yield fault_at(f"{place}.kind", "duty_of_another_kind", duty, ", ".join(sorted(kinds)))
    for duty in sorted(NEEDED.get(action.kind, frozenset()) - said):
        yield fault_at(f"{place}.duties", "kind_without_duty", action.kind, duty)


def _duty_names(duty: Duty) -> Iterator[str]:
    """A duty as the tables above name it, such as `assign: chosen`; for an act that is assigned, `assign` alone too."""
    for name, value in duty.model_dump(exclude_none=True).items():
        yield f"{name}: {value}"
        if name == "assign" and value != "nobody":
            yield "assign"


def _fee(action: Action, duty: FeeDuty, spot: str, fees: Collection[str] | None) -> Iterator[Fault]:
    """A fee must be known, and an act that changes what is recorded of it must ask for what it records."""
    if fees is not None and duty.fee not in fees:
        yield fault_at(f"{spot}.fee", "unknown_fee", duty.fee)
    asked = {field.id for section in action.input for field in section.fields}
    for name in FEE_INPUT[duty.does]:
        if name not in asked:
            yield fault_at(f"{spot}.does", "fee_without_input", name)


def _notices(flow: Flow, notices: Collection[str] | None) -> Iterator[Fault]:
    for name, action in flow.actions.items():
        for number, duty in enumerate(action.duties):
            if isinstance(duty, NoticeDuty) and notices is not None and duty.notice not in notices:
                known = ", ".join(sorted(notices))
                yield fault_at(f"process.actions.{name}.duties.{number}.notice", "unknown_notice", duty.notice, known)


def _reasons(action: Action, place: str) -> Iterator[Fault]:
    """Who takes what a colleague has, or sends a dossier back, says why: the colleague reads it."""
    asked = {field.id for section in action.input for field in section.fields if field.required}
    if "reason" in asked:
        return
    if action.takes and "colleague" in action.open_on:
        yield fault_at(f"{place}.input", "taken_over_without_reason")
    if action.asks_rework:
        yield fault_at(f"{place}.input", "returned_without_reason")


def _states(flow: Flow) -> Iterator[Fault]:
    for name, state in flow.states.items():
        place = f"process.states.{name}"
        if state.end and state.outcome is None:
            yield fault_at(f"{place}.outcome", "end_without_outcome")
        if state.outcome is not None and not state.end:
            yield fault_at(f"{place}.outcome", "outcome_without_end")
        yield from _holder(flow, name, place)
        if state.inside is None and ADDRESSED in state.plain.vi.casefold():
            yield fault_at(f"{place}.inside", "no_words_for_officers")


def _holder(flow: Flow, name: str, place: str) -> Iterator[Fault]:
    """A place that has the dossier must have something to do with it."""
    state = flow.states[name]
    if state.end or state.holder not in get_args(Place):
        return
    here = (action for action in flow.actions.values() if name in action.from_)
    if all(who.at != state.holder for action in here for who in action.who):
        yield fault_at(f"{place}.holder", "holder_without_act", state.holder)


def _clocks(flow: Flow) -> Iterator[Fault]:
    yield from _governing(flow)
    for name, clock in flow.clocks.items():
        place = f"process.clocks.{name}"
        if not clock.stages and (clock.length is None or clock.unit is None):
            yield fault_at(place, "clock_without_length")
        if clock.stages and clock.length is not None:
            yield fault_at(f"{place}.length", "clock_with_two_lengths")
        if clock.at_expiry is not None:
            yield from _triggered(flow, f"{place}.at_expiry", clock.at_expiry)


def _governing(flow: Flow) -> Iterator[Fault]:
    """The day of the result follows from one clock."""
    marked = [name for name, clock in flow.clocks.items() if clock.governs_result]
    if not marked:
        yield fault_at("process.clocks", "no_governing_clock", ", ".join(flow.clocks))
    elif len(marked) > 1:
        yield fault_at("process.clocks", "two_govern_result", ", ".join(marked))


def _documents(flow: Flow) -> Iterator[Fault]:
    for name, document in flow.documents.items():
        place = f"process.documents.{name}"
        if document.series is not None and document.series not in flow.series:
            yield fault_at(f"{place}.series", "unknown_series", document.series)
        if document.performs is not None:
            yield from _triggered(flow, f"{place}.performs", document.performs)


def _triggered(flow: Flow, place: str, name: str) -> Iterator[Fault]:
    """Check an action that the system performs on its own: it must be the system's, and never barred."""
    action = flow.actions.get(name)
    if action is None:
        yield fault_at(place, "unknown_action", name)
    elif all(who.kind != "system" for who in action.who):
        yield fault_at(place, "not_the_systems", name)
    elif action.guards or action.limit is not None:
        yield fault_at(place, "guarded_timer", name)


def _texts(place: str, value: Any) -> Iterator[Fault]:
    """Find texts without Vietnamese, anywhere below a place."""
    if isinstance(value, Text):
        if not value.vi.strip():
            yield fault_at(place, "no_vietnamese")
    elif isinstance(value, BaseModel):
        fields = type(value).model_fields
        below = ((fields[name].alias or name, getattr(value, name)) for name in fields)
        yield from chain.from_iterable(_texts(f"{place}.{name}", one) for name, one in below)
    elif isinstance(value, dict):
        yield from chain.from_iterable(_texts(f"{place}.{name}", one) for name, one in value.items())
    elif isinstance(value, tuple):
        named = ((getattr(one, "id", number), one) for number, one in enumerate(value))
        yield from chain.from_iterable(_texts(f"{place}.{name}", one) for name, one in named)
