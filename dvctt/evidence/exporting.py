"""Gathering a dossier into one file: acts with their proofs, seals, documents, looks, messages, and who took it."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any
from uuid import UUID

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.evidence import chains, index, package
from dvctt.evidence.package import Writer
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, canonical_json, digest, fold
from dvctt.notices import api as notices

LONGEST_NAME = 60
# That a file is bound by what was filed with it.
FILED = "filed"
# What the journal calls a document's file with a further time stamp.
STAMPED_AGAIN = "renewal"


@dataclass(frozen=True)
class Exported:
    """What was written: parts, the SHA-256 of the manifest, and what was found wrong while it was gathered."""

    code: str
    parts: int
    manifest_sha256: str
    findings: tuple[journal.Finding, ...]


def export(actor: Actor, dossier_id: UUID, target: IO[bytes], *, purpose: str) -> Exported:
    """Write all that the system can show of a dossier, signed with the key of the deciding agency.

    That it is taken is recorded first, and stays recorded whatever becomes of the file. Raises NotFound, Invalid,
    ProofNeeded, TooLarge, SignerUnavailable, and LookupError where the agency has no key.
    """
    act = casework.take_evidence(actor, dossier_id, purpose=purpose)
    with Writer(target, act.at) as writer:
        findings = _gather(actor, act, writer)
        manifest = _manifest(writer, act)
        writer.add(package.MANIFEST, [manifest])
        writer.add(package.SIGNATURE, [documents.sign_bytes(manifest, unit=act.agency.code)])
    return Exported(act.code, len(writer.parts), writer.parts[package.MANIFEST]["sha256"], findings)


def _gather(actor: Actor, act: casework.EvidenceTaken, writer: Writer) -> tuple[journal.Finding, ...]:
    """Write everything but the manifest; gives what was found wrong."""
    subject = Ref("dossier", str(act.dossier))
    bound = tuple(documents.bound_rows(subject))
    letters = notices.messages(subject)
    refs = (*act.chains, *(row.ref for row in bound), *(Ref("message", str(letter.id)) for letter in letters))
    carried = [chain for chain in map(journal.carried_chain, refs) if chain.links or chain.head]
    for chain in carried:
        chains.write_chain(writer, chain)
    seals = chains.write_seals(writer, carried)
    proof = casework.proof_of(act.dossier)
    files = list(_write_documents(writer, subject, bound, _filed_in(subject, proof)))
    lost = list(_write_answers(writer, bound))
    page = casework.dossier_page(actor, act.dossier)
    looks = [_look(look) for look in journal.looks(subject)]
    messages = [_message(letter) for letter in letters]
    findings = (
        *(finding for ref in refs for finding in journal.chain_findings(ref)), *proof.findings,
        *_wrong(carried, bound, files), *lost,
    )  # fmt: skip
    writer.json(
        package.FILED, [{"seq": filing.seq, "name": filing.name, "facts": filing.facts} for filing in proof.filings]
    )
    writer.json(package.PROOF, {"not_committed": asdict(proof.unknown)})
    writer.json(package.BOUND, [_bound(row) for row in bound])
    writer.json(package.DOCUMENTS, files)
    writer.json(package.LOOKS, looks)
    writer.json(package.MESSAGES, messages)
    writer.json(
        package.FINDINGS,
        [{"place": finding.place, "code": finding.code, "params": dict(finding.params)} for finding in findings],
    )
    writer.json(package.DOSSIER, _facts(page))
    record = index.Record(
        act, page, tuple(carried), seals, tuple(files), tuple(looks), tuple(messages), findings, proof.unknown
    )
    writer.add(package.INDEX, [index.page(record).encode()])
    return findings


def export_file(actor: Actor, dossier_id: UUID, *, purpose: str) -> tuple[IO[bytes], Exported]:
    """The same in a file without a name, at its start, which is gone once it is closed."""
    target: IO[bytes] = tempfile.TemporaryFile(dir=documents.uploads_folder())  # noqa: SIM115 - the caller closes it
    try:
        done = export(actor, dossier_id, target, purpose=purpose)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target, done


def _manifest(writer: Writer, act: casework.EvidenceTaken) -> bytes:
    facts = {
        "format": package.FORMAT, "code": act.code, "dossier": str(act.dossier), "at": act.at.isoformat(),
        "by": act.by, "unit": act.unit, "role": act.role, "purpose": act.purpose,
        "agency": act.agency.name.vi, "files": writer.parts,
    }  # fmt: skip
    return canonical_json(facts).encode()


def _filed_in(subject: Ref, proof: casework.DossierProof) -> dict[str, str]:
    """By the digest of each file that was filed, the entry that commits to it; the latest."""
    named = ((filing, sha256) for filing in proof.filings for sha256 in package.digests_in(filing.facts))
    return {sha256: f"{subject}#{filing.seq}" for filing, sha256 in named}


def _write_documents(
    writer: Writer, subject: Ref, bound: tuple[documents.BoundRow, ...], filed: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The bytes of every document of the subject, as made and as stamped again, and what the index tells of each."""
    number = 0
    for document in documents.documents(subject):
        by = next((row for row in bound if row.document == document.id and _digest_in(row) == document.sha256), None)
        facts = {
            "id": str(document.id), "name": document.name, "kind": document.kind, "media_type": document.media_type,
            "size": document.size, "sha256": document.sha256, "by_kind": document.by_kind, "by": document.by_id,
            "at": document.created_at.isoformat(), "scan": document.scan_state, "signers": _signers(document.id),
            "filed": filed.get(document.sha256, ""),
            **_bound_by(by, FILED if document.sha256 in filed else ""),
        }  # fmt: skip
        number += 1
        yield _written(writer, number, facts)
        for row in bound:
            if row.ref.kind == STAMPED_AGAIN and row.document == document.id:
                number += 1
                again = {"sha256": row.facts["sha256"], "at": row.facts["created_at"], "filed": "", **_bound_by(row)}
                yield _written(writer, number, facts | again)


