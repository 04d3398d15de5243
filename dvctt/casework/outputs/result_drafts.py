"""Drafts of results: what a document with content would say, before it is numbered (7.2.c)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dvctt import workflow
from dvctt.authority import DossierPower
from dvctt.casework.core.act_context import Performing
from dvctt.casework.core.filer import with_filer
from dvctt.casework.core.loaded import Subject
from dvctt.casework.core.owner import followed
from dvctt.casework.core.scope import access, visible
from dvctt.casework.course import known_facts
from dvctt.casework.outputs import contents, printability
from dvctt.kernel import Actor, NotFound, Refused


def standing_draft(actor: Actor, dossier_id: UUID, document: str) -> bytes:
    """The draft of a document from the content that stands, for who may read what officers wrote.

    Raises NotFound where there is none to see: no such document, no content yet, or asked for already. Raises
    documents.Unprintable and Busy.
    """
    subject = _opened(actor, dossier_id)
    known = document in subject.flow.documents and contents.standing(subject, document) is not None
    if not known or any(one.name == document for one in subject.followed.papers):
        raise NotFound(f"draft of {document}")
    return printability.draft(_performing(subject, actor, "", {}), document)


def typed_draft(actor: Actor, dossier_id: UUID, document: str, action: str, payload: Mapping[str, Any]) -> bytes:
    """The draft of a document as an act would leave it, from what is being typed into the act's form.

    For who may do the act now. Raises NotFound, Refused, Invalid naming every field of the content that is wrong,
    documents.Unprintable and Busy.
    """
    subject = _opened(actor, dossier_id)
    facts = known_facts.facts_for(subject, actor.kind)
    ruling = with_filer(subject, actor, workflow.decide(subject.flow, facts, actor, action))
    edits = subject.flow.actions[action].contents if ruling.visible else ()
    if not any((use.of, use.may) == (document, "edit") for use in edits):
        raise NotFound(f"draft of {document} at {action}")
    if not ruling.allowed:
        raise Refused(*ruling.reasons)
    given = {document: contents.cleaned(subject, document, payload)}
    return printability.draft(_performing(subject, actor, action, given), document)


def _opened(actor: Actor, dossier_id: UUID) -> Subject:
    rows = followed(visible(actor)).select_related("filer", "mandate", "decision")
    row = rows.filter(pk=dossier_id).first()
    if row is None or not {DossierPower.HISTORY, DossierPower.PAPERS} <= access(actor, row).powers:
        raise NotFound(f"dossier {dossier_id}")
    return Subject(row)


def _performing(subject: Subject, actor: Actor, action: str, given: dict[str, dict[str, Any]]) -> Performing:
    masked = not access(actor, subject.dossier).may(DossierPower.IDENTITY)
    return Performing(subject, actor, action, {}, "", "", given, masked=masked)
