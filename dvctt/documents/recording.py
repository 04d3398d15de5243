"""The register and the judgements, each row proven by the journal: an act binds every field that the row has.

The tables are what pages read; whoever writes there with the database's role alone cannot write the act. The form of
these facts is fixed: acts of long ago must still fit their rows.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import structlog
from pyhanko.pdf_utils.reader import PdfFileReader

from dvctt.documents import codes
from dvctt.documents.models import Issued, Renewal, Validation
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, digest, fact, system
from dvctt.kernel.field_encryption import Unreadable

log = structlog.get_logger(__name__)

ISSUED, VALIDATION, RENEWAL = "issued", "validation", "renewal"
ENTERED, LEFT, JUDGED, RENEWED = "issued:entered", "issued:left_force", "validation:judged", "renewal:stamped"
SELF = system("documents")
ISSUED_FIELDS = (
    "id", "verification_code", "document_id", "kind", "title", "number", "issued_on", "issuer", "holder", "valid_from",
    "valid_until", "state", "state_reason", "state_at", "superseded_by_id", "created_at",
)  # fmt: skip


@dataclass(frozen=True)
class Proof:
    """That an entry of the register is ours: `certificate` is the SHA-256 of the one that signed the document.

    It is empty where nobody signed, and None where the entry is older than these acts.
    """

    certificate: str | None


def record_issued(actor: Actor, row: Issued, act: str, certificate: str | None) -> None:
    """Write the act that binds an entry of the register as it stands now, in the caller's transaction."""
    after = {"digest": digest(issued_facts(row)), "state": str(row.state), "certificate": certificate}
    journal.append(Ref(ISSUED, row.verification_code), actor, act, before={}, after=after)


def record_judged(row: Validation) -> None:
    """Write the act that binds a judgement, in the caller's transaction."""
    after = {"digest": digest(judged_facts(row)), "ok": row.ok}
    journal.append(Ref(VALIDATION, str(row.pk)), SELF, JUDGED, before={}, after=after)


def record_renewed(row: Renewal, *, before: str) -> None:
    """Write the act that binds a file stamped again to the document and to the file before, by their SHA-256."""
    after = {"digest": digest(renewed_facts(row)), "sha256": row.blob_id}
    journal.append(renewal_ref(row), SELF, RENEWED, before={"sha256": before}, after=after)


def renewal_ref(row: Renewal) -> Ref:
    """What the act of a file stamped again is about; in the order of documents and numbers."""
    return Ref(RENEWAL, f"{row.document_id}.{row.number:02d}")


def renewal_holds(row: Renewal) -> bool:
    """Whether an act of ours made a file stamped again what it says; where none did, that is told. One query."""
    act = journal.proven(renewal_ref(row))
    if act is not None and act.after.get("digest") == digest(renewed_facts(row)):
        return True
    log.error("renewal_forged", document=str(row.document_id), number=row.number)
    journal.security_event(
        journal.SecurityKind.REGISTER_FORGED, detail=str(renewal_ref(row)), place="documents.register"
    )
    return False


def judgement_holds(row: Validation) -> bool:
    """Whether an act of ours judged what a row says. One query."""
    act = journal.proven(Ref(VALIDATION, str(row.pk)))
    try:
        return act is not None and act.after.get("digest") == digest(judged_facts(row))
    except (Unreadable, KeyError, TypeError):
        return False


def proof(row: Issued) -> Proof | None:
    """The proof of an entry; None where no act of ours made it what it says, which is a forgery. One query."""
    act = journal.proven(Ref(ISSUED, row.verification_code))
    if act is None or act.after.get("digest") != digest(issued_facts(row)):
        log.error("register_forged", entry=str(row.pk))
        journal.security_event(
            journal.SecurityKind.REGISTER_FORGED, detail=codes.shown(row.verification_code), place="documents.register"
        )  # fmt: skip
        return None
    return Proof(act.after.get("certificate"))


def certificate_in(pdf: bytes) -> str:
    """SHA-256 of the certificate of the first signature in a file that we signed."""
    return str(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures[0].signer_cert.sha256.hex())


def issued_facts(row: Issued) -> dict[str, str]:
    """Every field of an entry, and the digest of the document's bytes."""
    return {name: fact(getattr(row, name)) for name in ISSUED_FIELDS} | {"sha256": row.document.blob_id}


def renewed_facts(row: Renewal) -> dict[str, str]:
    """Every field of a file stamped again."""
    fields = {"id": row.pk, "document": row.document_id, "number": row.number, "sha256": row.blob_id,
              "until": row.until, "created_at": row.created_at}  # fmt: skip
    return {name: fact(value) for name, value in fields.items()}


def judged_facts(row: Validation) -> dict[str, Any]:
    """What a judgement says of which file; of identity numbers what keys of sealed values do not change."""
    report = dict(row.report or {})
    signatures = report.get("signatures", ())
    report["signatures"] = [{**signature, "uid_number": _index(signature["uid_number"])} for signature in signatures]
    fields = {"id": row.pk, "document": row.document_id, "prefix_of": row.prefix_of_id, "subject": row.subject_kind,
              "subject_id": row.subject_id}  # fmt: skip
    return {name: fact(value) for name, value in fields.items()} | {"ok": row.ok, "report": report}


def _index(sealed: str) -> str:
    cipher = journal.cipher()
    return cipher.blind_index(VALIDATION, cipher.decrypt(sealed))
