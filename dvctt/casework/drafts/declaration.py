"""The declaration: the draft frozen, rendered, signed outside and judged; submission only reads its report."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework.core.filer import filer_line
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked_for
from dvctt.casework.core.mandate import draft_to_edit
from dvctt.casework.models import AnswerSet, Declaration
from dvctt.casework.outputs import issued_documents
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Actor, NotFound, Reason, Refused, clock, compact, digest
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

TEMPLATE = "declaration.typ"


@transaction.atomic
def prepare_declaration(actor: Actor, dossier_id: UUID) -> UUID:
    """Ask for the rendering of exactly what will be signed; the same content again is the same declaration.

    Raises Refused while the form has faults or a component is missing.
    """
    subject, draft = locked_draft(actor, dossier_id)
    if subject.judged(draft).faults:
        raise Refused(Reason("form_has_faults"))
    if subject.missing_components(draft.number):
        raise Refused(Reason("components_missing"))
    data = issued_documents.declaration_data(subject)
    issued_documents.require_printable(data)
    content_hash = _content_hash(subject, draft.number)
    standing = subject.declaration
    if standing is not None and standing.content_hash == content_hash:
        return standing.pk
    subject.void_declaration(draft)
    declaration = Declaration.objects.create(
        dossier=subject.dossier, number=draft.number, content_hash=content_hash, created_at=subject.now
    )
    declaration.rendition = documents.request_rendition(
        subject.ref,
        "declaration",
        template=issued_documents.template(subject, TEMPLATE),
        data=data,
        title=subject.bundle.form.name.vi,
        sign_as=None,
        number="",
        verifiable=False,
        performs=None,
    )
    declaration.save(update_fields=["rendition"])
    return declaration.pk


@transaction.atomic
def sign_declaration(actor: Actor, dossier_id: UUID, document_id: UUID) -> None:
    """Hand in the declaration signed outside; the worker judges it (7.3.a). The same file again changes nothing.

    Raises Refused where no rendered declaration of the draft waits for its signature: what was filed stays as it was.
    """
    subject, _ = locked_draft(actor, dossier_id)
    standing = subject.declaration
    if standing is None or standing.document_id is None:
        raise Refused(Reason("declaration_not_ready"))
    if documents.document(document_id).subject != subject.ref:
        raise NotFound(f"document {document_id}")
    if standing.signed_id == document_id:
        return
    standing.signed_id, standing.state = document_id, Declaration.State.CHECKING
    standing.report, standing.mismatch, standing.authority_confirmed = {}, False, False
    standing.validation = documents.request_validation(
        document_id, expected_prefix_of=standing.document_id, subject=subject.ref
    )
    standing.save()


@ministry.proved
@transaction.atomic
def confirm_declaration(actor: Actor, dossier_id: UUID) -> None:
    """Confirm the declaration without a signature: only where the version departs from 7.3.a by a named basis."""
    subject, _ = locked_draft(actor, dossier_id)
    standing, signing = subject.declaration, subject.bundle.signing
    if signing.required and not signing.exemption.allowed:
        raise Refused(Reason("signature_required"))
    if standing is None or standing.document_id is None:
        raise Refused(Reason("declaration_not_ready"))
    standing.state = Declaration.State.CONFIRMED
    standing.save(update_fields=["state"])


@ministry.proved
@transaction.atomic
def confirm_authority(actor: Actor, dossier_id: UUID) -> None:
    """Confirm that a signer other than owner and representative is authorised; the officer is warned."""
    subject, _ = locked_draft(actor, dossier_id)
    standing = subject.declaration
    if standing is None or not standing.mismatch:
        raise Refused(Reason("nothing_to_confirm"))
    standing.authority_confirmed = True
    standing.save(update_fields=["authority_confirmed"])


@transaction.atomic
def rendered(event: outbox.EventView) -> None:
    """The worker rendered a declaration: it can be signed, unless an edit has voided it meanwhile."""
    Declaration.objects.filter(rendition=event.payload["rendition"], state=Declaration.State.RENDERING).update(
        document_id=event.payload["document"], state=Declaration.State.READY
    )


@transaction.atomic
def judged(event: outbox.EventView) -> None:
    """The worker judged a signature: keep its report, and whether the signer is the owner or representative."""
    standing = (
        Declaration.objects.select_for_update()
        .filter(validation=event.payload["validation"], state=Declaration.State.CHECKING)
        .first()
    )
    if standing is None:
        return
    view = documents.validation(UUID(str(event.payload["validation"])))
    standing.report = _report(view)
    standing.state = Declaration.State.VALID if view.ok else Declaration.State.INVALID
    standing.mismatch = bool(view.ok) and not _signed_by_owner(standing, view)
    standing.save()
    _tell_forged(standing, view)


def _tell_forged(standing: Declaration, view: documents.ValidationView) -> None:
    """Record a declaration that was changed, or signed over something else, as its dossier's (13.2.e)."""
    for code in sorted({code for _, code in view.faults} & documents.FORGED):
        journal.security_event(
            journal.SecurityKind.SIGNATURE_FORGED, detail=code, place=f"dossier:{standing.dossier_id}",
            account=str(standing.dossier.filer_id),
        )  # fmt: skip


def _report(view: documents.ValidationView) -> dict[str, Any]:
    """The judgement as the dossier keeps it: without the signers' identity numbers."""
    signers = [{name: value for name, value in asdict(one).items() if name != "uid_number"} for one in view.signers]
    return {"faults": [list(fault) for fault in view.faults], "signatures": signers}


def _signed_by_owner(standing: Declaration, view: documents.ValidationView) -> bool:
    """Whether a signer's number is one of the owner's, however the hyphen of a branch is written."""
    numbers = {compact(number) for number in people.signing_numbers(standing.dossier.owner_id)}
    return bool((numbers - {""}) & {compact(one.uid_number) for one in view.signers})


def locked_draft(actor: Actor, dossier_id: UUID) -> tuple[LoadedDossier, AnswerSet]:
    """The locked dossier with the draft that the actor may edit now; raises NotFound, Busy and Refused."""
    actor, dossier = locked_for(actor, dossier_id, DossierPower.DRAFT)
    loaded = LoadedDossier(dossier, clock.now())
    return loaded, draft_to_edit(actor, loaded)


def _content_hash(loaded: LoadedDossier, number: int) -> str:
    files = sorted((one.component, one.document.blob_id) for one in loaded.files(number))
    said = {"number": number, "values": loaded.values(), "files": [list(one) for one in files]}
    return digest({**said, "filer": filer_line(loaded)})
