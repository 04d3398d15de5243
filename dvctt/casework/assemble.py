"""Turns a dossier in memory into what its pages show."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from dvctt import workflow
from dvctt.accounts import api as accounts
from dvctt.casework import (
    amendments,
    assigning,
    checks,
    clocks,
    content,
    contents,
    delivering,
    fees,
    masking,
    returning,
    sealing,
)
from dvctt.casework.actions import offer
from dvctt.casework.choosing import ACT as DELIVERY_CHANGED
from dvctt.casework.contents_view import changes_by, standing_views
from dvctt.casework.filing import filer_view
from dvctt.casework.handover import ACT as FILER_CHANGED
from dvctt.casework.handover import successors
from dvctt.casework.models import Act, AmendmentItem, AmendmentRequest, AnswerSet, Attachment, Declaration
from dvctt.casework.own import may_edit
from dvctt.casework.printed import printed
from dvctt.casework.recounting import ACT as CLOCK_RECOUNTED
from dvctt.casework.recounting import recounted
from dvctt.casework.scope import access
from dvctt.casework.subject import Subject, instead_of
from dvctt.casework.succession import ACT as ASSIGNEE_CHANGED
from dvctt.casework.views import (
    AmendmentView,
    ChangeView,
    ClockView,
    ComponentView,
    DecisionView,
    DeclarationView,
    DossierPage,
    DraftPage,
    FeeEntryView,
    FeeView,
    FileView,
    ItemView,
    OfferView,
    PaperView,
    ReviewField,
    ReviewSection,
    TimelineEntry,
)
from dvctt.casework.waiting import turn
from dvctt.documents import api as documents
from dvctt.forms import AnyField, Section, TableField, evaluate
from dvctt.kernel import Actor, ActorKind, Fault, Text, clock
from dvctt.kernel.authority import Power
from dvctt.ministry import api as ministry

CLOCK_REASONS = {
    amendments.LATER_ANSWER: Text(
        vi="theo hạn trả lời ghi trong yêu cầu bổ sung", en="by the day for the answer that the amendment request gives"
    ),
}
CLOCK_LABELS = {
    "clock:warning": Text(vi="Hệ thống nhắc thời hạn", en="The system warned of a time limit"),
    "clock:expiry": Text(vi="Quá thời hạn", en="A time limit passed"),
    ASSIGNEE_CHANGED: Text(vi="Chuyển người xử lý", en="Another officer took over"),
    FILER_CHANGED: Text(vi="Đổi người nộp", en="Another person became the filer"),
    DELIVERY_CHANGED: Text(vi="Đổi cách nhận kết quả", en="Another way of delivery was chosen"),
    CLOCK_RECOUNTED: Text(
        vi="Tính lại thời hạn theo lịch làm việc mới", en="Time limits were counted by a new working calendar"
    ),
    "clock:refused": Text(
        vi="Hệ thống không tự làm được việc phải theo sau khi quá hạn; cần người xử lý",
        en="What should have followed a time limit could not be done by the system; a person must act",
    ),
}


def page(actor: Actor, subject: Subject) -> DossierPage:
    """The dossier's page for this actor."""
    row, state = subject.dossier, subject.state
    officer = actor.kind == ActorKind.OFFICER
    shown, may = _shown_set(actor, subject), access(actor, row)
    hide, files = not may.may(Power.IDENTITY), may.may(Power.FILES)
    return DossierPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        version=subject.version,
        owner=accounts.party_view(subject.owner),
        filer=filer_view(subject),
        successors=() if officer else successors(actor, subject),
        state=row.state,
        label=state.label,
        plain=state.for_officers if officer else state.plain,
        status=row.status,
        status_name=ministry.national_status(row.status) if row.status else None,
        holder=row.holder,
        holder_unit=ministry.unit(row.holder_unit) if row.holder_unit else None,
        assignee=row.assignee.name if row.assignee and officer else "",
        assignee_id=str(row.assignee_id) if row.assignee_id and officer else None,
        turn=turn(subject.flow, row.state) if officer else None,
        receiving=ministry.unit(row.receiving),
        appraising=ministry.unit(row.appraising),
        deciding=ministry.unit(row.deciding),
        created_at=row.created_at,
        touched_at=row.touched_at,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        started_at=row.started_at,
        closed_at=row.closed_at,
        subject=row.subject,
        outcome=row.outcome,
        due_at=row.due_at,
        provisional_due=_provisional(subject),
        clocks=tuple(_clocks(subject)),
        offers=tuple(_offers(actor, subject)),
        timeline=tuple(_timeline(subject, inner=may.may(Power.HISTORY), hide=hide)),
        returned=_returned(subject, hide=hide) if may.may(Power.HISTORY) else None,
        sections=_sections(subject, shown, hide=hide),
        components=tuple(_components(subject, shown, files=files)),
        declaration=_declaration(subject.declared(shown)) if files else None,
        signatures=_signatures(subject, shown) if files else (),
        amendments=tuple(_amendments(subject, officer=officer, hide=hide, files=files)),
        changes=tuple(_changes(subject, hide=hide)),
        papers=tuple(_papers(actor, subject)),
        contents=tuple(standing_views(subject, hide=hide)) if officer and may.may(Power.HISTORY) else (),
        checks=tuple(checks.judge(subject, shown, officer=officer)),
        decision=_decision(subject),
        fees=tuple(_fees(subject)),
        delivery=delivering.view(actor, subject),
        access=may,
        editable=may_edit(actor, subject),
        saves=subject.sets[-1].saves,
        saved_at=subject.sets[-1].saved_at,
    )


