"""A form as it is drawn: each field with its label, hint, value, fault sentence and input attributes."""

from dvctt.web.ui.form_view.bound import from_bound
from dvctt.web.ui.form_view.drawn import Elsewhere, FieldView, OptionView, Problem, RowView, SectionView, problems
from dvctt.web.ui.form_view.fields import ROW_MARK
from dvctt.web.ui.form_view.filling import Filling, Places, compared
from dvctt.web.ui.form_view.sections import fault_lines, section_view, sections_view
from dvctt.web.wording.texts import answer, words

__all__ = [
    "ROW_MARK", "Elsewhere", "FieldView", "Filling", "OptionView", "Places", "Problem", "RowView", "SectionView",
    "answer", "compared", "fault_lines", "from_bound", "problems", "section_view", "sections_view", "words",
]  # fmt: skip
