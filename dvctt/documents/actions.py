"""Asking for slow work on documents: a row and its doorbell, in the caller's transaction."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from dvctt.documents import codes, store
from dvctt.documents.models import Blob, Document, Rendition, Validation
from dvctt.journal import api as journal
from dvctt.kernel import NotFound, Ref, clock, composed
from dvctt.outbox import api as outbox

TEMPLATE_TYPE = "text/x-typst"


def request_rendition(
    subject: Ref,
    kind: str,
    *,
    template: bytes,
    data: Mapping[str, Any],
    title: str,
    sign_as: str | None = None,
    number: str = "",
    verifiable: bool = False,
    performs: str | None = None,
    issuer: str = "",
    holder: str = "",
    issued_on: date | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> UUID:
    """Ask for a document made of a typst `template` and `data`, and give the rendition's id (6.4, 13.1.d).

    With `sign_as` (a unit's code) it is signed with that agency's key and time-stamped. A `verifiable` one gets a
    verification code and enters the register under `number`, `issuer` (the unit's name), `holder` and `issued_on`
    (without it today). `document_ready` tells the result with `performs`. A subject's renditions are made in order.
    Raises ValueError for a verifiable rendition without issuer.
    """
    if verifiable and not issuer:
        raise ValueError("a verifiable document names its issuer")
    row = Rendition(
        subject_kind=subject.kind, subject_id=subject.id, order_key=str(subject), kind=kind,
        template=_template(template), data_sealed=_sealed(data), title=composed(title), sign_as=sign_as or "",
        number=number, issued_on=issued_on or clock.today(), issuer=composed(issuer), holder=composed(holder),
        valid_from=valid_from, valid_until=valid_until, verifiable=verifiable,
        verification_code=codes.new_code() if verifiable else "", performs=performs or "",
    )  # fmt: skip
    with transaction.atomic():
        row.save(force_insert=True)
        outbox.ring(row)
    return row.id


def request_validation(document_id: UUID | str, *, subject: Ref, expected_prefix_of: UUID | str | None = None) -> UUID:
    """Ask for a judgement of a signed document and give the validation's id; raises NotFound.

    With `expected_prefix_of` the file must have grown out of exactly that document's bytes (7.3.a).
    `signature_checked` tells of the result. The files that one account hands over are judged one after another, so that
    no other account waits for more than one of them; of a subject the latest alone waits, and what it replaces is not
    judged any more.
    """
    wanted = {UUID(str(key)) for key in (document_id, expected_prefix_of) if key is not None}
    documents = {document.pk: document for document in Document.objects.filter(pk__in=wanted)}
    if len(documents) != len(wanted):
        raise NotFound(str(document_id))
    by = documents[UUID(str(document_id))]
    row = Validation(
        document_id=document_id, prefix_of_id=expected_prefix_of, subject_kind=subject.kind, subject_id=subject.id,
        order_key=f"{by.by_kind}:{by.by_id}",
    )  # fmt: skip
    with transaction.atomic():
        outbox.let_go(Validation.objects.filter(subject_kind=subject.kind, subject_id=subject.id))
        row.save(force_insert=True)
        outbox.ring(row)
    return row.id


def _template(template: bytes) -> Blob:
    """The template's blob: written at its first use, looked up at all others."""
    blob = Blob.objects.filter(pk=store.sha256_of(template)).first()
    return blob if blob is not None else store.put(template, TEMPLATE_TYPE)


def _sealed(data: Mapping[str, Any]) -> str:
    return journal.cipher().encrypt(json.dumps(dict(data), cls=DjangoJSONEncoder, ensure_ascii=False))
