"""Who else may see a dossier, who can, and who has looked."""

from dvctt.casework.access.access_log import (
    AccessRecord,
    accesses,
    accesses_to_me,
    identity_answers,
    purpose_wanted,
    record_access,
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
from dvctt.casework.access.visibility import Reader, VisibilityReason, who_can_see

__all__ = [
    "AccessRecord",
    "EvidenceTaken",
    "NoteView",
    "Reader",
    "ShareView",
    "VisibilityReason",
    "accesses",
    "accesses_to_me",
    "end_share",
    "evidence_of",
    "identity_answers",
    "may_note",
    "notes",
    "purpose_wanted",
    "record_access",
    "record_look",
    "record_search",
    "share",
    "shared_with",
    "shares",
    "take_evidence",
    "who_can_see",
    "write_note",
]
