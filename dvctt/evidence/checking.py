"""Checking such a file without the database: what is wrong is named, and what could not be looked into as well.

Unknown is not wrong: where the journal's keys are not at hand, their proofs are said to be unchecked.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.evidence import chains, package, words
from dvctt.evidence.package import NotAPackage
from dvctt.evidence.reading import BROKEN, Parts
from dvctt.journal import api as journal
from dvctt.kernel import Ref, digest

# What hostile JSON of another shape raises where it is read.
MISSHAPEN = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
NOT_COMMITTED = {"filings": "filings_not_committed", "dossiers": "standing_not_committed"}


@dataclass(frozen=True)
class Note:
    """Something that was not looked into: `code` names a sentence."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What a file says of itself, who signed it, what is wrong with it and what is not known."""

    code: str
    at: str
    by: str
    purpose: str
    signer: documents.DetachedReport | None
    parts: int
    entries: int
    findings: tuple[journal.Finding, ...]
    notes: tuple[Note, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong with it, as far as was looked."""
        return not self.findings


def verify(path: Path) -> Checked:
    """Check every part, chain, seal, time stamp and signature; raises NotAPackage for what is none of ours, OSError."""
    with Parts(path) as parts:
        manifest = parts.read(package.MANIFEST)
        contents = parts.json(package.MANIFEST)
        if manifest is None or not isinstance(contents, dict) or contents.get("format") != package.FORMAT:
            raise NotAPackage("no_manifest")
        listed = contents.get("files")
        if not isinstance(listed, dict):
            raise NotAPackage("no_manifest")
        check = _Check(parts)
        signature = parts.read(package.SIGNATURE, package.LARGEST_SIGNATURE)
        signer = None if signature is None else documents.check_bytes(manifest, signature)
        findings = (
            *_signature(signer), *_parts(parts, listed), *check.chains(), *check.seals(), *check.rows(),
            *check.filings(), *check.files(), *check.told(),
        )  # fmt: skip
        facts = {name: str(contents.get(name, "")) for name in ("code", "at", "by", "purpose")}
        return Checked(
            **facts, signer=signer, parts=len(parts.names), entries=check.entries,
            findings=tuple({(finding.place, finding.code): finding for finding in findings}.values()),
            notes=tuple(check.notes(signer)),
        )  # fmt: skip


def _signature(signer: documents.DetachedReport | None) -> Iterator[journal.Finding]:
    if signer is None:
        yield journal.Finding(package.SIGNATURE, "manifest_not_signed")
        return
    if not signer.intact:
        yield journal.Finding(package.MANIFEST, "manifest_changed")
    if not signer.trusted:
        yield journal.Finding(package.SIGNATURE, "signer_not_trusted")
    if signer.stamped_at is None:
        yield journal.Finding(package.SIGNATURE, "signature_not_stamped")


def _parts(parts: Parts, listed: Mapping[str, Any]) -> Iterator[journal.Finding]:
    if not parts.tight:
        yield journal.Finding(package.FILE, "part_hidden")
    present = set(parts.names) - {package.MANIFEST, package.SIGNATURE}
    for name in sorted(present | set(listed)):
        if name not in present:
            yield journal.Finding(name, "part_missing")
        elif name not in listed:
            yield journal.Finding(name, "part_added")
        else:
            real = parts.measured(name)
            if real is None:
                yield journal.Finding(name, "part_unreadable")
            elif real != listed[name]:
                yield journal.Finding(name, "part_changed")


class _Check:
    """What is remembered while the parts are gone through."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.carried: list[journal.CarriedChain] = []
        self.lacking: set[str] = set()
        self.unstamped: list[int] = []
        self.unbound = 0
        self.filed: set[str] = set()
        self.entries = self.unsealed = 0

    def chains(self) -> Iterator[journal.Finding]:
        """Every chain by its entries' own bytes."""
        entries: dict[str, list[str]] = defaultdict(list)
        for name in self.parts.names:
            entries[name.rpartition("/")[0]].append(name)
        for name in sorted(name for name in self.parts.names if name.endswith(package.CHAIN_END)):
            bodies = dict(map(self._body, entries[name.removesuffix(package.CHAIN_END)]))
            try:
                chain = chains.read_chain(self.parts.read(name) or b"", bodies)
                if package.chain_file(chain.subject) != name:
                    raise ValueError("another chain")
                findings = list(journal.check_chain(chain, self.lacking))
            except MISSHAPEN:
                yield journal.Finding(name, "part_unreadable")
                continue
            self.carried.append(chain)
            self.entries += len(chain.links)
            self.unsealed += sum(link.seal is None for link in chain.links)
            yield from findings
            extra = sorted(set(bodies) - {link.seq for link in chain.links})
            yield from (journal.Finding(package.entry_file(chain.subject, seq), "part_added") for seq in extra)

    def seals(self) -> Iterator[journal.Finding]:
        """Every seal by its lines, that it holds the entries which name it, and its time stamp."""
        places: dict[int, dict[bytes, str]] = defaultdict(dict)
        for chain in self.carried:
            for link in chain.links:
                if link.seal is not None:
                    places[link.seal][journal.line_of(chain.subject, link)] = f"{chain.subject}#{link.seq}"
        for number in sorted(places):
            name = package.seal_file(number, "json")
            token = self.parts.read(package.seal_file(number, "tst"), package.LARGEST_SIGNATURE)
            try:
                seal = chains.read_seal(self.parts.read(name) or b"", token)
                if seal.number != number:
                    raise ValueError("another seal")
                lines = self.parts.lines(package.seal_file(number, "lines"))
                findings = [*journal.check_seal(seal, lines, places[number], self.lacking), *self._stamp(seal)]
            except (*MISSHAPEN, *BROKEN):
                yield from (journal.Finding(place, "seal_not_there") for place in places[number].values())
                continue
            yield from findings

    def rows(self) -> Iterator[journal.Finding]:
        """Rows of the register and judgements by the last act on each."""
        for row in self._listed(package.BOUND):
            ref = Ref(str(row.get("kind")), str(row.get("id")))
            try:
                same = digest(row.get("facts")) == chains.digest_said(self.carried, ref)
            except (ValueError, TypeError, RecursionError):
                same = False
            if not same:
                yield journal.Finding(str(ref), "bound_differs")

    def filings(self) -> Iterator[journal.Finding]:
        """What was filed, by the digest that its entry commits to; remembers the files of what is as it was filed."""
        chain = next((chain for chain in self.carried if chain.subject.kind == "dossier"), None)
        for row in self._listed(package.FILED):
            seq, facts = row.get("seq"), row.get("facts")
            try:
                same = chain is not None and digest(facts) == chains.personal_said(chain, seq, str(row.get("name")))
                named = package.digests_in(facts) if same and isinstance(facts, dict) else set()
            except (ValueError, TypeError, RecursionError):
                same, named = False, set()
            self.filed |= named
            if not same:
                yield journal.Finding(f"{chain.subject if chain else 'dossier'}#{seq}", "filing_differs")

    def files(self) -> Iterator[journal.Finding]:
        """Each document's bytes by the digest that the index tells, and by what the journal says of it."""
        facts = {f"{row.get('kind')}:{row.get('id')}": row.get("facts") for row in self._listed(package.BOUND)}
        for row in self._listed(package.DOCUMENTS):
            name, place = str(row.get("file")), f"document:{row.get('id')}"
            if row.get("fault"):
                if row["fault"] != package.INFECTED:
                    yield journal.Finding(place, "damaged")
                continue
            real = self.parts.measured(name)
            if real is None or real["sha256"] != row.get("sha256"):
                yield journal.Finding(name, "bytes_differ")
            by = facts.get(str(row.get("place")))
            if not row.get("place"):
                committed = row.get("sha256") in self.filed
                self.unbound += not committed
                if row.get("filed") and not committed:
                    yield journal.Finding(name, "bytes_differ")
            elif not isinstance(by, dict) or row.get("sha256") not in (by.get("sha256"), _reported(by)):
                yield journal.Finding(name, "bytes_differ")

    def told(self) -> Iterator[journal.Finding]:
        """What the export itself found wrong, by its own code where that needs no more words."""
        for row in self._listed(package.FINDINGS):
            code = str(row.get("code"))
            plain = code in words.SENTENCES or code in casework.DIFFERENCES
            yield journal.Finding(str(row.get("place")), code if plain else "found_then")

    def notes(self, signer: documents.DetachedReport | None) -> Iterator[Note]:
        """What was not looked into."""
        if self.lacking:
            yield Note("keys_lacking", {"names": ", ".join(sorted(self.lacking))})
        if self.unsealed:
            yield Note("not_sealed", {"count": self.unsealed})
        if self.unstamped:
            yield Note("not_stamped", {"numbers": ", ".join(map(str, self.unstamped))})
        if self.unbound:
            yield Note("unbound", {"count": self.unbound})
        yield from self._not_committed()
        if signer is not None:
            yield Note("revocation_not_asked")
        yield Note("not_published")

    def _not_committed(self) -> Iterator[Note]:
        """What was recorded before entries committed to it, as the export counted it."""
        proof = self.parts.json(package.PROOF)
        counts = proof.get("not_committed") if isinstance(proof, dict) else None
        if not isinstance(counts, dict):
            return
        for name, code in NOT_COMMITTED.items():
            if isinstance(count := counts.get(name), int) and count > 0:
                yield Note(code, {"count": count})

    def _body(self, name: str) -> tuple[int, str]:
        """The number of an entry, 0 where its name is none that we give, and its bytes."""
        number = name.rpartition("/")[2].removesuffix(".json")
        text = (self.parts.read(name, package.LARGEST_ENTRY) or b"").decode(errors="replace")
        return (int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0), text

    def _stamp(self, seal: journal.CarriedSeal) -> Iterator[journal.Finding]:
        place, wanted = f"seal#{seal.number}", bytes.fromhex(seal.digest)
        if seal.token is None:
            self.unstamped.append(seal.number)
        elif not documents.stamps(wanted, seal.token):
            yield journal.Finding(place, "stamp_of_other_seal")
        else:
            at = documents.stamped_at(wanted, seal.token)
            if at is None:
                yield journal.Finding(place, "stamp_not_trusted")
            elif at < _before(seal.at):
                yield journal.Finding(place, "token_out_of_time")

    def _listed(self, name: str) -> list[dict[str, Any]]:
        rows = self.parts.json(name)
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _reported(facts: Mapping[str, Any]) -> object:
    report = facts.get("report")
    return report.get("sha256") if isinstance(report, dict) else None


def _before(at: datetime) -> datetime:
    return at - journal.SLACK
