"""The register of issued documents: entering, taking out of force, and what a stranger may learn of a document."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import structlog
from django.db import transaction

from dvctt.documents import codes, recording, renewing, sandbox, store, validation
from dvctt.documents.models import Document, Issued, IssuedState, Rendition
from dvctt.documents.queries import IssuedView, issued_view, register_rows
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, clock

log = structlog.get_logger(__name__)

# Readers of PDF look for its head so far into a file.
HEAD_WITHIN = 1024
TRUST_UNKNOWN = {"changed_after_signing", "covers_part_only", "revocation_unknown", "signature_unreadable"}
# The verdict that a fault decides alone, the weightiest first.
VERDICTS = {
    "changed_after_signing": "changed",
    "signature_unreadable": "unreadable",
    "not_judged": "unjudged",
    "too_complex": "too_complex",
    "not_signed": "unsigned",
}


NO_VERDICT = frozenset({"unknown", "too_complex"})


@dataclass(frozen=True)
class Signer:
    """Who signed (common name of the certificate), when (ISO 8601; a time stamp has `proven` it, or it is only said),
    and whether the certificate is trusted and nothing was changed since, each None where that is not known.
    """

    name: str
    time: str | None
    trusted: bool | None
    intact: bool | None
    faults: tuple[str, ...]
    proven: bool


@dataclass(frozen=True)
class FileVerdict:
    """What a file is.

    `verdict` is `issued` (the very bytes that stand in the register, as they were made or with a further time stamp of
    ours, with our own intact signature), `changed` (bears a
    signature, and was changed after it), `signed` (whole and signed, not ours byte by byte), `untrusted` (a signature
    is not to be relied on), `unreadable` (signed, but a signature cannot be read), `too_complex` (more in it than is
    looked at), `unsigned` (a PDF without signature), `unjudged` (nothing is known of its signatures: it may be tried
    again) or `unknown` (no PDF, or none that can be read). `issued` is the entry, where that is the verdict.
    """

    verdict: str
    sha256: str
    issued: IssuedView | None
    signers: tuple[Signer, ...]
    faults: tuple[str, ...]

    def facts(self) -> dict[str, Any]:
        """All of it in plain values, of the entry its code alone, for `verdict_of`."""
        return {**asdict(replace(self, issued=None)), "issued": self.issued.code if self.issued else ""}


def verdict_of(facts: Mapping[str, Any]) -> FileVerdict | None:
    """The verdict that gave these facts, its entry as it stands now; None where that is in the register no more."""
    issued = verify_code(facts["issued"]) if facts["issued"] else None
    if facts["issued"] and issued is None:
        return None
    signers = tuple(Signer(**{**signer, "faults": tuple(signer["faults"])}) for signer in facts["signers"])
    return FileVerdict(facts["verdict"], facts["sha256"], issued, signers, tuple(facts["faults"]))


def enter_issued(row: Rendition, document: Document, certificate: str) -> Issued:
    """Write the entry of a verifiable rendition whose document is made; once, whoever asks again (13.1.d).

    `certificate` is the SHA-256 of the one that signed it, empty where nobody did.
    """
    with transaction.atomic():
        entry, fresh = Issued.objects.get_or_create(
            verification_code=row.verification_code,
            defaults={
                "document": document, "kind": row.kind, "title": row.title, "number": row.number,
                "issued_on": row.issued_on, "issuer": row.issuer, "holder": row.holder,
                "valid_from": row.valid_from, "valid_until": row.valid_until,
            },
        )  # fmt: skip
        if fresh:
            recording.record_issued(recording.SELF, entry, recording.ENTERED, certificate)
    return entry


def verify_code(typed: str) -> IssuedView | None:
    """The entry under a verification code as somebody typed it; None where there is none that the journal proves."""
    code = codes.understood(typed)
    row = register_rows().filter(verification_code=code).first() if code else None
    return None if row is None or recording.proof(row) is None else issued_view(row)


def verify_file(file: IO[bytes] | Path, *, limit: int, at: datetime | None = None) -> FileVerdict:
    """What a file of at most `limit` bytes is, whoever hands it in; it is not kept and no form data is told.

    One that we gave out is judged by its newest time stamps, whichever it bears itself: they cover all that it has. Of
    one that was judged as it was handed in, certificates that cannot be judged any more count as they were found then.
    `at` is the instant of the judgement, as with `validate_pdf`. Raises Invalid with a Fault at `file` (empty_file,
    too_large), and Busy at once where others' files are judged.
    """
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return verify_file(opened, limit=limit, at=at)
    data = file.read(limit + 1)
    if not data:
        raise Invalid(Fault("file", "empty_file"))
    if len(data) > limit:
        raise Invalid(Fault("file", "too_large", {"limit": limit}))
    sha256 = hashlib.sha256(data).hexdigest()
    if b"%PDF-" not in data[:HEAD_WITHIN]:
        return FileVerdict("unknown", sha256, None, (), ())
    row = _entry_of(sha256)
    with sandbox.apart("stranger" if row is None else "issued"):
        return _judged(data, sha256, row, at)


def revoke(actor: Actor, document_id: UUID, *, reason: str) -> IssuedView:
    """Take an issued document out of force; raises NotFound, Invalid (`reason` missing) and Refused."""
    return _leave(actor, document_id, IssuedState.REVOKED, reason, None)


def supersede(actor: Actor, document_id: UUID, *, by: UUID, reason: str) -> IssuedView:
    """Let the issued document `by` take the place of another; raises as `revoke` does."""
    successor = register_rows().filter(document_id=by).first()
    if successor is None or by == document_id or recording.proof(successor) is None:
        raise NotFound(str(by))
    return _leave(actor, document_id, IssuedState.SUPERSEDED, reason, successor)


def _entry_of(sha256: str) -> Issued | None:
    """The entry of a document that was given out with these bytes, first or later."""
    first = register_rows().filter(document__blob_id=sha256).first()
    if first is not None:
        return first
    document = renewing.stamped_as(sha256)
    return None if document is None else register_rows().filter(document=document).first()


def _newest_of(data: bytes, row: Issued) -> bytes:
    """The file with the newest stamps that grew out of this one; this one where there is none, or it is damaged."""
    blob = renewing.newest(row.document)
    try:
        newest = store.read_blob(blob) if blob else data
    except store.Damaged:
        return data
    return newest if newest.startswith(data) else data


def _judged(data: bytes, sha256: str, row: Issued | None, at: datetime | None) -> FileVerdict:
    if row is None:
        report = validation.validate_handed_in(data, sha256, at=at)
    else:
        report = validation.validate_pdf(_newest_of(data, row), at=at)
    proof = recording.proof(row) if row is not None else None
    entry = issued_view(row) if row is not None and proof is not None and _signed_by_us(report, proof) else None
    signers = tuple(Signer(signature.cn, signature.time, _trusted(signature), _intact(signature), signature.faults,
                           bool(signature.time_stamp)) for signature in report.signatures)  # fmt: skip
    faults = tuple(code for _, code in report.faults)
    verdict = _verdict(report) if entry is None else "issued"
    if proof is not None and verdict in NO_VERDICT:
        # These bytes are ours, as the act proves: what is wanting is the judgement, and it is no word on them.
        verdict = "unjudged"
    return FileVerdict(verdict, sha256, entry, signers, faults)


def _signed_by_us(report: validation.Report, proof: recording.Proof) -> bool:
    """Whether an intact signature is by the certificate that the act names, or a trusted one where it names none."""
    intact = [signature for signature in report.signatures if _intact(signature)]
    if proof.certificate is None:
        return any(_trusted(signature) for signature in intact)
    return any(signature.certificate_sha256 == proof.certificate for signature in intact if proof.certificate)


def _intact(signature: validation.SignatureReport) -> bool | None:
    """Whether nothing was changed since this signature; None where that is not known."""
    if "changed_after_signing" in signature.faults:
        return False
    return None if "covers_part_only" in signature.faults else signature.intact


def _trusted(signature: validation.SignatureReport) -> bool | None:
    """Whether the certificate is trusted; None where that was not looked into, or could not be answered."""
    return None if TRUST_UNKNOWN & set(signature.faults) else signature.trusted


def _verdict(report: validation.Report) -> str:
    for code, verdict in VERDICTS.items():
        if code in report.codes:
            return verdict
    if not report.signatures:
        return "unknown"
    return "signed" if report.ok else "untrusted"


def _leave(actor: Actor, document_id: UUID, state: IssuedState, reason: str, successor: Issued | None) -> IssuedView:
    if not reason.strip():
        raise Invalid(Fault("reason", "required"))
    with transaction.atomic():
        row = register_rows().select_for_update(of=("self",)).filter(document_id=document_id).first()
        proof = recording.proof(row) if row is not None else None
        if row is None or proof is None:
            raise NotFound(str(document_id))
        if row.state != IssuedState.IN_FORCE:
            raise Refused(Reason("not_in_force", {"state": row.state}))
        row.state, row.state_reason, row.state_at = state, reason.strip(), clock.now()
        row.superseded_by = successor
        row.save(update_fields=["state", "state_reason", "state_at", "superseded_by"])
        recording.record_issued(actor, row, recording.LEFT, proof.certificate)
    log.info("issued_left_force", document=str(document_id), state=state.value, by=actor.id)
    return issued_view(row)
