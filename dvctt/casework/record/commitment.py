"""What the entry of an act commits to beside the act itself: how the dossier stands once it is done.

Row, clocks, decision and papers are tables for pages and for what is signed. Each entry holds their digests, so that
whoever rewrites them with the database's role alone is found. The form is fixed: a later one takes another name.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db import models

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import delivery
from dvctt.journal import api as journal
from dvctt.kernel import digest, fact, system

STANDS = "stands"
FOUND = "proof:found"
FINDER = system("proof")
ROW = (
    "id", "code", "version_id", "owner_id", "filer_id", "mandate_id", "assignee_id", "state", "status", "revision",
    "holder", "holder_unit", "receiving", "appraising", "deciding", "created_at", "submitted_at", "accepted_at",
    "started_at", "closed_at", "returned_at", "outcome", "due_at", "warn_at", "answer_due_at", "late_due_at",
    "late_halted_at", "missed_due_at", "missed_at", "calendar",
)  # fmt: skip
LINE = ("clock", "event", "at", "length", "reason", "basis", "calendar")
DECISION = ("outcome", "decided_at", "actor_id", "name", "title", "authority_line")
PAPER = (
    "id", "name", "kind", "number", "rendition", "document_id", "requested_at", "ready_at", "published_at",
    "announced_by",
)  # fmt: skip
# What each part that stands is told by where it differs.
PARTS = {"row": "dossier_differs", "decision": "decision_differs", "papers": "papers_differ"}
BETWEEN = {**PARTS, "clocks": "clocks_differ"}


def state_to_commit(loaded: LoadedDossier) -> dict[str, Any]:
    """The digests of how the dossier stands now, for what an entry says of before and after its act.

    No statement of its own. Of the clocks also how many lines the ledger has: it only grows, so that each entry goes on
    proving its own.
    """
    lines, decision = _lines(loaded), loaded.followed.decision
    return {
        STANDS: {
            "row": digest(_facts(loaded.dossier, ROW) | _delivery(loaded)),
            "clocks": [len(lines), digest(lines)],
            "decision": digest(_facts(decision, DECISION) if decision else {}),
            "papers": digest([_facts(one, PAPER) for one in loaded.followed.papers]),
        }
    }


def retell(loaded: LoadedDossier, stood: Mapping[str, Any]) -> None:
    """Write an entry that commits anew, where upkeep beside all acts has changed how it `stood`."""
    if (stands := state_to_commit(loaded)) != stood:
        journal.append(loaded.ref, FINDER, FOUND, before=stood, after=stands, at=loaded.now)


def differing(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    """Where the dossier stands otherwise than its entries say: the number of the entry and what differs.

    Each entry also says how the dossier stood before its act: what was rewritten between two acts is not made good by
    the later one.
    """
    told = [(one.entry.seq, one.entry.after[STANDS]) for one in entries if STANDS in one.entry.after]
    if not told:
        return
    stood = {one.entry.seq: one.entry.before[STANDS] for one in entries if STANDS in one.entry.before}
    for (_seq, left), (seq, _after) in pairwise(told):
        yield from ((seq, code) for part, code in BETWEEN.items() if stood.get(seq, left)[part] != left[part])
    last, said = told[-1]
    now = state_to_commit(loaded)[STANDS]
    yield from ((last, code) for part, code in PARTS.items() if said[part] != now[part])
    lines = _lines(loaded)
    wrong = next((seq for seq, one in told if digest(lines[: one["clocks"][0]]) != one["clocks"][1]), None)
    if wrong is not None or len(lines) != said["clocks"][0]:
        yield wrong or last, "clocks_differ"


def commits(entries: Sequence[journal.Proven]) -> bool:
    """Whether any entry commits to how the dossier stands."""
    return any(STANDS in one.entry.after for one in entries)


def _delivery(loaded: LoadedDossier) -> dict[str, str]:
    """The way to which the result goes; of a draft it is not yet said."""
    return {"delivery": delivery.channel_in_force(loaded) if loaded.dossier.submitted_at else ""}


def _lines(loaded: LoadedDossier) -> list[list[str]]:
    return [list(_facts(one, LINE).values()) for one in loaded.events]


def _facts(row: models.Model, names: Sequence[str]) -> dict[str, str]:
    return {name: fact(getattr(row, name)) for name in names}
