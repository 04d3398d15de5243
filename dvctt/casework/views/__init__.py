"""What pages show of a dossier: plain values, complete, so that a template asks the database nothing."""

from dvctt.casework.filing import FilerView
from dvctt.casework.views.answers import AmendmentView, ChangeView, ItemView, ReviewField, ReviewSection
from dvctt.casework.views.contents import ContentCell, ContentLine, ContentRow, ContentView
from dvctt.casework.views.course import CheckView, ClockView, DecisionView, OfferView, ProposalView, TimelineEntry
from dvctt.casework.views.fees import FeeEntryView, FeeView
from dvctt.casework.views.lists import Counters, DossierRow, Holders, LateLine, Listing, LookUp, RowAct
from dvctt.casework.views.pages import DossierPage, DraftPage, ErasedWordsView
from dvctt.casework.views.papers import ComponentView, DeclarationView, FileView, PaperView
from dvctt.casework.views.people import SuccessorView

__all__ = [
    "AmendmentView", "ChangeView", "CheckView", "ClockView", "ComponentView", "ContentCell", "ContentLine",
    "ContentRow", "ContentView", "Counters", "DecisionView", "DeclarationView", "DossierPage", "DossierRow",
    "DraftPage", "ErasedWordsView", "FeeEntryView", "FeeView", "FileView", "FilerView", "Holders", "ItemView",
    "LateLine", "Listing",
    "LookUp", "OfferView", "PaperView", "ProposalView", "ReviewField", "ReviewSection", "RowAct", "SuccessorView",
    "TimelineEntry",
]  # fmt: skip
