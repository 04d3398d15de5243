"""What the journal binds of a subject's documents: register, files stamped again, judgements, as they are digested."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from dvctt.documents import recording
from dvctt.documents.models import Issued, Renewal, Validation
from dvctt.kernel import Ref


@dataclass(frozen=True)
class BoundRow:
    """A row as its act binds it: the last act on `ref` holds the digest of the canonical JSON of `facts`."""

    ref: Ref
    document: UUID
    facts: dict[str, Any]


def bound_rows(subject: Ref) -> Iterator[BoundRow]:
    """Entries of the register, files stamped again and judgements of a subject's documents, the oldest first of each.

    The caller answers for who may have them.
    """
    about = Q(document__subject_kind=subject.kind, document__subject_id=subject.id)
    for row in Issued.objects.select_related("document").filter(about).order_by("created_at", "id"):
        yield BoundRow(Ref(recording.ISSUED, row.verification_code), row.document_id, recording.issued_facts(row))
    stamped = Renewal.objects.filter(about, number__gt=0).order_by("document_id", "number")
    for renewal in stamped:
        yield BoundRow(recording.renewal_ref(renewal), renewal.document_id, recording.renewed_facts(renewal))
    judged = Validation.objects.filter(about, report__isnull=False).order_by("created_at", "id")
    for judgement in judged:
        ref = Ref(recording.VALIDATION, str(judgement.pk))
        yield BoundRow(ref, judgement.document_id, recording.judged_facts(judgement))
