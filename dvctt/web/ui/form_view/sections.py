"""A page of questions: which are asked now, and what is wrong in them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dvctt import forms
from dvctt.kernel import Fault
from dvctt.web.ui.form_view.drawn import Problem, SectionView, problems
from dvctt.web.ui.form_view.fields import field_view
from dvctt.web.ui.form_view.filling import Filling
from dvctt.web.wording.texts import words


def section_view(section: forms.Section, filling: Filling, beside: Sequence[forms.Section] = ()) -> SectionView:
    """The questions of a section that are asked now, with the summary of what is wrong in them.

    `beside` are the sections of the same page, which its answers may open.
    """
    fields = [field for field in section.fields if filling.holds(field.show_when)]
    drivers = _drivers(section, beside)
    views = [field_view(field, field.id, filling, drives=field.id in drivers) for field in fields]
    return SectionView(
        id=section.id,
        title=words(section.title),
        intro=words(section.intro),
        fields=views,
        problems=problems(views),
        conditional=bool(drivers),
    )


def sections_view(sections: Iterable[forms.Section], filling: Filling) -> list[SectionView]:
    """All sections that are asked now: for the input of an act, which is one short page."""
    page = tuple(sections)
    return [section_view(section, filling, page) for section in page if filling.holds(section.show_when)]


def fault_lines(field: forms.AnyField, faults: Sequence[Fault], today: date, *, rows: int = 0) -> list[Problem]:
    """What is wrong with one question, in the words of the summary of its page; `rows` is how many its table has."""
    values: dict[str, Any] = {field.id: [{}] * rows} if isinstance(field, forms.TableField) else {}
    return problems([field_view(field, field.id, Filling(values=values, faults=faults, today=today))])


def _drivers(section: forms.Section, beside: Sequence[forms.Section]) -> frozenset[str]:
    """Ids of the fields of this section that decide whether others of the page are asked."""
    conditions = [part.show_when for part in (*section.fields, *beside) if part.show_when is not None]
    conditions += [field.required for field in section.fields if not isinstance(field.required, bool)]
    named = {name.removeprefix("field:") for condition in conditions for name in forms.references(condition)}
    return frozenset(field.id for field in section.fields if field.id in named)
