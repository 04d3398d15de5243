"""A form as it is drawn: each field with its label, hint, value, fault sentence and input attributes."""

from dvctt.web.formview.bound import from_bound
from dvctt.web.formview.drawn import Elsewhere, FieldView, OptionView, Problem, RowView, SectionView, problems
from dvctt.web.formview.fields import ROW_MARK
from dvctt.web.formview.filling import Filling, Places, compared
from dvctt.web.formview.sections import fault_lines, section_view, sections_view
from dvctt.web.formview.wording import answer, words

__all__ = [
    "ROW_MARK", "Elsewhere", "FieldView", "Filling", "OptionView", "Places", "Problem", "RowView", "SectionView",
    "answer", "compared", "fault_lines", "from_bound", "problems", "section_view", "sections_view", "words",
]  # fmt: skip