def _bound_by(row: documents.BoundRow | None, otherwise: str = "") -> dict[str, str]:
    return {"bound_by": row.ref.kind if row else otherwise, "place": str(row.ref) if row else ""}


def _written(writer: Writer, number: int, facts: dict[str, Any]) -> dict[str, Any]:
    """Write the bytes of these facts, and give the facts with the name of the part or what is wrong with them."""
    if facts["scan"] == package.INFECTED:
        return facts | {"file": "", "fault": package.INFECTED}
    name = f"{package.FILES}{number:04d}-{_safe(facts['name'])}"
    try:
        with documents.open_stored(facts["sha256"]) as source:
            writer.add(name, iter(lambda: source.read(package.CHUNK), b""), packed=False)
    except documents.Damaged:
        return facts | {"file": "", "fault": "damaged"}
    return facts | {"file": name, "fault": "", "size": writer.parts[name]["size"]}


def _write_answers(writer: Writer, bound: tuple[documents.BoundRow, ...]) -> Iterator[journal.Finding]:
    """What authorities answered when signatures were judged, each once under its digest; gives what is lost."""
    reports = (row.facts.get("report") or {} for row in bound)
    named = {answer["sha256"]: answer["kind"] for report in reports for answer in report.get("answers", ())}
    for sha256, kind in sorted(named.items()):
        name = f"{package.ANSWERS}{sha256}{package.ENDS[kind]}"
        try:
            with documents.open_stored(sha256) as source:
                writer.add(name, iter(lambda: source.read(package.CHUNK), b""))
        except documents.Damaged:
            yield journal.Finding(f"answer:{sha256}", "damaged")


def _digest_in(row: documents.BoundRow) -> str:
    """The digest of the document's bytes that a row names; empty where its judgement came to none."""
    return str(row.facts["sha256"] if "sha256" in row.facts else row.facts["report"].get("sha256", ""))


def _wrong(
    carried: list[journal.CarriedChain], bound: tuple[documents.BoundRow, ...], files: list[dict[str, Any]]
) -> Iterator[journal.Finding]:
    for row in bound:
        if chains.digest_said(carried, row.ref) != digest(row.facts):
            yield journal.Finding(str(row.ref), "bound_differs")
    yield from (journal.Finding(f"document:{file['id']}", "damaged") for file in files if file["fault"] == "damaged")


def _bound(row: documents.BoundRow) -> dict[str, Any]:
    return {"kind": row.ref.kind, "id": row.ref.id, "document": str(row.document), "facts": row.facts}


def _signers(document: UUID) -> list[dict[str, Any]]:
    return [
        {
            "name": signer.cn,
            "issuer": signer.issuer,
            "time": signer.time,
            "proven": bool(signer.time_stamp),
            "faults": signer.faults,
        }
        for judged in documents.validations(document)[-1:]
        for signer in judged.signers
    ]


def _look(look: journal.LookView) -> dict[str, Any]:
    return {
        "at": look.at.isoformat(), "kind": look.actor_kind, "id": look.actor_id, "name": look.actor_name,
        "purpose": look.purpose, "part": look.part, "unit": look.unit, "role": look.role, "channel": look.channel,
        "address": look.address,
    }  # fmt: skip


def _message(message: notices.MessageView) -> dict[str, Any]:
    return {
        "id": str(message.id), "at": message.created_at.isoformat(), "to": message.recipient,
        "sent_to": message.sent_to, "sent_at": _iso(message.sent_at), "state": message.state, "title": message.title,
        "body": message.body,
    }  # fmt: skip


def _facts(page: casework.DossierPage) -> dict[str, Any]:
    moments = ("created_at", "submitted_at", "accepted_at", "started_at", "closed_at", "due_at")
    units: Mapping[str, Any] = {
        name: {"code": unit.code, "name": unit.name.vi}
        for name, unit in (("receiving", page.receiving), ("appraising", page.appraising), ("deciding", page.deciding))
    }
    return {
        "id": str(page.id), "code": page.code, "procedure": page.procedure_code, "case": page.case,
        "version": str(page.version), "title": page.procedure.vi, "owner": page.owner.name, "filer": page.filer.name,
        "state": page.state, "label": page.label.vi, "outcome": page.outcome, "units": units,
        **{name: _iso(getattr(page, name)) for name in moments},
    }  # fmt: skip


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _safe(name: str) -> str:
    """A file's name in letters that every system has: its own stands in the index."""
    stem, _dot, end = name.rpartition(".")
    stem, end = (
        "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in fold(part)) for part in (stem, end)
    )
    return f"{stem.strip('-')[:LONGEST_NAME] or 'tep'}.{end[:8] or 'bin'}"
