"""Who else may see a dossier, who can, and who has looked."""

from dvctt.casework.access.access_log import (
    SeenBy,
    identity_answers,
    look_at,
    looks,
    looks_at_me,
    purpose_wanted,
    record_look,
    record_search,
)
from dvctt.casework.access.evidence import EvidenceTaken, evidence_of, take_evidence
from dvctt.casework.access.grants import (
    NoteView,
    ShareView,
    end_share,
    may_note,
    notes,
    share,
    shared_with,
    shares,
    write_note,
)
from dvctt.casework.access.visibility import Sight, Viewer, who_sees

__all__ = [
    "EvidenceTaken",
    "NoteView",
    "SeenBy",
    "ShareView",
    "Sight",
    "Viewer",
    "end_share",
    "evidence_of",
    "identity_answers",
    "look_at",
    "looks",
    "looks_at_me",
    "may_note",
    "notes",
    "purpose_wanted",
    "record_look",
    "record_search",
    "share",
    "shared_with",
    "shares",
    "take_evidence",
    "who_sees",
    "write_note",
]
