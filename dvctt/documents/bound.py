"""What the journal binds of a subject's documents: rows of the register, judgements, in the form of their digests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from dvctt.documents import recording
from dvctt.documents.models import Issued, Validation
from dvctt.kernel import Ref


@dataclass(frozen=True)
class BoundRow:
    """A row as its act binds it: the last act on `ref` holds the digest of the canonical JSON of `facts`."""

    ref: Ref
    document: UUID
    facts: dict[str, Any]


def bound_rows(subject: Ref) -> Iterator[BoundRow]:
    """The entries of the register and the judgements of a subject's documents, the oldest first of each.

    The caller answers for who may have them.
    """
    about = Q(document__subject_kind=subject.kind, document__subject_id=subject.id)
    for row in Issued.objects.select_related("document").filter(about).order_by("created_at", "id"):
        yield BoundRow(Ref(recording.ISSUED, row.verification_code), row.document_id, recording.issued_facts(row))
    judged = Validation.objects.filter(about, report__isnull=False).order_by("created_at", "id")
    for done in judged:
        yield BoundRow(Ref(recording.VALIDATION, str(done.pk)), done.document_id, recording.judged_facts(done))
