"""The duties that a version may name, each done within the act's transaction; a closed set."""

from collections.abc import Callable
from typing import Any

from dvctt import workflow
from dvctt.accounts import people
from dvctt.casework.acts import assignment, returns
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.course import amendments, clocks, fees
from dvctt.casework.models import Decision
from dvctt.casework.outputs import issued_documents, issuing_unit, letters
from dvctt.ministry import api as ministry

DOSSIER_CODE = "dossier_code"


def _clock(context: ActContext, duty: workflow.ClockDuty) -> None:
    """Write the event; where the clock of the result starts, the row keeps since when."""
    loaded = context.loaded
    length = loaded.flow.clocks[duty.clock].after_amendment if duty.event == "replace" else None
    clocks.write(loaded, duty.clock, duty.event, reason=context.action, length=length)
    if duty.event == "start" and duty.clock == clocks.main_clock(loaded):
        loaded.dossier.started_at = context.now


def _record(context: ActContext, duty: workflow.RecordDuty) -> None:
    row = context.loaded.dossier
    if duty.record == "acceptance":
        row.accepted_at = context.now
        return
    row.submitted_at, row.filed_phone = context.now, row.owner.phone
    row.calendar = row.clock_calendar = ministry.calendar().version


def _freeze(context: ActContext, _duty: workflow.FreezeDuty) -> None:
    draft = context.loaded.draft
    assert draft is not None
    draft.frozen_at = context.now
    draft.save(update_fields=["frozen_at"])


def _number(context: ActContext, duty: workflow.NumberDuty) -> None:
    """Take a number. Documents whose numbers look alike are numbered together, whatever the procedure."""
    loaded, row = context.loaded, context.loaded.dossier
    pattern = loaded.flow.series[duty.series]
    of_dossier = duty.series == DOSSIER_CODE
    unit = issuing_unit.numbering_unit(context, duty.series)
    written = pattern.partition("/")[2].replace("{abbr}", ministry.agency_of(unit).doc_abbreviation)
    number = ministry.next_number(
        duty.series if of_dossier else written or duty.series,
        unit=unit,
        at=context.now,
        pattern=pattern,
    )
    context.numbers[duty.series] = number
    if of_dossier:
        row.code = number


def _document(context: ActContext, duty: workflow.DocumentDuty) -> None:
    spec = context.loaded.flow.documents[duty.document]
    if spec.series and spec.series not in context.numbers:
        _number(context, workflow.NumberDuty(series=spec.series))
    issued_documents.request_document(context, duty.document)


def _notice(context: ActContext, duty: workflow.NoticeDuty) -> None:
    letters.send_notice(context.loaded, duty.notice, key=f"{context.loaded.ref}:{context.seq}")


def _task(context: ActContext, duty: workflow.TaskDuty) -> None:
    """Give the dossier to whom the act names; an act of another kind leaves it to its actor or to the unit."""
    row, given = context.loaded.dossier, context.inputs.get("assigned")
    if given is None:
        row.assignee_id = context.actor.id if duty.assign == "actor" else None
        return
    row.assignee_id = given["to_account"]
    assignment.tell_both(context)


def _rework(context: ActContext, _duty: workflow.ReworkDuty) -> None:
    returns.tell(context)


def _amendment(context: ActContext, duty: workflow.AmendmentDuty) -> None:
    if duty.amendment == "open":
        amendments.open_request(context)
        return
    if duty.amendment == "answer":
        amendments.keep_answers(context)
    amendments.close_request(context, duty.amendment)


def _decision(context: ActContext, duty: workflow.DecisionDuty) -> None:
    """Record who decided; a later decision (after rework) replaces one that was never issued."""
    officer = people.officer(context.actor.id)
    absent = context.actor.on_behalf.id if context.actor.on_behalf else ""
    held = officer.appointment_at(context.loaded.dossier.deciding, instead_of=absent)
    loaded = context.loaded
    made, _ = Decision.objects.update_or_create(
        dossier=loaded.dossier,
        defaults={
            "outcome": duty.decision,
            "decided_at": context.now,
            "actor_id": context.actor.id,
            "name": officer.name,
            "title": held.title.vi,
            "authority_line": held.authority_line,
        },
    )
    loaded.dossier.decision = loaded.followed.decision = made


def _publish(context: ActContext, duty: workflow.PublishDuty) -> None:
    issued_documents.publish(context, duty.publish)


def _fee(context: ActContext, duty: workflow.FeeDuty) -> None:
    """Write the entry; the applicant is told where the agency changed what is left, not that his payment came."""
    before = fees.due(context.loaded, duty.fee).left
    fees.record(context, duty)
    due = fees.due(context.loaded, duty.fee)
    if duty.does != "note" and due.left != before:
        letters.tell_fee(context.loaded, due, f"{duty.fee}:{context.seq}")


DUTIES: dict[type[Any], Callable[[ActContext, Any], None]] = {
    workflow.ClockDuty: _clock,
    workflow.RecordDuty: _record,
    workflow.FreezeDuty: _freeze,
    workflow.NumberDuty: _number,
    workflow.DocumentDuty: _document,
    workflow.NoticeDuty: _notice,
    workflow.TaskDuty: _task,
    workflow.ReworkDuty: _rework,
    workflow.AmendmentDuty: _amendment,
    workflow.DecisionDuty: _decision,
    workflow.PublishDuty: _publish,
    workflow.FeeDuty: _fee,
}
