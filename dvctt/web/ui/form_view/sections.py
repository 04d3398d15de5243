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
    shown = [one for one in section.fields if filling.holds(one.show_when)]
    drivers = _drivers(section, beside)
    views = [field_view(one, one.id, filling, drives=one.id in drivers) for one in shown]
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


def fault_lines(asked: forms.AnyField, faults: Sequence[Fault], today: date, *, rows: int = 0) -> list[Problem]:
    """What is wrong with one question, in the words of the summary of its page; `rows` is how many its table has."""
    values: dict[str, Any] = {asked.id: [{}] * rows} if isinstance(asked, forms.TableField) else {}
    return problems([field_view(asked, asked.id, Filling(values=values, faults=faults, today=today))])


def _drivers(section: forms.Section, beside: Sequence[forms.Section]) -> frozenset[str]:
    """Ids of the fields of this section that decide whether others of the page are asked."""
    conditions = [one.show_when for one in (*section.fields, *beside) if one.show_when is not None]
    conditions += [one.required for one in section.fields if not isinstance(one.required, bool)]
    named = {name.removeprefix("field:") for condition in conditions for name in forms.references(condition)}
    return frozenset(one.id for one in section.fields if one.id in named)
