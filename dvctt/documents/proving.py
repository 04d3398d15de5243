"""Proof that register and judgements are those that the journal recorded: both are walked at once, row by act."""

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models.functions import Collate

from dvctt.documents import recording
from dvctt.documents.models import Issued, Renewal, Validation
from dvctt.journal import api as journal
from dvctt.kernel import digest
from dvctt.kernel.field_encryption import Unreadable

CHUNK = 500


def findings() -> Iterator[journal.Finding]:
    """What stands in the tables and in no act, what differs, and what is gone; memory does not grow with them."""
    issued = Issued.objects.select_related("document").order_by(Collate("verification_code", "C"))
    yield from _compared(
        recording.ISSUED, ((row.verification_code, _digest(row)) for row in issued.iterator(chunk_size=CHUNK))
    )
    stamped = Renewal.objects.filter(number__gt=0).order_by("document_id", "number").iterator(chunk_size=CHUNK)
    yield from _compared(
        recording.RENEWAL, ((recording.renewal_ref(row).id, digest(recording.renewed_facts(row))) for row in stamped)
    )
    judged = Validation.objects.order_by("id").iterator(chunk_size=CHUNK)
    yield from _compared(recording.VALIDATION, ((str(row.pk), _digest(row)) for row in judged))


def _compared(kind: str, rows: Iterable[tuple[str, str]]) -> Iterator[journal.Finding]:
    """Compare digests of rows with what the last act of each says; an empty digest wants no act."""
    for key, pair in _paired(rows, journal.latest(kind)):
        place, act = f"{kind}:{key}", pair.get(1)
        if 0 not in pair:
            yield journal.Finding(place, f"{kind}_missing")
        elif pair[0] and act is None:
            yield journal.Finding(place, f"{kind}_not_recorded")
        elif act is not None and act.after.get("digest") != pair[0]:
            yield journal.Finding(place, f"{kind}_differs")


def _paired(rows: Iterable[tuple[str, Any]], acts: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, dict[int, Any]]]:
    """Each key with its row under 0 and its act under 1, where there is one; both come in the order of the keys."""
    every = merge(((key, 0, row) for key, row in rows), ((key, 1, act) for key, act in acts), key=itemgetter(0, 1))
    for key, group in groupby(every, key=itemgetter(0)):
        yield key, {place: member for _, place, member in group}


def _digest(row: Issued | Validation) -> str:
    if isinstance(row, Issued):
        return digest(recording.issued_facts(row))
    if row.report is None:
        return ""
    try:
        return digest(recording.judged_facts(row))
    except (Unreadable, KeyError, TypeError):
        return "unreadable"
