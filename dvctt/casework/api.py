"""The door of casework."""

from dvctt.casework.actions import Outcome, perform
from dvctt.casework.answering import answer_days
from dvctt.casework.bounds import check_room
from dvctt.casework.by_code import find_by_code
from dvctt.casework.choosing import choose_delivery
from dvctt.casework.codes import end_of, key_of
from dvctt.casework.declarations import confirm_authority, confirm_declaration, prepare_declaration, sign_declaration
from dvctt.casework.delivering import DeliveryView
from dvctt.casework.differences import DIFFERENCES
from dvctt.casework.drafts import Saved, attach, detach, open_draft, save_answers, save_draft
from dvctt.casework.erasures import (
    ErasedView,
    ErasureView,
    ask_erasure,
    confirm_erasure,
    erasures_waiting_for,
    listed_erasures,
    waiting_erasures,
    withdraw_erasure,
)
from dvctt.casework.evidence import EvidenceTaken, evidence_of, take_evidence
from dvctt.casework.fees import UNPAID
from dvctt.casework.finding import LATE, LONGEST_TEXT, NOBODY, OWN_UNIT, Search, check_text
from dvctt.casework.found import commit_found
from dvctt.casework.handover import hand_over, take_over
from dvctt.casework.inputs import item_faults
from dvctt.casework.leaving import owning
from dvctt.casework.lists import holders, my_dossiers, neighbour, queue, waiting_for
from dvctt.casework.looking import (
    SeenBy,
    identity_answers,
    look_at,
    looks,
    looks_at_me,
    purpose_wanted,
    record_look,
    record_search,
)
from dvctt.casework.models import LAST_STATUS
from dvctt.casework.own import whose
from dvctt.casework.proving import DossierProof, Filing, Uncommitted, proof_of
from dvctt.casework.proving import findings as proof_findings
from dvctt.casework.queries import (
    dossier_page,
    draft_page,
    editable,
    look_up,
    may_read_document,
    printed_code,
    revision_of,
)
from dvctt.casework.result_drafts import standing_draft, typed_draft
from dvctt.casework.scope import Access
from dvctt.casework.sharing import (
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
from dvctt.casework.sights import Sight, Viewer, who_sees
from dvctt.casework.succession import WorkView, work_of
from dvctt.casework.tables import act_lines, power_lines
from dvctt.casework.tabs import PARTS, TABS, Sought, counters, lateness, seek
from dvctt.casework.timers import sweep
from dvctt.casework.views import (
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
