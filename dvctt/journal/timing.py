"""Entries that say an earlier time than the entry before them: no sign of a forgery, but of a clock that was wrong."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from dvctt.journal.findings import Finding
from dvctt.journal.seals import SLACK
from dvctt.journal.verification import stream, unhurried
from dvctt.kernel import Ref

ENTRIES = """
SELECT subject_kind COLLATE "C", subject_id COLLATE "C", seq, body FROM journal_entry ORDER BY 1, 2, 3
"""


def remarks() -> Iterator[Finding]:
    """Each entry that is earlier than the one before it by more than clocks may differ, with how many minutes.

    Memory does not grow with the journal.
    """
    with unhurried():
        for (kind, subject), chain in groupby(stream(ENTRIES), key=lambda row: row[:2]):
            before: datetime | None = None
            for _kind, _subject, seq, body in chain:
                at = _time(body)
                if before and at and at < before - SLACK:
                    minutes = int((before - at).total_seconds()) // 60
                    yield Finding(f"{Ref(kind, subject)}#{seq}", "entry_out_of_order", {"minutes": minutes})
                before = at or before


def _time(body: Any) -> datetime | None:
    """The time that an entry says; none where it says none that can be read, which the proof names."""
    try:
        return datetime.fromisoformat(json.loads(body)["at"])
    except (ValueError, KeyError, TypeError):
        return None
