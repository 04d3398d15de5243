"""Answers as pages show them: the form filled in, requests to amend it, what differs between filed versions."""

from collections.abc import Iterable
from typing import Any

from dvctt.casework import (
    masking,
)
from dvctt.casework.models import AmendmentItem, AmendmentRequest, AnswerSet, Attachment
from dvctt.casework.subject import Subject
from dvctt.casework.views import (
    AmendmentView,
    ChangeView,
    ItemView,
    ReviewField,
    ReviewSection,
)
from dvctt.forms import AnyField, Section, TableField, evaluate
from dvctt.kernel import Fault, Text, clock


def section_views(subject: Subject, shown: AnswerSet, *, hide: bool, language: str = "vi") -> tuple[ReviewSection, ...]:
    """The answers of a set in their human form, section by section as they are asked; faults of a draft with them."""
    values = subject.values(shown)
    faults = subject.judged(shown).faults if shown.frozen_at is None else ()
    return tuple(
        ReviewSection(
            section.id,
            section.title,
            tuple(
                _review(field, values.get(field.id), faults, hide=hide, language=language)
                for field in section.fields
                if _wanted(field, values)
            ),
        )
        for section in subject.bundle.form.sections
        if _wanted(section, values)
    )


def _wanted(asked: AnyField | Section, values: dict[str, Any]) -> bool:
    return asked.show_when is None or evaluate(asked.show_when, values=values, facts={}, today=clock.today()).holds


def _review(field: AnyField, value: Any, faults: Iterable[Fault], *, hide: bool, language: str = "vi") -> ReviewField:
    mine = tuple(fault for fault in faults if fault.place.split(".")[0] == field.id)
    if isinstance(field, TableField):
        rows = tuple(
            tuple(masking.shown(one, row.get(one.id), hide=hide, language=language) for one in field.columns)
            for row in value or []
        )
        return ReviewField(field, field.label, "", tuple(one.label for one in field.columns), rows, mine)
    return ReviewField(field, field.label, masking.shown(field, value, hide=hide, language=language), (), (), mine)


def amendment_views(
    subject: Subject, *, officer: bool, hide: bool, files: bool, language: str = "vi"
) -> Iterable[AmendmentView]:
    """Every request to amend, the latest first, each item with the old beside the new."""
    for request in sorted(subject.amendments, key=lambda one: -one.number):
        yield amendment_view(subject, request, officer=officer, hide=hide, files=files, language=language)


def amendment_view(
    subject: Subject,
    request: AmendmentRequest,
    *,
    officer: bool = False,
    hide: bool = False,
    files: bool = True,
    language: str = "vi",
) -> AmendmentView:
    """One request to amend; what the applicant writes is told to officers once it was sent."""
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
            _item(
                subject,
                item,
                base,
                answer,
                sent=request.state != "open" or not officer,
                hide=hide,
                files=files,
                language=language,
            )
            for item in subject.followed.items_of(request)
        ),
    )


def _item(
    subject: Subject,
    item: AmendmentItem,
    base: AnswerSet,
    answer: AnswerSet,
    *,
    sent: bool,
    hide: bool,
    files: bool,
    language: str = "vi",
) -> ItemView:
    place, old, new, changed = Text(vi="Nội dung khác", en="Something else"), "", "", False
    if item.kind == "field":
        field = next(one for one in subject.bundle.form.fields() if one.id == item.target)
        place = field.label
        before, after = (subject.values(one).get(item.target) for one in (base, answer))
        old, new, changed = (
            _plain(field, before, hide=hide, language=language),
            _plain(field, after, hide=hide, language=language),
            before != after,
        )
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


def _plain(field: AnyField, value: Any, *, hide: bool, language: str = "vi") -> str:
    if isinstance(field, TableField):
        review = _review(field, value, (), hide=hide, language=language)
        return "\n".join(" · ".join(cell for cell in row if cell) for row in review.rows)
    return masking.shown(field, value, hide=hide, language=language)


def change_views(subject: Subject, *, hide: bool, language: str = "vi") -> Iterable[ChangeView]:
    """What differs between the last two filed versions: the old beside the new."""
    filed = [one for one in subject.sets if one.frozen_at is not None]
    if len(filed) < 2:
        return
    old, new = subject.values(filed[-2]), subject.values(filed[-1])
    for field in subject.bundle.form.fields():
        if old.get(field.id) != new.get(field.id):
            before, after = (_plain(field, one.get(field.id), hide=hide, language=language) for one in (old, new))
            yield ChangeView(field.label, before, after)
