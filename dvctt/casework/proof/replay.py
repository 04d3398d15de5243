"""What follows from acts alone, told once more from their entries: fees, amendment requests, shares, papers made.

The entries have said all of it since the beginning, so that what was recorded before entries committed to more is
proven too. Of those older acts words, names and moments beside the act are not compared: older versions wrote them
otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course.amendments import STATES
from dvctt.casework.course.fees import KINDS, PAYMENTS, words_of
from dvctt.casework.erasure.words import GONE
from dvctt.casework.models import Act, AmendmentRequest, FeeNote
from dvctt.casework.models.grants import DossierGrant
from dvctt.casework.record.commitment import STANDS
from dvctt.journal import api as journal
from dvctt.kernel import ActorKind, clock, fact
from dvctt.workflow import Action, AmendmentDuty, FeeDuty

SHARED, SHARE_ENDED, NOTED, MADE = "dossier:shared", "dossier:share_ended", "dossier:note", "document:made"


@dataclass(frozen=True)
class Done:
    """An act of the process with its entry."""

    act: Act
    spec: Action
    proven: journal.Proven

    @property
    def committed(self) -> bool:
        """Whether its entry is of the form that commits to all that it did."""
        return STANDS in self.proven.entry.after

    def kept(self, text: str) -> str:
        """Words of the act as rows have them: where its words were erased, the sign for it."""
        return text if not self.proven.erased else GONE


@dataclass
class Asked:
    """An amendment request as its acts made it."""

    by: Done
    number: int
    base: int
    state: str = "open"
    ended: Done | None = None
    answered: int | None = None
    answers: dict[str, str] = field(default_factory=dict)


def differing(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    """Where rows differ from what the acts say: the number of the entry and what differs; no statement of its own."""
    specs, by_seq = loaded.flow.actions, {one.entry.seq: one for one in entries}
    done = [
        Done(act, specs[act.action], by_seq[act.seq])
        for act in loaded.acts
        if act.action in specs and act.seq in by_seq
    ]
    last = entries[-1].entry.seq if entries else 0
    yield from _moved(loaded, entries)
    yield from _fees(loaded, done, last)
    yield from _amendments(loaded, done, last)
    yield from _grants(loaded, entries, last)
    yield from _made(loaded, entries)


def _moved(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    """The row stands where its last act left it."""
    row, moved = loaded.dossier, [one.entry for one in entries if "revision" in one.entry.after]
    if moved and (moved[-1].after["state"], moved[-1].after["revision"]) != (row.state, row.revision):
        yield moved[-1].seq, "dossier_differs"


def _fees(loaded: LoadedDossier, done: Sequence[Done], last: int) -> Iterator[tuple[int, str]]:
    noting = [(one, duty) for one in done for duty in one.spec.duties if isinstance(duty, FeeDuty)]
    paid: dict[str, int] = {}
    for note, made in zip_longest(sorted(loaded.fee_notes, key=lambda one: one.pk), noting):
        if note is None or made is None or not _same_note(note, made[0], made[1], paid.get(note.fee, 0)):
            yield made[0].act.seq if made else last, "fees_differ"
            return
        if note.kind in PAYMENTS:
            paid[note.fee] = paid.get(note.fee, 0) + (note.amount or 0)


def _same_note(note: FeeNote, done: Done, duty: FeeDuty, paid: int) -> bool:
    given, kind = done.act.inputs, KINDS[duty.does]
    amount = {"correct": int(given.get("amount") or 0) - paid, "release": None}.get(duty.does, given.get("amount"))
    day = fact(given.get("paid_on")) if duty.does == "note" else ""
    if (note.fee, note.kind, fact(note.paid_on)) != (duty.fee, kind, day):
        return False
    if not done.committed:
        return duty.does == "correct" or note.amount == amount
    words = note.note in ("", GONE) if done.proven.erased else note.note == words_of(given)
    told = (note.amount, note.noted_at, note.noted_by)
    return words and told == (amount, done.act.at, done.act.actor_name)


def _amendments(loaded: LoadedDossier, done: Sequence[Done], last: int) -> Iterator[tuple[int, str]]:
    for row, asked in zip_longest(loaded.amendments, _asked(loaded, done)):
        if row is None or asked is None or not (_same_request(row, asked) and _same_items(loaded, row, asked)):
            yield (asked.ended or asked.by).act.seq if asked else last, "amendments_differ"
            return


def _asked(loaded: LoadedDossier, done: Sequence[Done]) -> list[Asked]:
    made = list[Asked]()
    for one in done:
        waits = made[-1] if made and made[-1].state == "open" else None
        if waits and one.spec.kind == "amendment_answer":
            waits.answers = one.act.inputs.get("answers", {})
        for duty in one.spec.duties:
            if not isinstance(duty, AmendmentDuty):
                continue
            if duty.amendment == "open":
                made.append(Asked(one, len(made) + 1, _filed_by(loaded, one.act.at)))
            elif waits:
                waits.state, waits.ended = STATES[duty.amendment], one
                if duty.amendment == "answer":
                    waits.answered = _filed_by(loaded, one.act.at)
    return made


def _filed_by(loaded: LoadedDossier, at: datetime) -> int:
    """The number of the last answers that were filed by then."""
    return max((one.number for one in loaded.sets if one.frozen_at and one.frozen_at <= at), default=0)


def _same_request(row: AmendmentRequest, asked: Asked) -> bool:
    given, ended = asked.by.act.inputs, asked.ended
    if (row.number, fact(row.answer_by), row.state) != (asked.number, given.get("answer_by", ""), asked.state):
        return False
    if not asked.by.committed:
        return True
    opened = (row.reason, row.opened_at, row.opened_by, row.base_number)
    if opened != (asked.by.kept(given["reason"]), asked.by.act.at, asked.by.act.actor_name, asked.base):
        return False
    return (row.closed_at, row.answer_number) == (ended.act.at if ended else None, asked.answered)


def _same_items(loaded: LoadedDossier, row: AmendmentRequest, asked: Asked) -> bool:
    items, given = loaded.followed.items_of(row), asked.by.act.inputs.get("items", [])
    if [(one.position, one.kind, one.target) for one in items] != [
        (position, one["kind"], one["target"]) for position, one in enumerate(given, start=1)
    ]:
        return False
    if not asked.by.committed:
        return True
    if [one.wrong for one in items] != [asked.by.kept(one["wrong"]) for one in given]:
        return False
    if asked.ended is None:
        return True  # what is being answered is a draft
    texts = {one.position: asked.answers.get(str(one.position), "") for one in items}
    if asked.ended.proven.erased:
        return all(one.answer in ("", GONE) for one in items)
    return all(one.answer == texts[one.position] for one in items)


def _grants(loaded: LoadedDossier, entries: Sequence[journal.Proven], last: int) -> Iterator[tuple[int, str]]:
    """Shares and what was written under them, each by its entry."""
    shared = {str(one.entry.after["grant"]): one for one in entries if one.entry.act == SHARED}
    ended = {str(one.entry.before["grant"]): one for one in entries if one.entry.act == SHARE_ENDED}
    rows = {str(row.pk): row for row in loaded.followed.grants}
    for name in sorted(shared.keys() | rows.keys()):
        row, made, end = rows.get(name), shared.get(name), ended.get(name)
        if row is None or made is None or not (_same_grant(row, made) and _same_end(row, end)):
            by = end or made
            yield by.entry.seq if by else last, "shares_differ"
    noted = [one for one in entries if one.entry.act == NOTED]
    noted.sort(key=lambda one: (str(one.entry.after["grant"]), one.entry.actor_id))
    notes = sorted(loaded.followed.grant_notes, key=lambda one: (str(one.grant_id), str(one.author_id), one.at))
    for note, told in zip_longest(notes, noted):
        if note is None or told is None or not _same_words(note.text, told, "text") or (
            str(note.grant_id), str(note.author_id), clock.near(note.at, told.entry.at)
        ) != (told.entry.after["grant"], told.entry.actor_id, True):  # fmt: skip
            yield told.entry.seq if told else last, "shares_differ"
            return


def _same_grant(row: DossierGrant, made: journal.Proven) -> bool:
    said: dict[str, Any] = {
        "account": fact(row.account_id), "unit": row.unit, "comment": row.comment, "since": fact(row.since),
        "until": fact(row.until),
    }  # fmt: skip
    after = made.entry.after
    told = {
        **{name: after[name] for name in ("account", "unit", "comment")},
        **{name: fact(datetime.fromisoformat(after[name])) for name in ("since", "until")},
    }
    whole = said == told and str(row.granted_by_id) == made.entry.actor_id and clock.near(row.granted_at, made.entry.at)
    return whole and _same_words(row.reason, made, "reason")


def _same_end(row: DossierGrant, end: journal.Proven | None) -> bool:
    if end is None or row.ended_at is None:
        return end is None and row.ended_at is None
    if end.entry.actor_kind == ActorKind.SYSTEM:
        # Whoever ended the service is told since its entry says so; one that was to begin later ends as it begins.
        by = end.entry.after.get("by", str(row.ended_by_id))
        return by == str(row.ended_by_id) and (row.ended_at == row.since or clock.near(row.ended_at, end.entry.at))
    return str(row.ended_by_id) == end.entry.actor_id and clock.near(row.ended_at, end.entry.at)


def _same_words(text: str, proven: journal.Proven, name: str) -> bool:
    return text == (GONE if proven.erased else proven.entry.personal.get(name, ""))


def _made(loaded: LoadedDossier, entries: Sequence[journal.Proven]) -> Iterator[tuple[int, str]]:
    """Each paper that was made has the name and number with which it was made."""
    papers = {str(one.document_id): (one.name, one.number) for one in loaded.followed.papers}
    for one in entries:
        after = one.entry.after
        if one.entry.act == MADE and papers.get(after["document"]) != (after["paper"], after["number"]):
            yield one.entry.seq, "papers_differ"
