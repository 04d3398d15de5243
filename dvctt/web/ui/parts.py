"""What the components of templates/parts/ are given: typed values, built by views."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext

Tone = Literal["neutral", "active", "wait", "done", "closed", "overdue"]
DueLevel = Literal["calm", "soon", "overdue", "paused", "done"]
CheckLevel = Literal["ok", "warn", "bad", "wait"]
PersonKind = Literal["person", "organisation", "officer"]
ActTone = Literal["primary", "neutral", "danger"]


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; without `url` it is only text."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A status: plain words first, the law's words beside; tone and shape say the same as the word."""

    label: str
    tone: Tone = "neutral"
    law: str = ""

    @property
    def shape(self) -> str:
        """The icon of the tone."""
        return SHAPES[self.tone]


SHAPES: dict[Tone, str] = {
    "neutral": "circle",
    "active": "circle-half",
    "wait": "pause-circle",
    "done": "check-circle",
    "closed": "x-circle",
    "overdue": "exclamation-triangle",
}

# Tone of each of the ten national statuses; a draft has none of them.
STATUS_TONES: dict[int | None, Tone] = {
    None: "neutral",
    1: "active",
    2: "active",
    3: "closed",
    4: "active",
    5: "wait",
    6: "wait",
    7: "closed",
    8: "closed",
    9: "done",
    10: "done",
}


@dataclass(frozen=True)
class Due:
    """When something is due and why that date.

    `remaining` is the sentence of what is left ("còn 3 ngày làm việc"); `used` of `total` working days are
    drawn as marks where both are given. `steps` explain the date line by line. `was_late` is a sentence that an earlier
    date was broken.
    """

    title: str
    at: datetime | date | None
    remaining: str = ""
    level: DueLevel = "calm"
    note: str = ""
    used: int = 0
    total: int = 0
    steps: Sequence[str] = ()
    why_url: str = ""
    was_late: str = ""

    @property
    def marks(self) -> list[bool]:
        """One mark a working day, true for those used; none beyond forty days."""
        return [day < self.used for day in range(self.total)] if self.total <= 40 else []


@dataclass(frozen=True)
class FileLink:
    """A file to open or fetch."""

    name: str
    url: str
    size: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `folds` are long texts, each by its beginning and whole."""

    at: datetime
    title: str
    who: str = ""
    detail: str = ""
    law: str = ""
    files: Sequence[FileLink] = ()
    tone: Tone = "neutral"
    folds: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Act:
    """An act as a button, or with its reasons where it is closed; opens `url`, or submits `name` without one."""

    label: str
    name: str = ""
    url: str = ""
    tone: ActTone = "neutral"
    reasons: Sequence[str] = ()
    warnings: Sequence[str] = ()
    key: str = ""

    @property
    def open(self) -> bool:
        """Whether it can be done now."""
        return not self.reasons


@dataclass(frozen=True)
class Check:
    """What the system found: `ok`, `warn`, `bad`, or `wait` while it is still looking."""

    text: str
    level: CheckLevel = "ok"
    detail: str = ""


@dataclass(frozen=True)
class Version:
    """A file handed in: the newest first, the older ones as history; at `order_url` its photographs are ordered."""

    file: FileLink
    at: datetime
    by: str = ""
    checks: Sequence[Check] = ()
    remove_url: str = ""
    order_url: str = ""


@dataclass(frozen=True)
class Component:
    """One kind of paper that the law asks for, with what was given.

    Of `versions` the first is in force, the others are history; with `many` all are in force. `older` is more history.
    `source` is the number of its form in law, which is Vietnamese; `choice` says that it is one of alternatives.
    With `joins` several pictures can be chosen at once and become one PDF.
    """

    id: str
    name: str
    need: str = ""
    required: bool = True
    hint: str = ""
    form: FileLink | None = None
    versions: Sequence[Version] = ()
    upload_url: str = ""
    accept: str = ""
    accept_words: str = ""
    joins: bool = False
    faults: Sequence[str] = ()
    chip: Chip | None = None
    many: bool = False
    older: Sequence[Version] = ()
    source: str = ""
    choice: str = ""

    @property
    def given(self) -> Sequence[Version]:
        """The files in force."""
        return self.versions if self.many else self.versions[:1]

    @property
    def history(self) -> Sequence[Version]:
        """The files that others took the place of, or that were taken back."""
        return [*([] if self.many else self.versions[1:]), *self.older]

    @property
    def status(self) -> Chip:
        """Given or missing, unless the view says something nearer."""
        if self.chip is not None:
            return self.chip
        if self.versions:
            return Chip(gettext("Đã nộp"), "done")
        return Chip(gettext("Chưa có") if self.required else gettext("Không bắt buộc"), "neutral")


@dataclass(frozen=True)
class ReviewRow:
    """A question and its answer; `before` where an older answer stands beside."""

    label: str
    value: str
    fault: str = ""
    before: str | None = None
    table: "ReviewTable | None" = None
    url: str = ""


@dataclass(frozen=True)
class ReviewTable:
    """Rows of a repeating table as text."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def cells(self) -> list[list[tuple[str, str]]]:
        """The rows with the head beside each cell, for screens on which a row stands as a card."""
        return [list(zip(self.heads, row, strict=False)) for row in self.rows]


