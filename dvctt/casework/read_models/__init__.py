"""What pages show of a dossier: plain values, complete, so that a template asks the database nothing."""

from dvctt.casework.core.filer import FilerView
from dvctt.casework.models import LAST_STATUS
from dvctt.casework.read_models.answers import AmendmentView, ChangeView, ItemView, ReviewField, ReviewSection
from dvctt.casework.read_models.contents import ContentCell, ContentLine, ContentRow, ContentView
from dvctt.casework.read_models.course import (
    CheckView,
    ClockView,
    DecisionView,
    EffectView,
    OfferView,
    ProposalView,
    TimelineEntry,
)
from dvctt.casework.read_models.fees import FeeEntryView, FeeView
from dvctt.casework.read_models.lists import Counters, DossierRow, Holders, LateLine, Listing, LookUp, RowAct
from dvctt.casework.read_models.pages import ActView, DossierHead, DraftPage, ErasedWordsView
from dvctt.casework.read_models.papers import ComponentView, DeclarationView, FileView, PaperView
from dvctt.casework.read_models.people import SuccessorView

__all__ = [
    "LAST_STATUS",
    "ActView", "AmendmentView", "ChangeView", "CheckView", "ClockView", "ComponentView", "ContentCell", "ContentLine",
    "ContentRow", "ContentView", "Counters", "DecisionView", "DeclarationView", "DossierHead", "DossierRow",
    "DraftPage", "EffectView", "ErasedWordsView",
    "FeeEntryView", "FeeView", "FileView", "FilerView", "Holders", "ItemView",
    "LateLine", "Listing",
    "LookUp", "OfferView", "PaperView", "ProposalView", "ReviewField", "ReviewSection", "RowAct", "SuccessorView",
    "TimelineEntry",
]  # fmt: skip
