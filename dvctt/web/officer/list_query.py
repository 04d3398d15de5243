"""What the address of the officers' list asks for: a tab, a search, a sort, a place in it; read, and written again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import Fault, Invalid, Text, clock

NAMES = (
    "tab", "q", "procedure", "province", "status", "officer", "unit", "from", "to", "due_from", "due_to", "late",
    "sort", "after",
)  # fmt: skip
NARROWING = NAMES[1:12]
# Words that are too long come back whole, with what is wrong.
LONGEST = {"q": 10 * casework.LONGEST_TEXT, "after": 200}
USUAL_LONGEST = 100
LONGEST_QUERY = 1500
SORTS = ("due", "submitted")
DAYS = tuple(
    forms.DateField(id=name, type="date", label=label, required=False)
    for name, label in (
        ("from", Text(vi="Nộp từ ngày", en="Submitted from")),
        ("to", Text(vi="Nộp đến ngày", en="Submitted until")),
        ("due_from", Text(vi="Hạn từ ngày", en="Due from")),
        ("due_to", Text(vi="Hạn đến ngày", en="Due until")),
    )
)
DATES = forms.Section(id="days", title=Text(vi="Ngày", en="Dates"), fields=DAYS)


@dataclass(frozen=True)
class Asked:
    """What was asked, as typed; `faults` name the fields that could not be read, and narrow nothing."""

    values: Mapping[str, str]
    search: casework.Search = field(default_factory=casework.Search)
    faults: tuple[Fault, ...] = ()

    @property
    def tab(self) -> str:
        """The tab by name; empty where none was named."""
        return self.values.get("tab", "")

    @property
    def sort(self) -> str:
        """The order."""
        return self.values.get("sort") or SORTS[0]

    @property
    def after(self) -> str:
        """Behind which dossier the page begins; empty for the first."""
        return self.values.get("after", "")

    @property
    def narrowed(self) -> bool:
        """Whether something is searched for."""
        return any(self.values.get(name) for name in NARROWING)

    def query(self, **changes: str) -> str:
        """What leads here again, with some of it changed; another part of the list begins at its first page."""
        kept = {**self.values, "after": ""} if changes else dict(self.values)
        return urlencode({name: value for name in NAMES if (value := (kept | changes).get(name, ""))})

    def url(self, **changes: str) -> str:
        """The list with some of it changed."""
        return listed(self.query(**changes))


def listed(query: str) -> str:
    """The address of the list for a query of ours."""
    return f"{reverse('officer:queue')}?{query}" if query else reverse("officer:queue")


def read(given: Mapping[str, str]) -> Asked:
    """Read what an address asks for; everything that it may hold has a bound."""
    values = {name: str(given.get(name, "")).strip()[: LONGEST.get(name, USUAL_LONGEST)] for name in NAMES}
    values = {name: value for name, value in values.items() if value}
    cleaned = forms.clean_sections([DATES], (), values, today=clock.today())
    days = {name: date.fromisoformat(day) for name, day in cleaned.values.items()}
    faults = [*cleaned.faults, *_turned(days), *_text(values), *_status(values), *_late(values)]
    status = values.get("status", "")
    search = casework.Search(
        text=values.get("q", ""),
        procedure=values.get("procedure", ""),
        province=values.get("province", ""),
        status=int(status) if status.isdecimal() else None,
        officer=values.get("officer", ""),
        unit=values.get("unit", ""),
        submitted_from=days.get("from"),
        submitted_to=days.get("to"),
        due_from=days.get("due_from"),
        due_to=days.get("due_to"),
        late=values.get("late", ""),
    )
    return Asked(values, casework.Search() if faults else search, tuple(faults))


def days_meant(asked: Asked) -> list[tuple[str, str]]:
    """Where a whole date was typed among the words: what it may mean, with the list that its field narrows to.

    Empty where the words are something else.
    """
    typed = asked.values.get("q", "")
    day = forms.clean_sections([DATES], (), {"from": typed}, today=clock.today()) if typed else None
    if day is None or day.faults or "from" not in day.values:
        return []
    said = clock.written_day(date.fromisoformat(str(day.values["from"])))
    submitted, due = {"from": said, "to": said}, {"due_from": said, "due_to": said}
    return [
        (_("Hồ sơ nộp ngày %(day)s") % {"day": said}, asked.url(q="", **submitted)),
        (_("Hồ sơ đến hạn ngày %(day)s") % {"day": said}, asked.url(q="", **due)),
    ]


def again(query: str) -> Asked:
    """Read a query that came as a value, such as the list from which a dossier was opened."""
    return read(QueryDict(query[:LONGEST_QUERY]))


def _turned(days: Mapping[str, date]) -> list[Fault]:
    """No span ends before it begins."""
    spans = (("from", "to"), ("due_from", "due_to"))
    return [
        Fault(last, "too_early", {"min": clock.written_day(days[first])})
        for first, last in spans
        if first in days and last in days and days[last] < days[first]
    ]


def _text(values: Mapping[str, str]) -> tuple[Fault, ...]:
    try:
        casework.check_text(values.get("q", ""))
    except Invalid as error:
        return error.faults
    return ()


def _status(values: Mapping[str, str]) -> list[Fault]:
    given = values.get("status", "")
    known = not given or (given.isdecimal() and given.isascii() and 1 <= int(given) <= casework.LAST_STATUS)
    return [] if known else [Fault("status", "not_an_option")]


def _late(values: Mapping[str, str]) -> list[Fault]:
    given = values.get("late", "")
    return [] if not given or given in casework.LATE else [Fault("late", "not_an_option")]
