"""Whatever a flow declares must be used: clocks, documents, series, fees, and the system's own actions."""

from collections.abc import Collection, Iterator

from dvctt.kernel import Fault
from dvctt.workflow.check_messages import fault_at
from dvctt.workflow.spec import ClockDuty, DocumentDuty, Duty, FeeDuty, Flow, NumberDuty, PublishDuty

HANDED_OVER = ("result", "negative_decision")


def unused_parts(flow: Flow, fees: Collection[str] | None) -> Iterator[Fault]:
    """Find what the flow declares (or the bundle's `fees`) and never uses."""
    duties = [duty for action in flow.actions.values() for duty in action.duties]
    yield from _clocks(flow, duties)
    yield from _documents(flow, duties)
    yield from _actions(flow)
    noted = {duty.fee for duty in duties if isinstance(duty, FeeDuty) and duty.does == "note"}
    for fee in sorted(set(fees or ()) - noted):
        yield fault_at(f"fees.{fee}", "fee_never_noted", fee)


def _clocks(flow: Flow, duties: list[Duty]) -> Iterator[Fault]:
    events = {(duty.clock, duty.event) for duty in duties if isinstance(duty, ClockDuty)}
    for name in flow.clocks:
        place = f"process.clocks.{name}"
        if (name, "start") not in events:
            yield fault_at(place, "clock_never_started", name)
        if (name, "pause") in events and (name, "resume") not in events:
            yield fault_at(place, "clock_never_resumed", name)


def _documents(flow: Flow, duties: list[Duty]) -> Iterator[Fault]:
    asked = {duty.document for duty in duties if isinstance(duty, DocumentDuty)}
    published = {duty.publish for duty in duties if isinstance(duty, PublishDuty)}
    taken = {duty.series for duty in duties if isinstance(duty, NumberDuty)}
    for name, document in flow.documents.items():
        place = f"process.documents.{name}"
        if name not in asked:
            yield fault_at(place, "published_unmade" if name in published else "document_never_made", name)
        elif document.kind in HANDED_OVER and name not in published:
            yield fault_at(place, "document_never_published", name)
        if document.series is not None and name in asked:
            taken.add(document.series)
    for name in flow.series:
        if name not in taken:
            yield fault_at(f"process.series.{name}", "series_never_used", name)


def _actions(flow: Flow) -> Iterator[Fault]:
    called = {clock.at_expiry for clock in flow.clocks.values()}
    called |= {document.performs for document in flow.documents.values()}
    for name, action in flow.actions.items():
        if all(who.kind == "system" for who in action.who) and name not in called:
            yield fault_at(f"process.actions.{name}", "untriggered", name)
