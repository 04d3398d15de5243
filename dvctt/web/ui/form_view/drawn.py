"""What is drawn of a form: fields, rows, sections, and the summary of what is wrong in them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class OptionView:
    """An answer to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Elsewhere:
    """A question of another page that has a part in what is wrong here, and the way to it."""

    label: str
    url: str


@dataclass(frozen=True)
class FieldView:
    """A field as drawn by `parts/field_<kind>.html`; `parts` are the inputs of a composite, `rows` those of a table.

    `when` says when it must be filled in, where that depends on another answer; `elsewhere` are the questions of other
    pages that its fault is about too; `meaning` is what was understood of a number or date, where the input says it
    otherwise, `doubt` that it is a date that may not be given. `asked` is what was asked for where a decision differs,
    empty where it does not, None where nothing is compared. `compared` is that a fault of its table or row is about its
    column.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = True
    value: str = ""
    unit: str = ""
    fault: str = ""
    warning: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[OptionView] = ()
    parts: Mapping[str, "FieldView"] = field(default_factory=dict)
    rows: Sequence["RowView"] = ()
    blank_row: "RowView | None" = None
    row_label: str = ""
    drives: bool = False
    when: str = ""
    elsewhere: Sequence["Elsewhere"] = ()
    meaning: str = ""
    doubt: str = ""
    asked: str | None = None
    compared: bool = False

    @property
    def dom_id(self) -> str:
        """The id of the input, to which the error summary links."""
        return "f-" + self.name.replace(".", "-")

    @property
    def optional(self) -> bool:
        """Whether to say that it may be left empty: not where its label says so itself."""
        return not self.required and not any(mark in self.label.casefold() for mark in ("nếu có", "if any"))

    @property
    def reads(self) -> bool:
        """Whether it is told beside the input what is understood of it."""
        return "data-reads" in self.attrs

    @property
    def template(self) -> str:
        """The component that draws it."""
        return f"field_{self.kind}"

    @property
    def described_by(self) -> str:
        """Ids of hint, fault and warning, for `aria-describedby`."""
        texts = (
            ("hint", self.hint), ("fault", self.fault), ("meaning", self.meaning or self.doubt), ("asked", self.asked),
            ("warning", self.warning),
        )  # fmt: skip
        return " ".join(f"{self.dom_id}-{part}" for part, words in texts if words)

    @property
    def first_input(self) -> str:
        """The id that an error link goes to: the first input of a composite."""
        if self.parts:
            return next(
                (part.dom_id for part in self.parts.values() if part.fault), next(iter(self.parts.values())).dom_id
            )
        return f"{self.dom_id}-0" if self.kind in ("radios", "checkboxes") else self.dom_id


@dataclass(frozen=True)
class RowView:
    """A row of a repeating table; `index` is its number in the posted names, `fault` what is wrong with it whole."""

    index: str
    fields: Sequence[FieldView]
    title: str
    removable: bool = True
    name: str = ""
    fault: str = ""
    warning: str = ""

    @property
    def dom_id(self) -> str:
        """The id of the row, to which the error summary links where no one input is wrong."""
        return "f-" + self.name.replace(".", "-")


@dataclass(frozen=True)
class Problem:
    """A line of the error summary; `fault` is False for a mere way to what helps, which is not counted."""

    text: str
    label: str
    target: str
    fault: bool = True


@dataclass(frozen=True)
class SectionView:
    """A page of questions; `folded` where they are answered already and open on demand."""

    id: str
    title: str
    intro: str
    fields: Sequence[FieldView]
    problems: Sequence[Problem] = ()
    conditional: bool = False
    folded: bool = False


def problems(views: Iterable[FieldView]) -> list[Problem]:
    """The lines of the error summary, in the order of the page."""
    lines = []
    for view in views:
        if view.fault:
            lines.append(Problem(view.fault, "" if _names(view.fault, view.label) else view.label, view.first_input))
        lines.extend(_inside(view.label, problems(view.parts.values())))
        for row in view.rows:
            if row.fault:
                lines.append(Problem(row.fault, row.title, row.dom_id))
            lines.extend(_inside(row.title, problems(row.fields)))
    return lines


def _inside(title: str, lines: Iterable[Problem]) -> Iterator[Problem]:
    """Lines of the parts of something, led by its title."""
    for line in lines:
        yield Problem(line.text, f"{title}: {line.label}" if line.label else title, line.target)


def _names(sentence: str, label: str) -> bool:
    """Whether the sentence says the label itself, as “Nhập họ và tên.” does: then it does not stand before it too."""
    return label.strip().rstrip(".:?").casefold() in sentence.casefold()