def draft(actor: Actor, subject: Subject) -> DraftPage:
    """The draft for its form pages."""
    row, last = subject.dossier, subject.sets[-1]
    judged = subject.judged(last, language=actor.language)
    kept = sealing.open_values(last.kept)
    return DraftPage(
        id=row.pk,
        code=row.code,
        revision=row.revision,
        version=subject.version,
        form=subject.bundle.form,
        values=subject.values(last),
        kept=kept,
        faults=judged.faults,
        held=subject.judged(last, partial=True, language=actor.language).faults,
        warnings=judged.warnings,
        missing=tuple(subject.missing_components(last.number)),
        saves=last.saves,
        saved_at=last.saved_at,
        touched=last.saves > 0,
        amendment=_amendment(subject, subject.amendment) if subject.amendment else None,
    )


def _shown_set(actor: Actor, subject: Subject) -> AnswerSet:
    """Officers see what was filed; the applicant what he is working on."""
    if actor.kind == ActorKind.OFFICER and subject.filed is not None:
        return subject.filed
    return subject.sets[-1]


def _provisional(subject: Subject) -> Any:
    main = content.main_clock(subject)
    if main is None or subject.dossier.submitted_at is None or subject.dossier.accepted_at is not None:
        return None
    if subject.dossier.closed_at is not None:
        return None
    return clocks.provisional_due(subject, main)


def _clocks(subject: Subject) -> Iterable[ClockView]:
    asked = subject.amendment.answer_by if subject.amendment else None
    for name, one in clocks.standings(subject).items():
        spec = subject.flow.clocks[name]
        yield ClockView(
            name=name,
            label=spec.label,
            state=one.state,
            due=one.due,
            warn_at=one.warn_at,
            overdue=one.overdue,
            due_soon=bool(one.state == "running" and one.warn_at and one.warn_at <= subject.now and not one.overdue),
            days_left=one.remaining_days,
            basis=Text(vi=spec.basis, en=spec.basis_en),
            whose=spec.whose,
            asked=asked if spec.whose == "applicant" and _before(asked, one) else None,
            calendar=clocks.counted_by(subject, name),
            halted=one.halted,
            undeclared=any(step.code == "beyond_calendar" for step in one.steps),
            steps=_explained(subject, one),
        )


def _before(asked: date | None, one: workflow.Standing) -> bool:
    """Whether the officer asked for an answer before the clock that waits for it ends."""
    if asked is None or one.due is None or one.state != "running":
        return False
    return asked < one.due.astimezone(clock.HANOI).date()


def _explained(subject: Subject, one: workflow.Standing) -> tuple[Text, ...]:
    reasons = {name: action.label for name, action in subject.flow.actions.items()} | CLOCK_REASONS
    pairs = zip(workflow.explain(one, "vi", reasons), workflow.explain(one, "en", reasons), strict=True)
    return tuple(Text(vi=vi, en=en) for vi, en in pairs)


