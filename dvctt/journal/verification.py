"""Proof that nothing was changed or taken away: streams the whole journal once and names what is wrong."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection

from dvctt.journal import entries, keying, seals
from dvctt.journal.actions import cipher
from dvctt.journal.findings import Finding
from dvctt.kernel import Ref
from dvctt.kernel.field_encryption import Unreadable

CheckToken = Callable[[bytes, bytes], datetime | None]
# Gives the commitments to the personal values of an entry; None where they cannot be read.
Prove = Callable[[str, str | None, str | None], bool]
Opened = Callable[[str], dict[str, str] | None]

# Text is compared byte by byte so that the order is the same in every database.
_CHAINS = """
SELECT coalesce(e.subject_kind, i.subject_kind, h.subject_kind) COLLATE "C" AS kind,
       coalesce(e.subject_id, i.subject_id, h.subject_id) COLLATE "C" AS subject,
       coalesce(e.seq, i.seq) AS seq, e.id, e.body, e.hash, e.mac, i.entry, i.hash, h.seq, h.hash,
       p.entry_id, p.sealed, p.erased_at
FROM ({entries} e FULL JOIN {items} i ON i.entry = e.id)
FULL JOIN {heads} h ON h.subject_kind = coalesce(e.subject_kind, i.subject_kind)
    AND h.subject_id = coalesce(e.subject_id, i.subject_id)
LEFT JOIN journal_personal p ON p.entry_id = e.id
ORDER BY 1, 2, 3
"""
CHAINS = _CHAINS.format(entries="journal_entry", items="journal_sealitem", heads="journal_head")
_OF_ONE = "(SELECT * FROM {} WHERE subject_kind = %s AND subject_id = %s)"
CHAIN = _CHAINS.format(
    entries=_OF_ONE.format("journal_entry"), items=_OF_ONE.format("journal_sealitem"),
    heads=_OF_ONE.format("journal_head"),
)  # fmt: skip
SEALS = """
SELECT s.id, s.number, s.at, s.count, s.previous, s.digest, s.mac, s.token,
       i.seal_id, i.entry, i.subject_kind, i.subject_id, i.seq, i.hash
