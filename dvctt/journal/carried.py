"""Chains and seals as they are taken away from the database, and what of them others can compute (13.2.d).

Who checks them has the values alone, and may lack the journal's keys: a proof under a key that is not at hand is named
to `lacking`, and neither believed nor refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dvctt.journal import entries, keying, seals, verification
from dvctt.journal.actions import cipher
from dvctt.journal.findings import Finding
from dvctt.journal.models import Entry, Head, Seal, SealItem
from dvctt.kernel import Ref


@dataclass(frozen=True)
class Link:
    """One entry: `personal` are its personal values with their salts, `seal` the number of the seal that holds it."""

    id: UUID
    seq: int
    body: str
    hash: str
    mac: str
    personal: entries.Secret | None
    erased_at: datetime | None
    seal: int | None


@dataclass(frozen=True)
class CarriedChain:
    """All entries of a subject in their order; `head` is the number and hash of the last as the database says."""

    subject: Ref
    head: tuple[int, str] | None
    links: tuple[Link, ...]


@dataclass(frozen=True)
class CarriedSeal:
    """A seal without its lines; `token` is its time stamp (RFC 3161, DER), once it has one."""

    number: int
    at: datetime
    count: int
    previous: str
    digest: str
    mac: str
    token: bytes | None


def carried_chain(subject: Ref) -> CarriedChain:
    """The chain of a subject as it stands, personal values opened; the caller answers for who may have them."""
    rows = Entry.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("seq")
    items = SealItem.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    seal_numbers = dict(items.values_list("entry", "seal__number"))
    head = Head.objects.filter(subject_kind=subject.kind, subject_id=subject.id).values_list("seq", "hash").first()
    return CarriedChain(subject, head, tuple(
        Link(row.id, row.seq, row.body, row.hash, row.mac, _opened(sealed), erased_at, seal_numbers.get(row.id))
        for row in rows.select_related("personal")
        for sealed, erased_at in [_personal(row)]
    ))  # fmt: skip


def carried_seals(numbers: Iterable[int]) -> tuple[CarriedSeal, ...]:
    """The seals of these numbers, in order."""
    return tuple(
        CarriedSeal(row.number, row.at, row.count, row.previous, row.digest, row.mac,
                    None if row.token is None else bytes(row.token))
        for row in Seal.objects.filter(number__in=set(numbers)).order_by("number")
    )  # fmt: skip


def carried_lines(number: int) -> Iterator[bytes]:
    """The lines of a seal, from which its digest is computed: a digest for each entry, which tells nothing of it."""
    rows = SealItem.objects.filter(seal__number=number).order_by("entry")
    for row in rows.iterator(chunk_size=1000):
        yield seals.item_line(row.entry, Ref(row.subject_kind, row.subject_id), row.seq, row.hash)


def check_chain(chain: CarriedChain, lacking: set[str]) -> Iterator[Finding]:
    """What is wrong with a chain: hashes, order, head, personal values, and proofs where the key is at hand."""
    walked = verification.Chain(chain.subject, opened=_commitments, prove=_prover(lacking))
    head_seq, head_hash = chain.head or (None, None)
    for link in chain.links:
        has_personal = link.personal is not None or link.erased_at is not None
        yield from walked.take(verification.Row(
            chain.subject.kind, chain.subject.id, link.seq, link.id, link.body, link.hash, link.mac, None, None,
            head_seq, head_hash, link.id if has_personal else None, link.personal.packed() if link.personal else "",
            link.erased_at,
        ))  # fmt: skip
    yield from walked.end()


def check_seal(
    seal: CarriedSeal, lines: Iterable[bytes], places: Mapping[bytes, str], lacking: set[str]
) -> Iterator[Finding]:
    """What is wrong with a seal: its digest, its proof, and entries (`places` by line) that it does not hold."""
    place, missing, counted = f"seal#{seal.number}", dict(places), 0

    def told() -> Iterator[bytes]:
        nonlocal counted
        for line in lines:
            counted += 1
            missing.pop(line, None)
            yield line

    real = seals.seal_digest(seal.number, seal.at, seal.count, seal.previous, seals.items_digest(told()))
    if (real, counted) != (seal.digest, seal.count):
        yield Finding(place, "seal_changed", {"count": seal.count, "found": counted})
    elif not _prover(lacking)(keying.SEAL, seal.digest, seal.mac):
        yield Finding(place, "seal_forged")
    yield from (Finding(entry, "differs_from_seal") for entry in missing.values())


def line_of(subject: Ref, link: Link) -> bytes:
    """The line by which a seal holds this entry."""
    return seals.item_line(link.id, subject, link.seq, link.hash)


def _prover(lacking: set[str]) -> verification.Prove:
    def prove(kind: str, digest: str | None, mac: str | None) -> bool:
        if keying.known(mac):
            return keying.holds(kind, digest, mac)
        lacking.add(keying.name_in(mac))
        return True

    return prove


def _commitments(packed: str) -> dict[str, str] | None:
    try:
        return entries.unpack(packed).commitments()
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _personal(row: Entry) -> tuple[str, datetime | None]:
    try:
        return row.personal.sealed, row.personal.erased_at
    except Entry.personal.RelatedObjectDoesNotExist:
        return "", None


def _opened(sealed: str) -> entries.Secret | None:
    return entries.unpack(cipher().decrypt(sealed)) if sealed else None