def _offers(actor: Actor, subject: Subject) -> Iterable[OfferView]:
    for ruling in offer(actor, subject):
        spec = subject.flow.actions[ruling.action]
        yield OfferView(
            action=ruling.action,
            label=spec.label,
            kind=spec.kind,
            tone=spec.tone,
            allowed=ruling.allowed,
            reasons=ruling.reasons,
            warnings=ruling.warnings,
            sections=workflow.asked_sections(subject.flow, spec),
            rules=workflow.asked_rules(subject.flow, spec),
            basis=spec.basis,
            instead_of=ruling.grant.instead_name if ruling.grant else "",
            printed=printed(subject.flow, spec),
            before=returning.undone(subject, ruling.action),
            decides=contents.decided_fields(subject, spec),
            start=contents.starting(subject, spec),
            asked=contents.asked_by(subject, spec),
            edits=tuple(use.of for use, _content in workflow.edited_contents(subject.flow, spec)),
            sees=tuple(use.of for use in spec.contents if use.may == "see"),
            expected=fees.expected(subject, spec),
        )


def _timeline(subject: Subject, *, inner: bool, hide: bool) -> Iterable[TimelineEntry]:
    for act in reversed(subject.acts):
        yield _entry(subject, act, inner=inner, hide=hide)


def _returned(subject: Subject, *, hide: bool) -> TimelineEntry | None:
    act = returning.act_of(subject)
    return _entry(subject, act, inner=True, hide=hide) if act is not None else None


def _entry(subject: Subject, act: Act, *, inner: bool, hide: bool) -> TimelineEntry:
    """One act; names and words of officers where `inner`."""
    spec = subject.flow.actions.get(act.action)
    told = inner or (spec is not None and any(isinstance(duty, workflow.NoticeDuty) for duty in spec.duties))
    by_applicant = act.actor_kind == ActorKind.APPLICANT
    moved = act.from_state != act.to_state
    states = subject.flow.states
    # The system hands on what an official leaves, by order of somebody whom officers may read.
    ordered = str(act.inputs.get("by", "")) if inner and act.action == ASSIGNEE_CHANGED else ""
    return TimelineEntry(
        seq=act.seq,
        at=act.at,
        action=act.action,
        label=spec.label if spec else CLOCK_LABELS.get(act.action, Text(vi=act.action)),
        who=ordered or (act.actor_name if inner or by_applicant else ""),
        unit=act.unit,
        official=act.actor_kind == ActorKind.OFFICER,
        from_state=_read(states[act.from_state], inner=inner) if moved else None,
        to_state=_read(states[act.to_state], inner=inner) if moved else None,
        reason=_said(subject, act) if told or act.action in (FILER_CHANGED, CLOCK_RECOUNTED) else "",
        assigned=_assigned(subject, act) if inner else ("", ""),
        inputs=_inputs(subject, act, hide=hide) if inner else (),
        system=act.actor_kind == ActorKind.SYSTEM and not ordered,
        on_behalf=_for_whom(subject, act) if by_applicant else "",
        instead_of=subject.absent.get(instead_of(act), "") if inner else "",
    )


def _read(state: workflow.State, *, inner: bool) -> Text:
    return state.for_officers if inner else state.plain


def _for_whom(subject: Subject, act: Act) -> str:
    """The owner's name where somebody else acted in it."""
    owner = subject.owner
    return owner.name if act.on_behalf == str(owner.pk) and act.actor_name != owner.name else ""


def _assigned(subject: Subject, act: Act) -> tuple[str, str]:
    """From whom to whom the act gave the dossier."""
    if act.action == ASSIGNEE_CHANGED:
        return str(act.inputs["from"]), str(act.inputs["to"])
    return assigning.names(act, subject.absent)


def _said(subject: Subject, act: Act) -> str:
    if act.action == CLOCK_RECOUNTED:
        return recounted(subject, act)
    if act.action not in (FILER_CHANGED, DELIVERY_CHANGED):
        return str(act.inputs.get("reason", ""))
    change = f"{act.inputs['from']} → {act.inputs['to']}"
    return f"{change}. {act.inputs['words']}" if act.inputs.get("words") else change


def _inputs(subject: Subject, act: Act, *, hide: bool) -> tuple[tuple[Text, str], ...]:
    spec = subject.flow.actions.get(act.action)
    if spec is None:
        return ()
    fields = [field for section in spec.input for field in section.fields]
    own = (
        (field.label, masking.shown(field, act.inputs[field.id], hide=hide))
        for field in fields
        if act.inputs.get(field.id) not in (None, "", [])
    )
    return (*own, *changes_by(subject, act, hide=hide))


