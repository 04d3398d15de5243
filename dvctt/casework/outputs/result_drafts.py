"""Drafts of results: what a document with content would say, before it is numbered (7.2.c)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dvctt import workflow
from dvctt.authority import DossierPower
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.filer import with_filer
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.owner import with_owner_as_filed
from dvctt.casework.core.scope import access, visible
from dvctt.casework.course import known_facts
from dvctt.casework.outputs import contents, printability
from dvctt.kernel import Actor, NotFound, Refused


def standing_draft(actor: Actor, dossier_id: UUID, document: str) -> bytes:
    """The draft of a document from the content that stands, for who may read what officers wrote.

    Raises NotFound where there is none to see: no such document, no content yet, or asked for already. Raises
    documents.Unprintable and Busy.
    """
    loaded = _opened(actor, dossier_id)
    known = document in loaded.flow.documents and contents.standing(loaded, document) is not None
    if not known or any(one.name == document for one in loaded.followed.papers):
        raise NotFound(f"draft of {document}")
    return printability.draft(_performing(loaded, actor, "", {}), document)


def typed_draft(actor: Actor, dossier_id: UUID, document: str, action: str, payload: Mapping[str, Any]) -> bytes:
    """The draft of a document as an act would leave it, from what is being typed into the act's form.

    For who may do the act now. Raises NotFound, Refused, Invalid naming every field of the content that is wrong,
    documents.Unprintable and Busy.
    """
    loaded = _opened(actor, dossier_id)
    facts = known_facts.facts_for(loaded, actor.kind)
    ruling = with_filer(loaded, actor, workflow.decide(loaded.flow, facts, actor, action))
    edits = loaded.flow.actions[action].contents if ruling.visible else ()
    if not any((use.of, use.may) == (document, "edit") for use in edits):
        raise NotFound(f"draft of {document} at {action}")
    if not ruling.allowed:
        raise Refused(*ruling.reasons)
    given = {document: contents.cleaned(loaded, document, payload)}
    return printability.draft(_performing(loaded, actor, action, given), document)


def _opened(actor: Actor, dossier_id: UUID) -> LoadedDossier:
    rows = with_owner_as_filed(visible(actor)).select_related("filer", "mandate", "decision")
    row = rows.filter(pk=dossier_id).first()
    if row is None or not {DossierPower.HISTORY, DossierPower.PAPERS} <= access(actor, row).powers:
        raise NotFound(f"dossier {dossier_id}")
    return LoadedDossier(row)


def _performing(loaded: LoadedDossier, actor: Actor, action: str, given: dict[str, dict[str, Any]]) -> ActContext:
    masked = not access(actor, loaded.dossier).may(DossierPower.IDENTITY)
    return ActContext(loaded, actor, action, {}, "", "", given, masked=masked)