@dataclass(frozen=True)
class ReviewSection:
    """A page of the form with its answers; `url` is where "Sửa" leads."""

    title: str
    rows: Sequence[ReviewRow]
    url: str = ""


@dataclass(frozen=True)
class Difference:
    """Before and after of one place; `why` is what was asked for, `said` what was answered in words.

    `differs` says whether it was changed where the two sides alone cannot tell: another file may have the same name.
    """

    label: str
    before: str
    after: str
    why: str = ""
    before_files: Sequence[FileLink] = ()
    after_files: Sequence[FileLink] = ()
    said: str = ""
    differs: bool | None = None

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        if self.differs is not None:
            return self.differs
        return self.before != self.after or [f.name for f in self.before_files] != [f.name for f in self.after_files]


@dataclass(frozen=True)
class Person:
    """A person or an organisation; `facts` are label and value."""

    name: str
    kind: PersonKind = "person"
    role: str = ""
    facts: Sequence[tuple[str, str]] = ()
    url: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a queue; `kind` sets its look, `choosable` columns can be put away on narrow screens.

    `sub` is the id of a cell that stands small below a chip.
    """

    id: str
    label: str
    kind: Literal["text", "code", "date", "chip", "number", "due", "two", "acts", "mail"] = "text"
    choosable: bool = True
    sub: str = ""


@dataclass(frozen=True)
class QueueRow:
    """A row of a queue; `cells` by column id: text, two lines, `Chip`, `Due`, acts.

    Below the title stand `note`, what the list is about, and `sub`; `chosen` is ticked already.
    """

    id: str
    url: str
    title: str
    cells: dict[str, object] = field(default_factory=dict)
    level: Literal["", "soon", "overdue", "new"] = ""
    sub: str = ""
    note: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Counter:
    """A number that leads to its list; counted no further than `most`, where that is given.

    `name` is by what scripts and tests know it, `told` what it counts.
    """

    label: str
    value: int
    url: str = ""
    level: Literal["", "soon", "overdue"] = ""
    current: bool = False
    most: int = 0
    name: str = ""
    told: str = ""

    @property
    def shown(self) -> str:
        """The number as people read it."""
        return f"{self.most}+" if self.most and self.value > self.most else str(self.value)


@dataclass(frozen=True)
class Keyset:
    """Addresses of the neighbouring pages of a keyset-paged list."""

    next_url: str = ""
    previous_url: str = ""
    shown: str = ""


StepState = Literal["done", "current", "ahead", "incomplete", "skipped"]


@dataclass(frozen=True)
class Step:
    """A step of a process or of a declaration."""

    label: str
    state: StepState = "ahead"
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Word:
    """A word on a page picture, in the picture's own units, for the selectable layer."""

    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def base(self) -> float:
        """Where the line of writing lies: a fifth of the height above the lower edge."""
        return self.y + self.height * 0.8


@dataclass(frozen=True)
class PageView:
    """One page of a document: its picture, and its text as words in place or as plain text."""

    number: int
    image_url: str
    width: int
    height: int
    text: str = ""
    words: Sequence[Word] = ()


@dataclass(frozen=True)
class Viewer:
    """A document, page by page, at `base_url?page=N`."""

    title: str
    page: PageView
    pages: int
    base_url: str
    download: FileLink | None = None
    notes: Sequence[Check] = ()

    @property
    def previous_url(self) -> str:
        """Address of the page before, if any."""
        return f"{self.base_url}?page={self.page.number - 1}" if self.page.number > 1 else ""

    @property
    def next_url(self) -> str:
        """Address of the page after, if any."""
        return f"{self.base_url}?page={self.page.number + 1}" if self.page.number < self.pages else ""
