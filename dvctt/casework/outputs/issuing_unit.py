"""Whose paper a document is: the one rule for letterhead, number, signature and place of issue."""

from dvctt.casework.core.act_context import Performing
from dvctt.casework.core.loaded import Subject
from dvctt.ministry import api as ministry
from dvctt.workflow import DocumentDuty


def issuer(subject: Subject, document: str) -> ministry.UnitView:
    """The unit that issues a document of the version, as the dossier stands."""
    return ministry.issuing_unit(subject.units[subject.flow.documents[document].by])


def numbering_unit(performing: Performing, series: str) -> str:
    """Whose number an act takes: the issuer's of the document that it numbers; a dossier's code is the receiver's."""
    subject = performing.subject
    documents = subject.flow.documents
    duties = subject.flow.actions[performing.action].duties
    made = [duty.document for duty in duties if isinstance(duty, DocumentDuty)]
    numbered = [name for name in (*made, *documents) if documents[name].series == series]
    return issuer(subject, numbered[0]).code if numbered else subject.dossier.receiving
