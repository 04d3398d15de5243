"""The applicant's draft: opened, saved step by step, papers attached, declared. Not journalled until submission."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.accounts import people
from dvctt.casework.acts.inputs import read_answers
from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.mandate import filing_mandate
from dvctt.casework.course.clocks import FAR_FUTURE
from dvctt.casework.drafts import quotas
from dvctt.casework.drafts.declaration import locked_draft
from dvctt.casework.models import AmendmentItem, AnswerSet, Attachment, Dossier, SensitiveIndex
from dvctt.casework.search.index import subject_line
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.forms import AnyField, Cleaned, Section, clean, prefilled, shown_fields
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, Stale, clock, digest, fold
from dvctt.ministry import api as ministry

RECEIVED = "attachment"


@dataclass(frozen=True)
class Saved:
    """The answer to a save: nothing typed is lost, faulty or not."""

    saves: int
    at: datetime
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


@transaction.atomic
def open_draft(actor: Actor, version_id: UUID, owner_id: UUID) -> UUID:
    """Start a dossier for the party `owner_id` under that version, prefilled with what is known (9.1).

    The actor is its filer, under the mandate held for that party and procedure. Raises NotFound for a party that the
    actor does not act for, Refused where the mandate is not for filing under this procedure, where the version takes
    no new dossiers or does not let this kind of party file, or where the account has too many drafts already.
    """
    version = catalogue.version(version_id)
    mandate = filing_mandate(actor, owner_id, version.bundle.code)
    owner = people.party(actor, owner_id)
    if not version.may_be_filed(clock.today()):
        raise Refused(Reason("filing_closed"))
    if owner.kind not in version.bundle.who_may_file.kinds:
        raise Refused(Reason("party_may_not_file", {"kind": owner.kind}))
    quotas.check_drafts(actor)
    now, units = clock.now(), version.bundle.units
    dossier = Dossier.objects.create(
        version_id=version.id,
        owner_id=owner_id,
        owner_folded=fold(owner.name),
        filer_id=UUID(actor.id),
        mandate_id=UUID(mandate.id),
        state=version.bundle.process.start,
        holder="applicant",
        receiving=units.receiving,
        appraising=units.appraising,
        deciding=units.deciding,
        created_at=now,
        touched_at=now,
        queue_at=FAR_FUTURE,
    )
    values = _cleaned(actor, version.bundle, _known(dossier, version.bundle.form.fields())).values
    AnswerSet.objects.create(
        dossier=dossier, number=1, values=encrypted_answers.seal_values(version.bundle.form, values), saved_at=now
    )
    return dossier.pk


@transaction.atomic
def save_draft(actor: Actor, dossier_id: UUID, raw: Mapping[str, Any], *, section: str, saves: int) -> Saved:
    """Save what was typed in one section of the form; where that changes an answer, a declaration made before is void.

    `saves` is the count that the page was drawn with: Stale when another page saved meanwhile. What
    cannot be read is kept as typed, and named in the faults. Fields that these answers open begin with
    what is known (9.1).
    """
    subject, draft = locked_draft(actor, dossier_id)
    if draft.saves != saves:
        raise Stale(draft.saves)
    page = _section(subject, section)
    ids = {field.id for field in page.fields}
    typed = {name: value for name, value in raw.items() if name in ids}
    others = {name: value for name, value in {**subject.values(draft), **draft.kept}.items() if name not in ids}
    cleaned = _prefilled(actor, subject, draft, _cleaned(actor, subject.bundle, {**others, **typed}))
    form = subject.bundle.form
    before = digest({"values": subject.values(draft), "kept": encrypted_answers.open_values(draft.kept)})
    changed = digest({"values": cleaned.values, "kept": cleaned.kept}) != before
    draft.values = encrypted_answers.seal_values(form, cleaned.values)
    draft.kept = encrypted_answers.seal_values(form, cleaned.kept)
    draft.saves += 1
    draft.saved_at = subject.now
    draft.save()
    _index(subject, cleaned.values)
    if subject.filed is None:
        subject.dossier.subject = subject_line(subject.bundle, cleaned.values)
    _touch(subject, draft, changed=changed)
    faults = (*cleaned.faults, *subject.others_named(draft, cleaned.values))
    here = [fault for fault in (*faults, *cleaned.warnings) if fault.place.split(".")[0] in ids]
    wrong = tuple(fault for fault in here if fault in faults)
    return Saved(draft.saves, subject.now, wrong, tuple(fault for fault in here if fault not in wrong))


@transaction.atomic
def save_answers(actor: Actor, dossier_id: UUID, answers: Mapping[str, str]) -> datetime:
    """Keep the applicant's words to the items of the open request, by position, until they are sent; gives the moment.

    Positions that are not named stay as they are. The agency sees nothing of it before the answer is sent. Raises
    Refused where no request waits for an answer, Invalid for words that are too long.
    """
    subject, _ = locked_draft(actor, dossier_id)
    request = subject.amendment
    if request is None:
        raise Refused(Reason("not_editable_now"))
    given, faults = read_answers(answers)
    if faults:
        raise Invalid(*faults)
    items = [item for item in subject.followed.items_of(request) if str(item.position) in given]
    for item in items:
        item.answer = given[str(item.position)]
    AmendmentItem.objects.bulk_update(items, ["answer"])
    return subject.now


@transaction.atomic
def attach(actor: Actor, dossier_id: UUID, component: str, document_id: UUID, *, replaces: UUID | None = None) -> UUID:
    """Hand in a document that the actor handed over for this dossier; a component that takes one file replaces its own.

    Raises NotFound for any other document, Invalid where the dossier has no room for it.
    """
    subject, draft = locked_draft(actor, dossier_id)
    spec = subject.bundle.component(component)
    if spec is None or spec not in subject.bundle.uploads():
        raise NotFound(f"component {component}")
    document = documents.document(document_id)
    if not _received_from(actor, document, subject):
        raise NotFound(f"document {document_id}")
    quotas.check_upload_quota(dossier_id, coming=0)
    present = [one for one in subject.files(draft.number) if one.component == component]
    leaving = [one for one in present if one.pk == replaces or not spec.many]
    for one in leaving:
        _leave(one, draft.number)
    added = Attachment.objects.create(
        dossier=subject.dossier,
        component=component,
        document_id=document_id,
        added_in=draft.number,
        replaces=leaving[0] if leaving and leaving[0].added_in < draft.number else None,
        added_at=subject.now,
    )
    _touch(subject, draft)
    return added.pk


@transaction.atomic
def detach(actor: Actor, dossier_id: UUID, attachment_id: UUID) -> None:
    """Take a file back; what was filed before stays with the version that was filed."""
    subject, draft = locked_draft(actor, dossier_id)
    found = next((one for one in subject.files(draft.number) if one.pk == attachment_id), None)
    if found is None:
        raise NotFound(f"attachment {attachment_id}")
    _leave(found, draft.number)
    _touch(subject, draft)


def _received_from(actor: Actor, document: documents.DocumentView, loaded: LoadedDossier) -> bool:
    """Whether the actor handed it over for this dossier: not what the system made, nor what somebody else handed in."""
    by = (document.by_kind, document.by_id) == (actor.kind.value, actor.id)
    return by and document.subject == loaded.ref and document.kind == RECEIVED


def _prefilled(actor: Actor, loaded: LoadedDossier, draft: AnswerSet, cleaned: Cleaned) -> Cleaned:
    """The answers with what is known of the fields that they have just opened and that say nothing yet."""
    sections, bundle = loaded.bundle.form.sections, loaded.bundle
    before = {field.id for field in shown_fields(sections, loaded.values(draft), today=loaded.today)}
    opened = [
        field
        for field in shown_fields(sections, cleaned.values, today=loaded.today)
        if field.prefill and not {field.id} & {*before, *cleaned.values, *cleaned.kept}
    ]
    if not opened:
        return cleaned
    return _cleaned(actor, bundle, {**cleaned.values, **cleaned.kept, **_known(loaded.dossier, opened)})


def _known(dossier: Dossier, fields: Iterable[AnyField]) -> dict[str, Any]:
    """What the accounts know of these fields."""
    known = people.owner_values(dossier.owner_id, dossier.filer_id)
    found = {field.id: prefilled(field, known.get(field.prefill)) for field in fields if field.prefill}
    return {name: value for name, value in found.items() if value}


def _leave(attachment: Attachment, number: int) -> None:
    """Out of the draft: gone if it came with it, kept for the earlier set otherwise."""
    if attachment.added_in == number:
        attachment.delete()
    else:
        attachment.removed_in = number
        attachment.save(update_fields=["removed_in"])


def _touch(loaded: LoadedDossier, draft: AnswerSet, *, changed: bool = True) -> None:
    if changed:
        loaded.void_declaration(draft)
    loaded.dossier.touched_at = loaded.now
    loaded.dossier.save(update_fields=["touched_at", "subject"])


def _section(loaded: LoadedDossier, section: str) -> Section:
    found = next((one for one in loaded.bundle.form.sections if one.id == section), None)
    if found is None:
        raise NotFound(f"section {section}")
    return found


def _cleaned(actor: Actor, bundle: catalogue.Bundle, raw: Mapping[str, Any]) -> Cleaned:
    book = ministry.address_book()
    return clean(bundle.form, raw, today=clock.today(), partial=True, addresses=book, language=actor.language)


def _index(loaded: LoadedDossier, values: Mapping[str, Any]) -> None:
    rows = [
        SensitiveIndex(dossier=loaded.dossier, field=name, index=index)
        for name, index in encrypted_answers.blind_indexes(loaded.bundle.form, values)
    ]
    SensitiveIndex.objects.filter(dossier=loaded.dossier).exclude(field__in=[row.field for row in rows]).delete()
    if rows:
        SensitiveIndex.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["dossier", "field"], update_fields=["index"]
        )