def _sections(subject: Subject, shown: AnswerSet, *, hide: bool) -> tuple[ReviewSection, ...]:
    values = subject.values(shown)
    faults = subject.judged(shown).faults if shown.frozen_at is None else ()
    return tuple(
        ReviewSection(
            section.id,
            section.title,
            tuple(
                _review(field, values.get(field.id), faults, hide=hide)
                for field in section.fields
                if _wanted(field, values)
            ),
        )
        for section in subject.bundle.form.sections
        if _wanted(section, values)
    )


def _wanted(asked: AnyField | Section, values: dict[str, Any]) -> bool:
    return asked.show_when is None or evaluate(asked.show_when, values=values, facts={}, today=clock.today()).holds


def _review(field: AnyField, value: Any, faults: Iterable[Fault], *, hide: bool) -> ReviewField:
    mine = tuple(fault for fault in faults if fault.place.split(".")[0] == field.id)
    if isinstance(field, TableField):
        rows = tuple(
            tuple(masking.shown(one, row.get(one.id), hide=hide) for one in field.columns) for row in value or []
        )
        return ReviewField(field, field.label, "", tuple(one.label for one in field.columns), rows, mine)
    return ReviewField(field, field.label, masking.shown(field, value, hide=hide), (), (), mine)


def _components(subject: Subject, shown: AnswerSet, *, files: bool) -> Iterable[ComponentView]:
    missing = set(subject.missing_components(shown.number))
    for spec in subject.bundle.components:
        required = subject.wants(spec, shown.number)
        yield ComponentView(
            id=spec.id,
            name=spec.name,
            law_name=spec.law_name,
            note=spec.note,
            kind=spec.kind,
            required=required,
            alternatives=spec.alternatives,
            original=spec.original,
            copies=spec.copies,
            allowed=spec.allowed,
            max_mb=spec.max_mb,
            many=spec.many,
            uploads=spec in subject.bundle.uploads(),
            form_number=spec.form_number,
            template_file=spec.template_file,
            handed_in=sum(one.component == spec.id for one in subject.files(shown.number)),
            files=_files(subject, spec.id, shown) if files else (),
            missing=spec.id in missing or (spec.alternatives in missing if spec.alternatives else False),
        )


def _files(subject: Subject, component: str, shown: AnswerSet) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            attachment_id=one.pk,
            document=documents.view_of(one.document),
            added_in=one.added_in,
            removed_in=one.removed_in,
            added_at=one.added_at,
            in_force=one in subject.files(shown.number),
            new_in_draft=shown.frozen_at is None and one.added_in == shown.number and shown.number > 1,
        )
        for one in subject.attachments
        if one.component == component and one.added_in <= shown.number
    )


def _declaration(row: Declaration | None) -> DeclarationView | None:
    if row is None:
        return None
    return DeclarationView(
        state=row.state,
        document_id=row.document_id,
        signed_id=row.signed_id,
        report=row.report,
        mismatch=row.mismatch,
        authority_confirmed=row.authority_confirmed,
        created_at=row.created_at,
        failed=bool(documents.given_up(_awaited(row))),
    )


def _awaited(row: Declaration) -> list[UUID]:
    """The work on a declaration that its state waits for."""
    waits = {Declaration.State.RENDERING: row.rendition, Declaration.State.CHECKING: row.validation}
    work = waits.get(Declaration.State(row.state))
    return [work] if work else []


def _signatures(subject: Subject, shown: AnswerSet) -> tuple[DeclarationView, ...]:
    """The declaration that stands with what is shown, when it has been filed."""
    found = _declaration(subject.declared(shown))
    return (found,) if found is not None and shown.frozen_at is not None else ()


def _amendments(subject: Subject, *, officer: bool, hide: bool, files: bool) -> Iterable[AmendmentView]:
    for request in sorted(subject.amendments, key=lambda one: -one.number):
        yield _amendment(subject, request, officer=officer, hide=hide, files=files)


def _amendment(
    subject: Subject, request: AmendmentRequest, *, officer: bool = False, hide: bool = False, files: bool = True
) -> AmendmentView:
    numbers = {one.number: one for one in subject.sets}
    base = numbers[request.base_number]
    answered = numbers.get(request.answer_number or 0)
    answer = answered or (subject.draft if request.state == "open" and not officer else None) or base
    return AmendmentView(
        number=request.number,
        state=request.state,
        reason=request.reason,
        answer_by=request.answer_by,
        opened_at=request.opened_at,
        opened_by=request.opened_by,
        closed_at=request.closed_at,
        items=tuple(
            _item(subject, item, base, answer, sent=request.state != "open" or not officer, hide=hide, files=files)
            for item in subject.followed.items_of(request)
        ),
    )


