"""Papers as pages show them: handed in, declared and signed, made by the process."""

from collections.abc import Iterable
from uuid import UUID

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import AnswerSet, Declaration
from dvctt.casework.read_models import (
    ComponentView,
    DeclarationView,
    FileView,
    PaperView,
)
from dvctt.documents import api as documents
from dvctt.kernel import Actor, ActorKind


def component_views(loaded: LoadedDossier, shown: AnswerSet, *, files: bool) -> Iterable[ComponentView]:
    """Every paper that the law asks for with what was handed in; the files themselves where `files`."""
    missing = set(loaded.missing_components(shown.number))
    groups = {one.id: one for one in loaded.bundle.alternatives}
    for spec in loaded.bundle.components:
        required, group = loaded.wants(spec, shown.number), groups.get(spec.alternatives or "")
        yield ComponentView(
            id=spec.id,
            name=spec.name,
            law_name=spec.law_name,
            note=spec.note,
            kind=spec.kind,
            required=required,
            alternatives=spec.alternatives,
            group=group.label if group else None,
            at_least=group.at_least if group else 0,
            original=spec.original,
            copies=spec.copies,
            valid_months=spec.valid_months,
            allowed=spec.allowed,
            max_mb=spec.max_mb,
            many=spec.many,
            uploads=spec in loaded.bundle.uploads(),
            form_number=spec.form_number,
            template_file=spec.template_file,
            handed_in=sum(one.component == spec.id for one in loaded.files(shown.number)),
            files=_files(loaded, spec.id, shown) if files else (),
            missing=spec.id in missing or (spec.alternatives in missing if spec.alternatives else False),
        )


def _files(loaded: LoadedDossier, component: str, shown: AnswerSet) -> tuple[FileView, ...]:
    return tuple(
        FileView(
            attachment_id=one.pk,
            document=documents.view_of(one.document),
            added_in=one.added_in,
            removed_in=one.removed_in,
            added_at=one.added_at,
            in_force=one in loaded.files(shown.number),
            new_in_draft=shown.frozen_at is None and one.added_in == shown.number and shown.number > 1,
        )
        for one in loaded.attachments
        if one.component == component and one.added_in <= shown.number
    )


def declaration_view(row: Declaration | None) -> DeclarationView | None:
    """How far a declaration is."""
    if row is None:
        return None
    return DeclarationView(
        state=row.state,
        document_id=row.document_id,
        signed_id=row.signed_id,
        report=row.report,
        mismatch=row.mismatch,
        authority_confirmed=row.authority_confirmed,
        created_at=row.created_at,
        failed=bool(documents.given_up(_awaited(row))),
    )


def _awaited(row: Declaration) -> list[UUID]:
    """The work on a declaration that its state waits for."""
    waits = {Declaration.State.RENDERING: row.rendition, Declaration.State.CHECKING: row.validation}
    work = waits.get(Declaration.State(row.state))
    return [work] if work else []


def signature_views(loaded: LoadedDossier, shown: AnswerSet) -> tuple[DeclarationView, ...]:
    """The declaration that stands with what is shown, when it has been filed."""
    found = declaration_view(loaded.declared(shown))
    return (found,) if found is not None and shown.frozen_at is not None else ()


def paper_views(actor: Actor, loaded: LoadedDossier) -> Iterable[PaperView]:
    """The documents of the process that the actor may know of."""
    rows = sorted(loaded.followed.papers, key=lambda one: (one.requested_at, one.pk))
    failed = documents.given_up([row.rendition for row in rows if row.ready_at is None])
    for row in rows:
        hidden = actor.kind != ActorKind.OFFICER and row.published_at is None
        if hidden and row.kind in ("result", "negative_decision"):
            continue
        yield PaperView(
            name=row.name,
            title=loaded.flow.documents[row.name].title,
            kind=row.kind,
            number=row.number,
            document_id=None if hidden else row.document_id,
            requested_at=row.requested_at,
            ready_at=row.ready_at,
            published_at=row.published_at,
            failed=row.rendition in failed,
        )
