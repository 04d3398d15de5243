"""Whose paper a document is: the one rule for letterhead, number, signature and place of issue."""

from dvctt.casework.core.act_context import Performing
from dvctt.casework.core.loaded import Subject
from dvctt.ministry import api as ministry
from dvctt.workflow import DocumentDuty, DocumentSpec, Place

RESULTS = frozenset({"result", "negative_decision"})


def issuer(subject: Subject, document: str) -> ministry.UnitView:
    """The unit that issues a document of the version, as the dossier stands."""
    return ministry.issuing_unit(subject.units[_place(subject, subject.flow.documents[document])])


def numbering_unit(performing: Performing, series: str) -> str:
    """Whose number an act takes: the issuer's of the document that it numbers; a dossier's code is the receiver's."""
    subject = performing.subject
    documents = subject.flow.documents
    duties = subject.flow.actions[performing.action].duties
    made = [duty.document for duty in duties if isinstance(duty, DocumentDuty)]
    numbered = [name for name in (*made, *documents) if documents[name].series == series]
    return issuer(subject, numbered[0]).code if numbered else subject.dossier.receiving


def _place(subject: Subject, spec: DocumentSpec) -> Place:
    """Where the version says it is issued; versions that do not say it follow the kind of document."""
    if spec.by is not None:
        return spec.by
    if spec.kind in RESULTS:
        return "deciding"
    accepted = subject.dossier.accepted_at is not None
    return "appraising" if spec.kind == "amendment_request" and accepted else "receiving"
