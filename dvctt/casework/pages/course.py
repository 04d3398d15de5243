"""The course of a dossier as its page shows it: clocks, acts that are open, the history."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from dvctt import workflow
from dvctt.casework.acts import assignment, returns
from dvctt.casework.acts.actions import offer
from dvctt.casework.acts.delivery_choice import ACT as DELIVERY_CHANGED
from dvctt.casework.acts.delivery_choice import way_name
from dvctt.casework.acts.filer_change import ACT as FILER_CHANGED
from dvctt.casework.acts.recount import ACT as CLOCK_RECOUNTED
from dvctt.casework.acts.recount import is_noise, recounted
from dvctt.casework.acts.succession import ACT as ASSIGNEE_CHANGED
from dvctt.casework.core.loaded import LoadedDossier, instead_of
from dvctt.casework.core.masking import Reader
from dvctt.casework.course import amendments, clocks, fees
from dvctt.casework.models import Act
from dvctt.casework.outputs import contents
from dvctt.casework.outputs.printed_inputs import inputs_printed_on
from dvctt.casework.pages.content_views import changes_by
from dvctt.casework.read_models import (
    ClockView,
    DecisionView,
    EffectView,
    OfferView,
    ProposalView,
    TimelineEntry,
)
from dvctt.kernel import Actor, ActorKind, Text, clock, dong

IF_ANY = re.compile(r"\s*\(nếu có\)|,?\s*\(?\bif any\b\)?")

CLOCK_REASONS = {
    amendments.LATER_ANSWER: Text(
        vi="theo hạn trả lời ghi trong yêu cầu bổ sung",
        en="by the day for the answer that the request for amendment gives",
    ),
}


# Acts of the applicant or the system alone: what they changed is told to everybody who sees the history.
TOLD = frozenset({FILER_CHANGED, DELIVERY_CHANGED, CLOCK_RECOUNTED})
CLOCK_LABELS = {
    "clock:warning": Text(vi="Hệ thống nhắc thời hạn", en="The system warned of a time limit"),
    "clock:expiry": Text(vi="Quá thời hạn", en="A time limit passed"),
    ASSIGNEE_CHANGED: Text(vi="Chuyển người xử lý", en="Another officer took over"),
    FILER_CHANGED: Text(vi="Đổi người nộp", en="Another person became the submitter"),
    DELIVERY_CHANGED: Text(vi="Đổi cách nhận kết quả", en="Another way of delivery was chosen"),
    CLOCK_RECOUNTED: Text(
        vi="Tính lại thời hạn theo lịch làm việc mới", en="Time limits were counted by a new working calendar"
    ),
    "clock:refused": Text(
        vi="Hệ thống không tự làm được việc phải theo sau khi quá hạn; cần người xử lý",
        en="What should have followed a time limit could not be done by the system; a person must act",
    ),
}


def clock_views(loaded: LoadedDossier) -> Iterable[ClockView]:
    """The statutory clocks, each with how its due date came about."""
    asked = loaded.amendment.answer_by if loaded.amendment else None
    for name, one in clocks.standings(loaded).items():
        spec, before = loaded.flow.clocks[name], clocks.missed(loaded, name)
        yield ClockView(
            name=name,
            label=spec.label,
            state=one.state,
            starts=one.starts,
            due=one.due,
            warn_at=one.warn_at,
            overdue=one.overdue,
            due_soon=bool(one.state == "running" and one.warn_at and one.warn_at <= loaded.now and not one.overdue),
            days_left=one.remaining_days,
            basis=spec.basis_text,
            whose=spec.whose,
            asked=asked if spec.whose == "applicant" and _before(asked, one) else None,
            calendar=clocks.counted_by(loaded, name),
            halted=one.halted,
            missed_due=before.due if before else None,
            missed_at=before.at if before else None,
            unit=spec.unit,
            governs=spec.governs_result,
            undeclared=any(step.code == "beyond_calendar" for step in one.steps),
            steps=_explained(loaded, spec, one),
        )


def _before(asked: date | None, one: workflow.Standing) -> bool:
    """Whether the officer asked for an answer before the clock that waits for it ends."""
    if asked is None or one.due is None or one.state != "running":
        return False
    return asked < clock.day_of(one.due)


def _explained(loaded: LoadedDossier, spec: workflow.Clock, one: workflow.Standing) -> tuple[Text, ...]:
    reasons = {name: action.label for name, action in loaded.flow.actions.items()} | CLOCK_REASONS
    reasons[spec.basis] = spec.basis_text
    pairs = zip(workflow.explain(one, "vi", reasons), workflow.explain(one, "en", reasons), strict=True)
    return tuple(Text(vi=vi, en=en) for vi, en in pairs)


def offer_views(actor: Actor, loaded: LoadedDossier, only: str = "") -> Iterable[OfferView]:
    """The acts that belong here, or `only` that one, open or closed with their reasons."""
    decided_here = workflow.deciding(loaded.flow, loaded.dossier.state)
    proposed = contents.proposal(loaded) if decided_here else None
    documents = proposed.documents if proposed else ()
    following = workflow.following(loaded.flow, loaded.dossier.state, documents)
    opposing = workflow.opposing(loaded.flow, loaded.dossier.state, documents)
    for ruling in offer(actor, loaded):
        if only and ruling.action != only:
            continue
        spec = loaded.flow.actions[ruling.action]
        yield OfferView(
            action=ruling.action,
            label=spec.label,
            kind=spec.kind,
            tone=spec.tone,
            allowed=ruling.allowed,
            reasons=ruling.reasons,
            warnings=ruling.warnings,
            sections=workflow.asked_sections(loaded.flow, spec),
            rules=workflow.asked_rules(loaded.flow, spec),
            basis=spec.basis,
            instead_of=ruling.grant.instead_name if ruling.grant else "",
            printed=inputs_printed_on(loaded.flow, spec),
            before=returns.undone(loaded, ruling.action),
            decides=contents.decided_fields(loaded, spec),
            start=contents.starting(loaded, spec),
            started_at=contents.set_at(loaded, spec),
            asked=contents.asked_by(loaded, spec),
            edits=_titles(loaded, (use.of for use, _content in workflow.edited_contents(loaded.flow, spec))),
            sees=_titles(loaded, (use.of for use in spec.contents if use.may == "see")),
            takes=spec.takes,
            to=loaded.flow.states[spec.to].for_officers if spec.to and spec.to != loaded.dossier.state else None,
            effects=tuple(_effects(loaded, spec.duties)),
            fees=_entered(spec),
            expected=fees.expected(loaded, spec),
            answer_until=amendments.waited_until(loaded, spec) if spec.kind == "amendment_request" else None,
            follows=ruling.action in following,
            against=_proposed(loaded, proposed) if proposed and ruling.action in opposing else None,
        )


def _titles(loaded: LoadedDossier, names: Iterable[str]) -> dict[str, Text]:
    return {name: loaded.flow.documents[name].title for name in names}


def _entered(spec: workflow.Action) -> dict[str, frozenset[str]]:
    """Which fees an act makes entries of, by what it does."""
    duties = [duty for duty in spec.duties if isinstance(duty, workflow.FeeDuty)]
    return {does: frozenset(duty.fee for duty in duties if duty.does == does) for does in {one.does for one in duties}}


def _effects(loaded: LoadedDossier, duties: Iterable[workflow.Duty]) -> Iterator[EffectView]:
    """What duties bring about, as far as it is told beforehand."""
    flow = loaded.flow
    for duty in duties:
        match duty:
            case workflow.ClockDuty():
                yield EffectView(f"clock_{duty.event}", flow.clocks[duty.clock].label)
            case workflow.NumberDuty():
                yield EffectView("number")
            case workflow.DocumentDuty():
                yield EffectView("document", flow.documents[duty.document].title)
            case workflow.PublishDuty():
                yield EffectView("publish", flow.documents[duty.publish].title)
            case workflow.FeeDuty():
                yield EffectView(f"fee_{duty.does}")
            case workflow.NoticeDuty():
                yield EffectView("notice")


def _proposed(loaded: LoadedDossier, proposed: contents.Proposal) -> ProposalView:
    act, documents = proposed.act, loaded.flow.documents
    known = loaded.flow.actions[act.action].label
    return ProposalView(documents[proposed.documents[0]].title, known, act.actor_name, act.seq)


def timeline_entries(loaded: LoadedDossier, reader: Reader, *, inner: bool) -> Iterable[TimelineEntry]:
    """The history, the latest act first; names and words of officers where `inner`."""
    for act in reversed([act for act in loaded.acts if not is_noise(act)]):
        yield _entry(loaded, act, reader, inner=inner)


def returned_entry(loaded: LoadedDossier, reader: Reader) -> TimelineEntry | None:
    """The act that sent the dossier back to be worked on again, while it is."""
    act = returns.act_of(loaded)
    return _entry(loaded, act, reader, inner=True) if act is not None else None


def _entry(loaded: LoadedDossier, act: Act, reader: Reader, *, inner: bool) -> TimelineEntry:
    """One act; names and words of officers where `inner`."""
    spec = loaded.flow.actions.get(act.action)
    told = inner or (spec is not None and any(isinstance(duty, workflow.NoticeDuty) for duty in spec.duties))
    by_applicant = act.actor_kind == ActorKind.APPLICANT
    moved = act.from_state != act.to_state
    states = loaded.flow.states
    # The system hands on what an official leaves, by order of somebody whom officers may read.
    ordered = str(act.inputs.get("by", "")) if inner and act.action == ASSIGNEE_CHANGED else ""
    return TimelineEntry(
        seq=act.seq,
        at=act.at,
        action=act.action,
        label=spec.label if spec else CLOCK_LABELS.get(act.action, Text(vi=act.action)),
        who=ordered or (act.actor_name if inner or by_applicant else ""),
        unit=act.unit,
        kind=spec.kind if spec else "",
        official=act.actor_kind == ActorKind.OFFICER,
        answers=spec is not None and spec.kind == "amendment_answer",
        from_state=_read(states[act.from_state], inner=inner) if moved else None,
        to_state=_read(states[act.to_state], inner=inner) if moved else None,
        reason=_said(loaded, act, reader) if told or act.action in TOLD else "",
        assigned=_assigned(loaded, act) if inner else ("", ""),
        inputs=_inputs(loaded, act, reader) if inner else (),
        system=act.actor_kind == ActorKind.SYSTEM and not ordered,
        on_behalf=_for_whom(loaded, act) if by_applicant else "",
        instead_of=loaded.absent.get(instead_of(act), "") if inner else "",
        erased=by_applicant and not act.actor_name,
    )


def _read(state: workflow.State, *, inner: bool) -> Text:
    return state.for_officers if inner else state.plain


def _for_whom(loaded: LoadedDossier, act: Act) -> str:
    """The owner's name where somebody else acted in it; none where the name is emptied of who did."""
    owner = loaded.owner
    if not act.actor_name:
        return ""
    return owner.name if act.on_behalf == str(owner.pk) and act.actor_name != owner.name else ""


