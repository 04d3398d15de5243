"""The duties that a version may name, each done within the act's transaction; a closed set."""

from collections.abc import Callable
from typing import Any

from dvctt import workflow
from dvctt.accounts import people
from dvctt.casework.acts import assignment, returns
from dvctt.casework.core.act_context import Performing
from dvctt.casework.course import amendments, clocks, fees
from dvctt.casework.models import Decision
from dvctt.casework.outputs import issued_documents, issuing_unit, letters
from dvctt.ministry import api as ministry

DOSSIER_CODE = "dossier_code"


def _clock(performing: Performing, duty: workflow.ClockDuty) -> None:
    """Write the event; where the clock of the result starts, the row keeps since when."""
    subject = performing.subject
    length = subject.flow.clocks[duty.clock].after_amendment if duty.event == "replace" else None
    clocks.write(subject, duty.clock, duty.event, reason=performing.action, length=length)
    if duty.event == "start" and duty.clock == clocks.main_clock(subject):
        subject.dossier.started_at = performing.now


def _record(performing: Performing, duty: workflow.RecordDuty) -> None:
    row = performing.subject.dossier
    if duty.record == "acceptance":
        row.accepted_at = performing.now
        return
    row.submitted_at, row.filed_phone = performing.now, row.owner.phone
    row.calendar = row.clock_calendar = ministry.calendar().version


def _freeze(performing: Performing, _duty: workflow.FreezeDuty) -> None:
    draft = performing.subject.draft
    assert draft is not None
    draft.frozen_at = performing.now
    draft.save(update_fields=["frozen_at"])


def _number(performing: Performing, duty: workflow.NumberDuty) -> None:
    """Take a number. Documents whose numbers look alike are numbered together, whatever the procedure."""
    subject, row = performing.subject, performing.subject.dossier
    pattern = subject.flow.series[duty.series]
    of_dossier = duty.series == DOSSIER_CODE
    unit = issuing_unit.numbering_unit(performing, duty.series)
    written = pattern.partition("/")[2].replace("{abbr}", ministry.agency_of(unit).doc_abbreviation)
    number = ministry.next_number(
        duty.series if of_dossier else written or duty.series,
        unit=unit,
        at=performing.now,
        pattern=pattern,
    )
    performing.numbers[duty.series] = number
    if of_dossier:
        row.code = number


def _document(performing: Performing, duty: workflow.DocumentDuty) -> None:
    spec = performing.subject.flow.documents[duty.document]
    if spec.series and spec.series not in performing.numbers:
        _number(performing, workflow.NumberDuty(series=spec.series))
    issued_documents.ask_for(performing, duty.document)


def _notice(performing: Performing, duty: workflow.NoticeDuty) -> None:
    letters.send_notice(performing.subject, duty.notice, key=f"{performing.subject.ref}:{performing.seq}")


def _task(performing: Performing, duty: workflow.TaskDuty) -> None:
    """Give the dossier to whom the act names; an act of another kind leaves it to its actor or to the unit."""
    row, given = performing.subject.dossier, performing.inputs.get("assigned")
    if given is None:
        row.assignee_id = performing.actor.id if duty.assign == "actor" else None
        return
    row.assignee_id = given["to_account"]
    assignment.tell_both(performing)


def _rework(performing: Performing, _duty: workflow.ReworkDuty) -> None:
    returns.tell(performing)


def _amendment(performing: Performing, duty: workflow.AmendmentDuty) -> None:
    if duty.amendment == "open":
        amendments.open_request(performing)
        return
    if duty.amendment == "answer":
        amendments.keep_answers(performing)
    amendments.close_request(performing, duty.amendment)


def _decision(performing: Performing, duty: workflow.DecisionDuty) -> None:
    """Record who decided; a later decision (after rework) replaces one that was never issued."""
    officer = people.officer(performing.actor.id)
    absent = performing.actor.on_behalf.id if performing.actor.on_behalf else ""
    held = officer.appointment_at(performing.subject.dossier.deciding, instead_of=absent)
    subject = performing.subject
    made, _ = Decision.objects.update_or_create(
        dossier=subject.dossier,
        defaults={
            "outcome": duty.decision,
            "decided_at": performing.now,
            "actor_id": performing.actor.id,
            "name": officer.name,
            "title": held.title.vi,
            "authority_line": held.authority_line,
        },
    )
    subject.dossier.decision = subject.followed.decision = made


def _publish(performing: Performing, duty: workflow.PublishDuty) -> None:
    issued_documents.hand_over(performing, duty.publish)


def _fee(performing: Performing, duty: workflow.FeeDuty) -> None:
    """Write the entry; the applicant is told where the agency changed what is left, not that his payment came."""
    before = fees.due(performing.subject, duty.fee).left
    fees.record(performing, duty)
    due = fees.due(performing.subject, duty.fee)
    if duty.does != "note" and due.left != before:
        letters.tell_fee(performing.subject, due, f"{duty.fee}:{performing.seq}")


DUTIES: dict[type[Any], Callable[[Performing, Any], None]] = {
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
