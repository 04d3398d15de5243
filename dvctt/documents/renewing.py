"""Stamping what we signed again, before nobody can check its newest time stamp any more (7.3.d).

A time stamp proves for as long as the certificate of its authority lives. A further one over the whole file, put there
in time with what shows that the last one was good, proves it for as long as its own. The file only grows: the one that
was given out first is its beginning, and both stay in the register.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from pyhanko.pdf_utils.reader import PdfFileReader

from dvctt.documents import recording, signing, store, validation
from dvctt.documents.models import Blob, Document, Renewal
from dvctt.kernel import clock
from dvctt.ministry import api as ministry

log = structlog.get_logger(__name__)

# What one run does at most: runs follow each other all night, and others' work is not to wait for long.
MOST_LOOKED_AT = 2_000
MOST_STAMPED = 100
# So often nobody answers before the rest is left for the next run.
MOST_SILENT = 3
# The part of the margin that is left when whoever operates the system is told that it does not go on.
TOLD_AT = 4


@dataclass(frozen=True)
class Renewed:
    """What a run did: documents looked at for the first time, stamped again, and due but not to be stamped now."""

    looked_at: int
    stamped: int
    left: int


def renew(*, most_looked_at: int = MOST_LOOKED_AT, most_stamped: int = MOST_STAMPED) -> Renewed:
    """Note until when the stamps of what was signed since prove it, and stamp again the next of what is due."""
    looked_at = sum(_noted(document) for document in _never_looked_at()[:most_looked_at])
    stamped = left = silent = 0
    # In no order, so that one which cannot be stamped does not keep others waiting.
    for row in _due(_margin()).order_by("?")[:most_stamped]:
        try:
            done = _stamp_again(row)
        except signing.SignerUnavailable as error:
            log.warning("renewal_put_off", document=str(row.document_id), error=str(error))
            done, silent = False, silent + 1
        stamped, left = stamped + done, left + (not done)
        if silent == MOST_SILENT:
            break
    return Renewed(looked_at, stamped, left)


def renewals_late() -> int:
    """How many documents should long have been stamped again; one query."""
    return _newest().filter(until__lt=clock.now() + _margin() / TOLD_AT).count()


def newest(document: Document) -> Blob | None:
    """The file of a document that was stamped again last; None where none was, or no act of ours proves it."""
    row = Renewal.objects.select_related("blob").filter(document=document, number__gt=0).order_by("-number").first()
    return row.blob if row is not None and recording.renewal_holds(row) else None


def open_newest(document_id: UUID | str) -> IO[bytes]:
    """The file of a document as it is given out now: with its newest stamp, else as it was made.

    Raises and is to be closed as with `open_bytes`.
    """
    blob = newest(Document(pk=document_id))
    return store.open_bytes(document_id) if blob is None else store.open_blob(blob)


def stamped_as(sha256: str) -> Document | None:
    """The document of which a file with this digest was once given out with a further stamp, proven by the journal."""
    rows = Renewal.objects.select_related("document").filter(blob_id=sha256, number__gt=0)
    return next((row.document for row in rows if recording.renewal_holds(row)), None)


def _margin() -> timedelta:
    return timedelta(days=int(ministry.setting("documents.renew_days")))


def _never_looked_at() -> QuerySet[Document]:
    renewals = Renewal.objects.filter(document=OuterRef("pk"))
    signed = Document.objects.filter(rendition__sign_as__gt="").exclude(Exists(renewals))
    return signed.select_related("blob").order_by("created_at")


def _newest() -> QuerySet[Renewal]:
    later = Renewal.objects.filter(document=OuterRef("document"), number__gt=OuterRef("number"))
    return Renewal.objects.exclude(Exists(later))


def _due(margin: timedelta) -> QuerySet[Renewal]:
    return _newest().filter(until__lt=clock.now() + margin).select_related("blob")


def _noted(document: Document) -> bool:
    """Note until when the newest stamp of a document proves it; False where its file is damaged."""
    try:
        until = _proven_until(store.read_blob(document.blob))
    except store.Damaged:
        return False
    row = Renewal(document=document, number=0, blob=document.blob, until=until)
    Renewal.objects.bulk_create([row], ignore_conflicts=True)
    return True


def _stamp_again(row: Renewal) -> bool:
    """Keep the file with a further stamp, if that proves it for longer and the file is judged as good as before."""
    reason = "lapsed" if row.until <= clock.now() else ""
    if not reason:
        try:
            pdf = signing.stamp_again(store.read_blob(row.blob))
        except store.Damaged:
            return False
        until = _proven_until(pdf)
        if until > row.until and validation.validate_pdf(pdf).ok:
            _keep(row, pdf, until)
            return True
        reason = "no_gain" if until <= row.until else "not_judged_good"
    log.error("renewal_refused", document=str(row.document_id), reason=reason)
    return False


def _keep(row: Renewal, pdf: bytes, until: datetime) -> None:
    blob = store.put(pdf, "application/pdf")
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=row.document_id)
        later = Renewal(document_id=row.document_id, number=row.number + 1, blob=blob, until=until)
        if not Renewal.objects.filter(document_id=row.document_id, number=later.number).exists():
            later.save(force_insert=True)
            recording.record_renewed(later, before=row.blob_id)


def _proven_until(pdf: bytes) -> datetime:
    """The end of the certificate that made the last signature or stamp of a file of ours."""
    end: datetime = PdfFileReader(BytesIO(pdf)).embedded_signatures[-1].signer_cert.not_valid_after
    return end
