"""Answers as pages show them: the form filled in, requests to amend it, what differs between filed versions."""

from collections.abc import Iterable
from typing import Any

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.masking import Reader
from dvctt.casework.course import amendments
from dvctt.casework.models import AmendmentItem, AmendmentRequest, AnswerSet, Attachment
from dvctt.casework.read_models import (
    AmendmentView,
    ChangeView,
    ItemView,
    ReviewField,
    ReviewSection,
)
from dvctt.forms import AnyField, Section, TableField, evaluate
from dvctt.kernel import Fault, Text, clock


def section_views(loaded: LoadedDossier, shown: AnswerSet, reader: Reader) -> tuple[ReviewSection, ...]:
    """The answers of a set in their human form, section by section as they are asked; faults of a draft with them."""
    values = loaded.values(shown)
    faults = loaded.judged(shown).faults if shown.frozen_at is None else ()
    return tuple(
        ReviewSection(
            section.id,
            section.title,
            tuple(
                _review(field, values.get(field.id), faults, reader)
                for field in section.fields
                if _wanted(field, values)
            ),
        )
        for section in loaded.bundle.form.sections
        if _wanted(section, values)
    )


def _wanted(asked: AnyField | Section, values: dict[str, Any]) -> bool:
    return asked.show_when is None or evaluate(asked.show_when, values=values, facts={}, today=clock.today()).holds


def _review(field: AnyField, value: Any, faults: Iterable[Fault], reader: Reader) -> ReviewField:
    mine = tuple(fault for fault in faults if fault.place.split(".")[0] == field.id)
    if isinstance(field, TableField):
        columns = field.columns_read(value or [])
        rows = tuple(tuple(reader.shown(one, row.get(one.id)) for one in columns) for row in value or [])
        return ReviewField(field, field.label, "", tuple(one.label for one in columns), rows, mine)
    return ReviewField(field, field.label, reader.shown(field, value), (), (), mine)


def amendment_views(loaded: LoadedDossier, reader: Reader, *, officer: bool, files: bool) -> Iterable[AmendmentView]:
    """Every request to amend, the latest first, each item with the old beside the new."""
    for request in sorted(loaded.amendments, key=lambda one: -one.number):
        yield amendment_view(loaded, request, reader, officer=officer, files=files)


def amendment_view(
    loaded: LoadedDossier, request: AmendmentRequest, reader: Reader, *, officer: bool = False, files: bool = True
) -> AmendmentView:
    """One request to amend; what the applicant writes is told to officers once it was sent."""
    numbers = {one.number: one for one in loaded.sets}
    base = numbers[request.base_number]
    answered = numbers.get(request.answer_number or 0)
    answer = answered or (loaded.draft if request.state == "open" and not officer else None) or base
    return AmendmentView(
        number=request.number,
        state=request.state,
        reason=request.reason,
        answer_by=request.answer_by,
        opened_at=request.opened_at,
        opened_by=request.opened_by,
        closed_at=request.closed_at,
        items=tuple(
            _item(loaded, item, base, answer, reader, sent=request.state != "open" or not officer, files=files)
            for item in loaded.followed.items_of(request)
        ),
    )


def _item(
    loaded: LoadedDossier,
    item: AmendmentItem,
    base: AnswerSet,
    answer: AnswerSet,
    reader: Reader,
    *,
    sent: bool,
    files: bool,
) -> ItemView:
    old, new, changed = "", "", False
    if item.kind == "field":
        field = next(one for one in loaded.bundle.form.fields() if one.id == item.target)
        before, after = (loaded.values(one).get(item.target) for one in (base, answer))
        old, new, changed = _plain(field, before, reader), _plain(field, after, reader), before != after
    elif item.kind == "component" and loaded.bundle.component(item.target):
        before, after = (_handed_in(loaded, item.target, one.number) for one in (base, answer))
        old, new = (_named(one) if files else _counted(one, reader) for one in (before, after))
        changed = [one.pk for one in before] != [one.pk for one in after]
    return ItemView(
        position=item.position,
        kind=item.kind,
        target=item.target,
        place=amendments.place_of(loaded, item),
        wrong=item.wrong,
        answer=item.answer if sent else "",
        old=old,
        new=new,
        changed=changed,
        section=next((one.id for one in loaded.bundle.form.sections if _asks(one, item)), ""),
    )


def _asks(section: Section, item: AmendmentItem) -> bool:
    return item.kind == "field" and any(field.id == item.target for field in section.fields)


def _handed_in(loaded: LoadedDossier, component: str, number: int) -> list[Attachment]:
    return [one for one in loaded.files(number) if one.component == component]


def _named(files: list[Attachment]) -> str:
    return "; ".join(one.document.name for one in files)


def _counted(files: list[Attachment], reader: Reader) -> str:
    """What is told of files to who may not see them: how many there are."""
    count = len(files)
    told = Text(vi=f"{count} tệp", en="1 file" if count == 1 else f"{count} files")
    return told.in_language(reader.language) if files else ""


def _plain(field: AnyField, value: Any, reader: Reader) -> str:
    if isinstance(field, TableField):
        review = _review(field, value, (), reader)
        return "\n".join(" · ".join(cell for cell in row if cell) for row in review.rows)
    return reader.shown(field, value)


def change_views(loaded: LoadedDossier, reader: Reader) -> Iterable[ChangeView]:
    """What differs between the last two filed versions: the old beside the new."""
    filed = [one for one in loaded.sets if one.frozen_at is not None]
    if len(filed) < 2:
        return
    old, new = loaded.values(filed[-2]), loaded.values(filed[-1])
    for field in loaded.bundle.form.fields():
        if old.get(field.id) != new.get(field.id):
            before, after = (_plain(field, one.get(field.id), reader) for one in (old, new))
            yield ChangeView(field.label, before, after)