FROM journal_seal s FULL JOIN journal_sealitem i ON i.seal_id = s.id
ORDER BY s.number NULLS LAST, i.seal_id, i.entry
"""
SEAL_ACTS = """
SELECT s.number, s.digest, e.seq, e.body
FROM journal_seal s
FULL JOIN (SELECT seq, body FROM journal_entry WHERE subject_kind = %s AND subject_id = %s) e ON e.seq = s.number
ORDER BY coalesce(s.number, e.seq)
"""
RECORDED = """
SELECT subject_id, id, seq, body, hash, mac FROM journal_entry
WHERE subject_kind = %s AND body LIKE ANY(%s) ORDER BY subject_id COLLATE "C", seq
"""
STAMP_ACTS = "SELECT body FROM journal_entry WHERE subject_kind = %s AND subject_id = %s ORDER BY seq"


@dataclass(frozen=True)
class Row:
    """An entry, what a seal holds of it, and the head of its subject; each may be missing."""

    kind: str
    subject: str
    seq: int | None
    id: UUID | None
    body: str | None
    hash: str | None
    mac: str | None
    item: UUID | None
    item_hash: str | None
    head_seq: int | None
    head_hash: str | None
    personal: UUID | None
    sealed: str | None
    erased_at: datetime | None

    @property
    def ref(self) -> Ref:
        """The subject."""
        return Ref(self.kind, self.subject)

    @property
    def place(self) -> str:
        """The subject and the number of the entry in its chain."""
        return f"{self.ref}#{self.seq}"


def verify(check_token: CheckToken | None = None) -> tuple[Finding, ...]:
    """Go through all chains and seals; empty where the journal is whole.

    `check_token` is given a seal's digest (32 bytes) and its RFC 3161 token, and tells when it stamped it; None where
    it did not.
    Memory does not grow with the journal.
    """
    return tuple(findings(check_token))


def findings(check_token: CheckToken | None = None) -> Iterator[Finding]:
    """The same, one by one as they are found."""
    with unhurried():
        rows = (Row(*row) for row in stream(CHAINS))
        for ref, chain in groupby(rows, key=lambda row: row.ref):
            yield from _check_chain(ref, chain)
        yield from _check_seals(check_token)
        yield from _check_seal_acts()


def recorded(kind: str, acts: Sequence[str]) -> Iterator[entries.EntryView]:
    """The acts of these names on all subjects of a kind, subject by subject in their order; one statement.

    Personal values are not opened. An act that our keys do not prove is left out: `findings` names it.
    """
    named = [f'%"act":"{act}"%' for act in acts]
    with unhurried():
        for subject, id, seq, body, link, mac in stream(RECORDED, kind, named):
            entry = entries.genuine(body, link, id=id, subject=Ref(kind, subject), seq=seq)
            if entry is not None and entry["act"] in acts and keying.holds(keying.ENTRY, link, mac):
                yield entries.read(body, link, {})


def chain_findings(subject: Ref) -> Iterator[Finding]:
    """What is wrong with the chain of one subject, as `findings` would say it; seals are not looked at."""
    rows = (Row(*row) for row in stream(CHAIN, *(subject.kind, subject.id) * 3))
    for ref, chain in groupby(rows, key=lambda row: row.ref):
        yield from _check_chain(ref, chain)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let statements take as long as they must: the whole journal is sorted by one of them."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")


def stream(sql: str, *params: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, a thousand at a time in memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(1000):
            yield from chunk


class Chain:
    """What is remembered of one subject's chain while it streams by; keys and cipher are our own if none are given."""

    def __init__(self, ref: Ref, *, opened: Opened | None = None, prove: Prove = keying.holds) -> None:
        self.ref = ref
        self.opened = opened or _opened
        self.prove = prove
        self.seq = 0
        self.hash: str | None = ""
        self.lost = 0
        self.head: tuple[int, str] | None = None
        self.erased: dict[datetime, int] = {}

    def take(self, row: Row) -> Iterator[Finding]:
        """Check the next row of the chain."""
        if row.head_seq is not None and row.head_hash is not None:
            self.head = (row.head_seq, row.head_hash)
        if row.id is not None:
            yield from self._entry(row)
        elif row.seq is not None:
            if row.seq == self.seq:
                yield Finding(row.place, "entry_replaced")
            self.lost = max(self.lost, row.seq)

    def end(self) -> Iterator[Finding]:
        """Check what only the whole chain shows: its tail, its head, erasures that nobody recorded."""
        head_seq, head_hash = self.head or (0, "")
        last = max(head_seq, self.lost)
        if self.seq == 0:
            yield Finding(str(self.ref), "subject_deleted", {"count": last})
        elif last > self.seq:
            yield self._missing(last)
        if self.seq and self.head is None:
            yield Finding(str(self.ref), "head_missing")
        elif head_seq < self.seq or (head_seq == self.seq and self.hash is not None and head_hash != self.hash):
            yield Finding(str(self.ref), "head_differs", {"head": head_seq, "last": self.seq})
        for seq in self.erased.values():
            yield Finding(f"{self.ref}#{seq}", "erasure_not_recorded")

    def _missing(self, last: int) -> Finding:
        return Finding(f"{self.ref}#{self.seq + 1}", "entries_missing", {"first": self.seq + 1, "last": last})

    def _entry(self, row: Row) -> Iterator[Finding]:
        seq = row.seq or 0
        if seq == self.lost:
            yield Finding(row.place, "entry_replaced")
        whole = seq == self.seq + 1
        if not whole:
            yield self._missing(seq - 1)
        data = entries.genuine(row.body, row.hash, id=row.id, subject=row.ref, seq=row.seq)
        if data is None:
            yield Finding(row.place, "entry_changed")
        else:
            if not self.prove(keying.ENTRY, row.hash, row.mac):
                yield Finding(row.place, "entry_forged")
            if whole and self.hash is not None and data["previous"] != self.hash:
                yield Finding(row.place, "link_broken")
            yield from self._personal(row, data)
        if row.item_hash is not None and row.item_hash != row.hash:
            yield Finding(row.place, "differs_from_seal")
        self.seq, self.hash = seq, row.hash if data is not None else None

    def _personal(self, row: Row, data: Mapping[str, Any]) -> Iterator[Finding]:
        if data["act"] == entries.ERASED:
            self.erased.pop(datetime.fromisoformat(data["at"]), None)
        if row.personal is None:
            if data["personal"]:
                yield Finding(row.place, "personal_missing")
        elif row.erased_at is not None:
            self.erased[row.erased_at] = self.seq + 1
        elif self.opened(row.sealed or "") != data["personal"]:
            yield Finding(row.place, "personal_changed")