def _assigned(loaded: LoadedDossier, act: Act) -> tuple[str, str]:
    """From whom to whom the act gave the dossier."""
    if act.action == ASSIGNEE_CHANGED:
        return str(act.inputs["from"]), str(act.inputs["to"])
    return assignment.names(act, loaded.absent)


def _said(loaded: LoadedDossier, act: Act, reader: Reader) -> str:
    if act.action == CLOCK_RECOUNTED:
        return recounted(loaded, act)
    if act.action not in (FILER_CHANGED, DELIVERY_CHANGED):
        return str(act.inputs.get("reason", ""))
    ends = [str(act.inputs[side]) for side in ("from", "to")]
    if act.action == DELIVERY_CHANGED:
        ends = [way_name(end).in_language(reader.language) for end in ends]
    change = " → ".join(ends)
    return f"{change}. {act.inputs['words']}" if act.inputs.get("words") else change


def _inputs(loaded: LoadedDossier, act: Act, reader: Reader) -> tuple[tuple[Text, str], ...]:
    spec = loaded.flow.actions.get(act.action)
    if spec is None:
        return ()
    fields = [field for section in spec.input for field in section.fields]
    own = (
        (field.label, reader.shown(field, act.inputs[field.id]))
        for field in fields
        if act.inputs.get(field.id) not in (None, "", [])
    )
    more = (*_explained_in(loaded, act), *_left_unpaid(loaded, act, reader), *changes_by(loaded, act, reader))
    return tuple((_answered(label), value) for label, value in (*own, *more))


