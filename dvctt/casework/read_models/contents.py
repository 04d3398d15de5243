"""What pages show of the contents of documents, line by line beside what was asked."""

from dataclasses import dataclass

from dvctt.kernel import Text


@dataclass(frozen=True)
class ContentCell:
    """A cell of a content's table, with what was asked where that is something else (`changed`)."""

    label: Text
    value: str
    asked: str
    changed: bool


@dataclass(frozen=True)
class ContentRow:
    """A row of a content's table: `kept` from what was asked, `added`, or `dropped` (then as it was asked)."""

    state: str
    cells: tuple[ContentCell, ...]

    @property
    def changed(self) -> bool:
        """Whether it is not what was asked."""
        return self.state != "kept" or any(cell.changed for cell in self.cells)


@dataclass(frozen=True)
class ContentLine:
    """A field of a content: what stands and what was asked; a table has `heads` and `rows` instead.

    `compared` says whether it starts from something that was asked, `doubtful` whether a rule between fields that
    does not hold compares it.
    """

    field: str
    label: Text
    value: str
    asked: str
    changed: bool
    heads: tuple[Text, ...] = ()
    rows: tuple[ContentRow, ...] = ()
    compared: bool = True
    doubtful: bool = False

    @property
    def open(self) -> bool:
        """Whether a decision has to look at it."""
        return self.changed or self.doubtful or not self.compared

    @property
    def shown_rows(self) -> tuple[ContentRow, ...]:
        """The rows that are not what was asked; all where nothing was, or where they do not fit the other fields."""
        return tuple(row for row in self.rows if row.changed or self.doubtful or not self.compared)

    @property
    def same_rows(self) -> tuple[ContentRow, ...]:
        """The rows that are as they were asked, beside others that are not."""
        return tuple(row for row in self.rows if row not in self.shown_rows)


@dataclass(frozen=True)
class ContentView:
    """The content of a document as it stands, line by line beside what was asked; `draft` until it is asked for.

    `doubts` are the rules between its fields that do not hold, each in a sentence.
    """

    document: str
    title: Text
    lines: tuple[ContentLine, ...]
    draft: bool
    doubts: tuple[Text, ...] = ()

    @property
    def differences(self) -> int:
        """How many lines differ from what was asked."""
        return sum(line.changed for line in self.lines)

    @property
    def own_lines(self) -> tuple[ContentLine, ...]:
        """What differs from what was asked or from another field, and what nobody asked."""
        return tuple(line for line in self.lines if line.open)

    @property
    def same_lines(self) -> tuple[ContentLine, ...]:
        """What is as it was asked."""
        return tuple(line for line in self.lines if not line.open)