def _item(
    subject: Subject, item: AmendmentItem, base: AnswerSet, answer: AnswerSet, *, sent: bool, hide: bool, files: bool
) -> ItemView:
    place, old, new, changed = Text(vi="Nội dung khác", en="Something else"), "", "", False
    if item.kind == "field":
        field = next(one for one in subject.bundle.form.fields() if one.id == item.target)
        place = field.label
        before, after = (subject.values(one).get(item.target) for one in (base, answer))
        old, new, changed = _plain(field, before, hide=hide), _plain(field, after, hide=hide), before != after
    elif item.kind == "component" and (component := subject.bundle.component(item.target)):
        place = component.name
        before, after = (_handed_in(subject, item.target, one.number) for one in (base, answer))
        old, new = (_named(one) if files else _counted(one) for one in (before, after))
        changed = [one.pk for one in before] != [one.pk for one in after]
    return ItemView(
        position=item.position,
        kind=item.kind,
        target=item.target,
        place=place,
        wrong=item.wrong,
        answer=item.answer if sent else "",
        old=old,
        new=new,
        changed=changed,
    )


def _handed_in(subject: Subject, component: str, number: int) -> list[Attachment]:
    return [one for one in subject.files(number) if one.component == component]


def _named(files: list[Attachment]) -> str:
    return "; ".join(one.document.name for one in files)


def _counted(files: list[Attachment]) -> str:
    """What is told of files to who may not see them: how many there are."""
    return f"{len(files)} tệp" if files else ""


def _plain(field: AnyField, value: Any, *, hide: bool) -> str:
    if isinstance(field, TableField):
        review = _review(field, value, (), hide=hide)
        return "\n".join(" · ".join(cell for cell in row if cell) for row in review.rows)
    return masking.shown(field, value, hide=hide)


def _changes(subject: Subject, *, hide: bool) -> Iterable[ChangeView]:
    """What differs between the last two filed versions: the old beside the new."""
    filed = [one for one in subject.sets if one.frozen_at is not None]
    if len(filed) < 2:
        return
    old, new = subject.values(filed[-2]), subject.values(filed[-1])
    for field in subject.bundle.form.fields():
        if old.get(field.id) != new.get(field.id):
            before, after = (_plain(field, one.get(field.id), hide=hide) for one in (old, new))
            yield ChangeView(field.label, before, after)


def _papers(actor: Actor, subject: Subject) -> Iterable[PaperView]:
    rows = list(subject.dossier.papers.order_by("requested_at", "pk"))
    failed = documents.given_up([row.rendition for row in rows if row.ready_at is None])
    for row in rows:
        hidden = actor.kind != ActorKind.OFFICER and row.published_at is None
        if hidden and row.kind in ("result", "negative_decision"):
            continue
        yield PaperView(
            name=row.name,
            title=subject.flow.documents[row.name].title,
            kind=row.kind,
            number=row.number,
            document_id=None if hidden else row.document_id,
            requested_at=row.requested_at,
            ready_at=row.ready_at,
            published_at=row.published_at,
            failed=row.rendition in failed,
        )


def _decision(subject: Subject) -> DecisionView | None:
    row = getattr(subject.dossier, "decision", None)
    if row is None:
        return None
    return DecisionView(row.outcome, row.decided_at, row.name, row.title, row.authority_line)


def _fees(subject: Subject) -> Iterable[FeeView]:
    for due in fees.dues(subject):
        numbers = {entry.pk: number for number, entry in enumerate(due.entries, 1)}
        yield FeeView(
            id=due.id,
            name=due.name,
            kind=due.spec.kind,
            amount=due.amount,
            basis=due.spec.basis,
            note=due.told.note,
            noted_amount=due.noted,
            left=due.left,
            open=due.is_open,
            released=due.released,
            collected=ministry.code_name("fee", due.spec.collected),
            pay_at=ministry.unit(subject.dossier.receiving),
            account=ministry.fee_account_of(subject.dossier.receiving),
            entries=tuple(
                FeeEntryView(
                    numbers[entry.pk], entry.kind, entry.amount, entry.paid_on, entry.note, entry.noted_at,
                    entry.noted_by, numbers.get(entry.corrects_id or 0),
                )
                for entry in due.entries
            ),
        )  # fmt: skip