def _explained_in(loaded: LoadedDossier, act: Act) -> Iterator[tuple[Text, str]]:
    """What the applicant wrote to each item of the request that the act answered."""
    said = act.inputs.get("answers") or {}
    request = next((one for one in loaded.amendments if said and one.closed_at == act.at), None)
    for item in loaded.followed.items_of(request) if request else ():
        if text := said.get(str(item.position)):
            yield amendments.place_of(loaded, item), text


def _left_unpaid(loaded: LoadedDossier, act: Act, reader: Reader) -> Iterator[tuple[Text, str]]:
    """What was still to be collected when a result was given nevertheless, as who gave it was told."""
    for fee, left in (act.inputs.get(fees.LEFT_UNPAID) or {}).items():
        unknown = Text(vi="chưa rõ mức phí, chưa ghi nhận thu", en="amount not known, no payment noted")
        told = unknown.in_language(reader.language) if left is None else dong(left, reader.language)
        label = Text(vi="Đã xác nhận làm khi phí còn thiếu", en="Confirmed although a fee was not paid")
        yield label, f"{fees.due(loaded, fee).name.in_language(reader.language)}: {told}"


def _answered(label: Text) -> Text:
    """The label of a question as it stands beside its answer: without that it need not be answered."""
    return Text(vi=IF_ANY.sub("", label.vi), en=IF_ANY.sub("", label.en) if label.en else label.en)


def decision_view(loaded: LoadedDossier) -> DecisionView | None:
    """Who decided what, once it is decided."""
    row = getattr(loaded.dossier, "decision", None)
    if row is None:
        return None
    return DecisionView(row.outcome, row.decided_at, row.name, row.title, row.authority_line)
