"""Whose paper a document is: the one rule for letterhead, number, signature and place of issue."""

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.ministry import api as ministry
from dvctt.workflow import DocumentDuty


def issuer(loaded: LoadedDossier, document: str) -> ministry.UnitView:
    """The unit that issues a document of the version, as the dossier stands."""
    return ministry.issuing_unit(loaded.units[loaded.flow.documents[document].by])


def numbering_unit(context: ActContext, series: str) -> str:
    """Whose number an act takes: the issuer's of the document that it numbers; a dossier's code is the receiver's."""
    loaded = context.loaded
    documents = loaded.flow.documents
    duties = loaded.flow.actions[context.action].duties
    made = [duty.document for duty in duties if isinstance(duty, DocumentDuty)]
    numbered = [name for name in (*made, *documents) if documents[name].series == series]
    return issuer(loaded, numbered[0]).code if numbered else loaded.dossier.receiving
