"""What others may know of documents, as values."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum

from dvctt.documents import codes
from dvctt.documents import validation as judgement
from dvctt.documents.models import Document, Issued, Rendition, Validation
from dvctt.journal import api as journal
from dvctt.kernel import ActorKind, NotFound, Ref, clock


@dataclass(frozen=True)
class DocumentView:
    """A document: size in bytes, pages where it has pages; `scan_state` as the model's ScanState.

    `undrawable` says why its pages cannot be shown here (time, memory, crash), empty where they can. `photographs` is
    of how many pictures chosen together it was made, 0 for every other document.
    """

    id: UUID
    name: str
    kind: str
    subject: Ref
    sha256: str
    size: int
    media_type: str
    pages: int | None
    scan_state: str
    by_kind: str
    by_id: str
    created_at: datetime
    undrawable: str = ""
    photographs: int = 0

    @property
    def showable(self) -> bool:
        """Whether it has pages, and none that is known not to be drawn."""
        return bool(self.pages) and not self.undrawable


def given_up(work: Collection[UUID]) -> frozenset[UUID]:
    """Of these renditions and validations those that failed for good, and wait for the operator."""
    if not work:
        return frozenset()
    dead = [model.objects.filter(pk__in=work, state="dead").values_list("pk", flat=True)
            for model in (Rendition, Validation)]  # fmt: skip
    return frozenset(dead[0].union(dead[1]))


@dataclass(frozen=True)
class RenditionView:
    """A document being made: `state` is waiting, done, dead or skipped; `document` is there once it is done."""

    id: UUID
    subject: Ref
    kind: str
    title: str
    number: str
    state: str
    attempts: int
    document: UUID | None


@dataclass(frozen=True)
class IssuedView:
    """An entry of the register of issued documents; `code` in groups of four.

    `state` is in_force, revoked or superseded; `lapsed` says that `valid_until` is past today.
    """

    id: UUID
    code: str
    document: UUID
    sha256: str
    kind: str
    title: str
    number: str
    issued_on: date
    issuer: str
    holder: str
    valid_from: date | None
    valid_until: date | None
    state: str
    state_reason: str
    state_at: datetime | None
    superseded_by: str | None
    lapsed: bool


@dataclass(frozen=True)
class ValidationView:
    """A judgement: `ok` is None until `state` is done; faults as (place, code); one signer for each signature."""

    id: UUID
    document: UUID
    subject: Ref
    state: str
    ok: bool | None
    faults: tuple[tuple[str, str], ...]
    signers: tuple[judgement.SignatureReport, ...]


def document(document_id: UUID | str) -> DocumentView:
    """One document; the caller has judged who may see its subject. Raises NotFound."""
    try:
        return view_of(Document.objects.select_related("blob").get(pk=document_id))
    except (Document.DoesNotExist, ValidationError) as error:
        raise NotFound(str(document_id)) from error


def documents(subject: Ref) -> tuple[DocumentView, ...]:
    """All documents of a subject, oldest first."""
    rows = Document.objects.select_related("blob").filter(subject_kind=subject.kind, subject_id=subject.id)
    return tuple(view_of(row) for row in rows.order_by("created_at", "id"))


def handed_over(*subjects: Ref) -> tuple[int, int]:
    """How many documents people handed over for subjects of a kind, whatever became of them, and their bytes in all."""
    kinds, ids = {subject.kind for subject in subjects}, {subject.id for subject in subjects}
    rows = Document.objects.filter(subject_kind__in=kinds, subject_id__in=ids).exclude(by_kind=ActorKind.SYSTEM)
    totals = rows.aggregate(files=Count("pk"), size=Sum("blob__size", default=0))
    return int(totals["files"]), int(totals["size"])


def documents_by_id(ids: set[UUID]) -> dict[UUID, DocumentView]:
    """Several documents in one query."""
    return {row.id: view_of(row) for row in Document.objects.select_related("blob").filter(pk__in=ids)}


def renditions(subject: Ref) -> tuple[RenditionView, ...]:
    """All that was asked to be made for a subject, oldest first."""
    rows = Rendition.objects.filter(subject_kind=subject.kind, subject_id=subject.id).order_by("created_at", "id")
    return tuple(
        RenditionView(row.id, subject, row.kind, row.title, row.number, row.state, row.attempts, row.document_id)
        for row in rows
    )


def rendition_data(row: Rendition) -> dict[str, Any]:
    """The data of a rendition, opened."""
    data: dict[str, Any] = json.loads(journal.cipher().decrypt(row.data_sealed))
    return data


def issued(document_id: UUID) -> IssuedView | None:
    """The register's entry of a document, where it has one."""
    row = register_rows().filter(document_id=document_id).first()
    return None if row is None else issued_view(row)


def register_rows() -> QuerySet[Issued]:
    """The register with what its views need."""
    return Issued.objects.select_related("document", "superseded_by")


def issued_view(row: Issued) -> IssuedView:
    """The value of a row of the register."""
    return IssuedView(
        id=row.id, code=codes.shown(row.verification_code), document=row.document_id, sha256=row.document.blob_id,
        kind=row.kind, title=row.title, number=row.number, issued_on=row.issued_on, issuer=row.issuer,
        holder=row.holder, valid_from=row.valid_from, valid_until=row.valid_until, state=row.state,
        state_reason=row.state_reason, state_at=row.state_at,
        superseded_by=codes.shown(row.superseded_by.verification_code) if row.superseded_by else None,
        lapsed=row.valid_until is not None and row.valid_until < clock.today(),
    )  # fmt: skip


def validation(validation_id: UUID | str) -> ValidationView:
    """One judgement of a signed document; raises NotFound."""
    try:
        return _validation_view(Validation.objects.get(pk=validation_id))
    except (Validation.DoesNotExist, ValidationError) as error:
        raise NotFound(str(validation_id)) from error


def validations(document_id: UUID) -> tuple[ValidationView, ...]:
    """All judgements of a document, oldest first."""
    rows = Validation.objects.filter(document_id=document_id).order_by("created_at", "id")
    return tuple(_validation_view(row) for row in rows)


def _validation_view(row: Validation) -> ValidationView:
    report = None if row.report is None else judgement.from_kept(row.report)
    return ValidationView(
        id=row.id, document=row.document_id, subject=Ref(row.subject_kind, row.subject_id), state=row.state, ok=row.ok,
        faults=() if report is None else report.faults, signers=() if report is None else report.signatures,
    )  # fmt: skip


def view_of(row: Document) -> DocumentView:
    """The value of a row."""
    return DocumentView(
        id=row.id, name=row.name, kind=row.kind, subject=Ref(row.subject_kind, row.subject_id), sha256=row.blob_id,
        size=row.blob.size, media_type=row.blob.media_type, pages=row.pages, scan_state=row.scan_state,
        by_kind=row.by_kind, by_id=row.by_id, created_at=row.created_at, undrawable=row.undrawable,
        photographs=row.photographs,
    )  # fmt: skip