def _check_chain(ref: Ref, rows: Iterator[Row]) -> Iterator[Finding]:
    chain = Chain(ref)
    for row in rows:
        yield from chain.take(row)
    yield from chain.end()


def _opened(sealed: str) -> dict[str, str] | None:
    """The commitments to the values that stand in the side table."""
    try:
        return entries.unpack(cipher().decrypt(sealed)).commitments()
    except (Unreadable, ValueError, KeyError):
        return None


def _check_seals(check_token: CheckToken | None) -> Iterator[Finding]:
    previous = ""
    stamps = Stamps(check_token)
    for _, group in groupby(stream(SEALS), key=lambda row: row[0] or row[8]):
        first, counted, items = _sum(group)
        seal_id, number, at, count, before, digest, mac, token = first[:8]
        if seal_id is None:
            yield Finding(f"seal:{first[8]}", "seal_missing")
            continue
        place = f"seal#{number}"
        real = seals.seal_digest(number, at, counted, before, items)
        if before != previous:
            yield Finding(place, "seal_chain_broken")
        if (real, counted) != (digest, count):
            yield Finding(place, "seal_changed", {"count": count, "found": counted})
        elif not keying.holds(keying.SEAL, digest, mac):
            yield Finding(place, "seal_forged")
        yield from stamps.take(number, at, bytes.fromhex(real), None if token is None else bytes(token))
        previous = digest


class Stamps:
    """What was recorded of the time stamps of seals, and what is remembered while the seals stream by in order."""

    def __init__(self, check_token: CheckToken | None) -> None:
        self.check_token = check_token
        self.recorded = _recorded_stamps()
        self.unstamped: list[int] = []
        self.last: datetime | None = None

    def take(self, number: int, at: datetime, digest: bytes, token: bytes | None) -> Iterator[Finding]:
        """Check the stamp of the next seal."""
        place, stamp = f"seal#{number}", self.recorded.get(number)
        if token is None:
            if stamp is None:
                self.unstamped.append(number)
            else:
                yield Finding(place, "token_missing")
            return
        yield from (Finding(f"seal#{each}", "token_missing") for each in self.unstamped)
        self.unstamped = []
        if stamp is None or stamp.token != seals.token_digest(token):
            yield Finding(place, "token_replaced")
        if self.check_token is None:
            return
        time = self.check_token(digest, token)
        if time is None:
            yield Finding(place, "token_wrong")
            return
        if self._out_of_time(time, at, stamp):
            yield Finding(place, "token_out_of_time")
        self.last = time

    def _out_of_time(self, time: datetime, at: datetime, stamp: "Stamp | None") -> bool:
        """Whether a stamp is older than its seal or the stamp before it, or younger than what recorded it."""
        early = time < at - seals.SLACK or (self.last is not None and time < self.last - seals.SLACK)
        return early or (stamp is not None and time > stamp.at + seals.SLACK)


@dataclass(frozen=True)
class Stamp:
    """That a token of this digest was kept, and when."""

    token: str
    at: datetime


def _recorded_stamps() -> dict[int, Stamp]:
    """One of each seal: some hundred in a year."""
    stamps: dict[int, Stamp] = {}
    for (body,) in stream(STAMP_ACTS, seals.STAMPS.kind, seals.STAMPS.id):
        try:
            data = json.loads(body)
            after = data["after"]
            stamps.setdefault(after["number"], Stamp(after["token"], datetime.fromisoformat(data["at"])))
        except (ValueError, KeyError, TypeError):
            continue  # said of the chain already
    return stamps


def _sum(rows: Iterator[tuple[Any, ...]]) -> tuple[tuple[Any, ...], int, str]:
    """The first row of a seal, the number of its entries and their digest, without holding them."""
    first: tuple[Any, ...] = ()
    counted = 0

    def lines() -> Iterator[bytes]:
        nonlocal first, counted
        for row in rows:
            first = first or row
            entry, kind, subject, seq, link = row[9:14]
            if entry is not None:
                counted += 1
                yield seals.item_line(entry, Ref(kind, subject), seq, link)

    items = seals.items_digest(lines())
    return first, counted, items


def _check_seal_acts() -> Iterator[Finding]:
    """Each seal was recorded as an act, and each such act has its seal."""
    for number, digest, seq, body in stream(SEAL_ACTS, seals.SEALS.kind, seals.SEALS.id):
        if number is None:
            yield Finding(f"seal#{seq}", "seal_missing")
        elif body is None or f'"digest":"{digest}"' not in body:
            yield Finding(f"seal#{number}", "seal_differs_from_act")
