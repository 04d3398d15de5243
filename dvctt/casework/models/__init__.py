"""A dossier and what belongs to it: answers, attachments, declaration, acts, clocks, amendments, decision, papers.

Tables and their constraints alone. Django finds all models of casework here.
"""

from dvctt.casework.models.acts import Act, ClockEvent, Decision
from dvctt.casework.models.amendments import AmendmentItem, AmendmentRequest
from dvctt.casework.models.answers import AnswerSet, Attachment, Declaration, SensitiveIndex
from dvctt.casework.models.dossiers import LAST_STATUS, Dossier
from dvctt.casework.models.fees import FeeNote
from dvctt.casework.models.grants import DossierGrant, GrantNote
from dvctt.casework.models.papers import Paper

__all__ = [
    "LAST_STATUS",
    "Act",
    "AmendmentItem",
    "AmendmentRequest",
    "AnswerSet",
    "Attachment",
    "ClockEvent",
    "Decision",
    "Declaration",
    "Dossier",
    "DossierGrant",
    "FeeNote",
    "GrantNote",
    "Paper",
    "SensitiveIndex",
]
