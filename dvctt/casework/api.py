"""The door of casework."""

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
from dvctt.casework.acts.actions import Outcome, perform
from dvctt.casework.acts.delivery_choice import choose_delivery
from dvctt.casework.acts.filer_change import hand_over, take_over
from dvctt.casework.acts.inputs import item_faults
from dvctt.casework.acts.succession import WorkView, work_of
from dvctt.casework.acts.timers import sweep
from dvctt.casework.authority_report import act_lines, power_lines
from dvctt.casework.core.mandate import whose
from dvctt.casework.core.scope import Access
from dvctt.casework.course.delivery import DeliveryView
from dvctt.casework.course.fees import UNPAID
from dvctt.casework.drafts.cancelled_accounts import owning
from dvctt.casework.drafts.declaration import (
    confirm_authority,
    confirm_declaration,
    prepare_declaration,
    sign_declaration,
)
from dvctt.casework.drafts.draft import Saved, attach, detach, open_draft, save_answers, save_draft
from dvctt.casework.drafts.quotas import check_room
from dvctt.casework.erasure.requests import (
    ErasedView,
    ErasureView,
    ask_erasure,
    confirm_erasure,
    erasures_waiting_for,
    listed_erasures,
    waiting_erasures,
    withdraw_erasure,
)
from dvctt.casework.models import LAST_STATUS
from dvctt.casework.models.codes import end_of, key_of
from dvctt.casework.outputs.result_drafts import standing_draft, typed_draft
from dvctt.casework.pages.answers_due import answer_days
from dvctt.casework.pages.queries import (
    dossier_page,
    draft_page,
    editable,
    look_up,
    may_read_document,
    printed_code,
    revision_of,
)
from dvctt.casework.proof.differences import DIFFERENCES
from dvctt.casework.proof.dossier_proof import DossierProof, Filing, Uncommitted, proof_of
from dvctt.casework.proof.dossier_proof import findings as proof_findings
from dvctt.casework.proof.late_commitment import commit_found
from dvctt.casework.read_models import (
    AmendmentView,
    CheckView,
    ClockView,
    ComponentView,
    ContentLine,
    ContentView,
    Counters,
    DeclarationView,
    DossierPage,
    DossierRow,
    DraftPage,
    FeeEntryView,
    FeeView,
    FilerView,
    FileView,
    Holders,
    ItemView,
    LateLine,
    Listing,
    LookUp,
    OfferView,
    PaperView,
    ReviewSection,
    RowAct,
    SuccessorView,
    TimelineEntry,
)
from dvctt.casework.search.by_code import find_by_code
from dvctt.casework.search.criteria import LATE, LONGEST_TEXT, NOBODY, OWN_UNIT, Search, check_text
from dvctt.casework.search.lists import holders, my_dossiers, neighbour, queue, waiting_for
from dvctt.casework.search.tabs import PARTS, TABS, Sought, counters, lateness, seek

__all__ = [
    "DIFFERENCES",
    "LAST_STATUS",
    "LATE",
    "LONGEST_TEXT",
    "NOBODY",
    "OWN_UNIT",
    "PARTS",
    "TABS",
    "UNPAID",
    "Access",
    "AmendmentView",
    "CheckView",
    "ClockView",
    "ComponentView",
    "ContentLine",
    "ContentView",
    "Counters",
    "DeclarationView",
    "DeliveryView",
    "DossierPage",
    "DossierProof",
    "DossierRow",
    "DraftPage",
    "ErasedView",
    "ErasureView",
    "EvidenceTaken",
    "FeeEntryView",
    "FeeView",
    "FileView",
    "FilerView",
    "Filing",
    "Holders",
    "ItemView",
    "LateLine",
    "Listing",
    "LookUp",
    "NoteView",
    "OfferView",
    "Outcome",
    "PaperView",
    "ReviewSection",
    "RowAct",
    "Saved",
    "Search",
    "SeenBy",
    "ShareView",
    "Sight",
    "Sought",
    "SuccessorView",
    "TimelineEntry",
    "Uncommitted",
    "Viewer",
    "WorkView",
    "act_lines",
    "answer_days",
    "ask_erasure",
    "attach",
    "check_room",
    "check_text",
    "choose_delivery",
    "commit_found",
    "confirm_authority",
    "confirm_declaration",
    "confirm_erasure",
    "counters",
    "detach",
    "dossier_page",
    "draft_page",
    "editable",
    "end_of",
    "end_share",
    "erasures_waiting_for",
    "evidence_of",
    "find_by_code",
    "hand_over",
    "holders",
    "identity_answers",
    "item_faults",
    "key_of",
    "lateness",
    "listed_erasures",
    "look_at",
    "look_up",
    "looks",
    "looks_at_me",
    "may_note",
    "may_read_document",
    "my_dossiers",
    "neighbour",
    "notes",
    "open_draft",
    "owning",
    "perform",
    "power_lines",
    "prepare_declaration",
    "printed_code",
    "proof_findings",
    "proof_of",
    "purpose_wanted",
    "queue",
    "record_look",
    "record_search",
    "revision_of",
    "save_answers",
    "save_draft",
    "seek",
    "share",
    "shared_with",
    "shares",
    "sign_declaration",
    "standing_draft",
    "sweep",
    "take_evidence",
    "take_over",
    "typed_draft",
    "waiting_erasures",
    "waiting_for",
    "who_sees",
    "whose",
    "withdraw_erasure",
    "work_of",
    "write_note",
]
