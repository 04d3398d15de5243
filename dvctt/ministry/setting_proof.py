"""Settings proven by the journal: each value is the last that somebody set, each rule the one that was loaded."""

from collections.abc import Iterable, Iterator
from typing import Any

from dvctt.journal import api as journal
from dvctt.kernel import canonical_json, digest
from dvctt.ministry import content
from dvctt.ministry.models import SeriesRule, Setting

CHANGED, LOADED = "setting_changed", "content_loaded"


def rows_of(name: str) -> str:
    """The digest of the rows that a file of the ministry made; empty for a file whose rows are not compared."""
    rows: Iterable[tuple[Any, ...]]
    match name:
        case content.SETTINGS:
            rows = Setting.objects.values_list("key", "spec")
        case content.SERIES:
            rows = SeriesRule.objects.values_list("series", "reset", "pattern", "agencies")
        case _:
            return ""
    return digest(sorted(map(list, rows), key=canonical_json))


def findings() -> Iterator[journal.Finding]:
    """Values that nobody set, and rules that were not loaded so; what older loads did not say is not compared."""
    entries = {entry.subject.id: entry for entry in journal.recorded("setting", (CHANGED,))}
    for row in Setting.objects.order_by("key"):
        entry = entries.pop(row.key, None)
        if row.value != (entry.after["value"] if entry else None):
            yield journal.Finding(f"setting:{row.key}" + (f"#{entry.seq}" if entry else ""), "setting_differs")
    yield from (journal.Finding(f"{entry.subject}#{entry.seq}", "setting_differs") for entry in entries.values())
    loaded = {entry.subject.id: entry for entry in journal.recorded("ministry", (LOADED,))}
    for name in (content.SETTINGS, content.SERIES):
        entry = loaded.get(name)
        if entry is not None and entry.after.get("rows", "") not in ("", rows_of(name)):
            yield journal.Finding(f"{entry.subject}#{entry.seq}", "content_differs")
