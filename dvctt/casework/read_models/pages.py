"""What the page of a dossier, and those of its draft, show to one actor."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dvctt.accounts import people
from dvctt.casework.core.filer import FilerView
from dvctt.casework.core.loaded import Signature
from dvctt.casework.core.scope import Access
from dvctt.casework.course.delivery import DeliveryView
from dvctt.casework.read_models.answers import AmendmentView, ChangeView, ReviewSection
from dvctt.casework.read_models.contents import ContentView
from dvctt.casework.read_models.course import CheckView, ClockView, DecisionView, OfferView, TimelineEntry
from dvctt.casework.read_models.fees import FeeView
from dvctt.casework.read_models.papers import ComponentView, DeclarationView, PaperView
from dvctt.casework.read_models.people import SuccessorView
from dvctt.catalogue import api as catalogue
from dvctt.forms import FormSpec
from dvctt.kernel import Fault, Role, Text
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class ErasedWordsView:
    """When what people wrote about a dossier was emptied, and by which rule: the rule's code."""

    at: datetime
    rule: str


@dataclass(frozen=True)
class DossierPage:
    """Everything that a dossier's page shows to this actor. `returned` is the act that sent it back, while it is."""

    id: UUID
    code: str | None
    revision: int
    version: catalogue.PublishedVersion
    owner: people.PartyView
    filer: FilerView
    successors: tuple[SuccessorView, ...]
    state: str
    label: Text
    plain: Text
    status: int | None
    status_name: Text | None
    holder: str
    holder_unit: ministry.UnitView | None
    assignee: str
    assignee_id: str | None
    turn: Role | None
    receiving: ministry.UnitView
    appraising: ministry.UnitView
    deciding: ministry.UnitView
    created_at: datetime
    touched_at: datetime
    submitted_at: datetime | None
    accepted_at: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    subject: str
    outcome: str
    due_at: datetime | None
    provisional_due: datetime | None
    clocks: tuple[ClockView, ...]
    offers: tuple[OfferView, ...]
    timeline: tuple[TimelineEntry, ...]
    returned: TimelineEntry | None
    sections: tuple[ReviewSection, ...]
    components: tuple[ComponentView, ...]
    declaration: DeclarationView | None
    signatures: tuple[DeclarationView, ...]
    amendments: tuple[AmendmentView, ...]
    changes: tuple[ChangeView, ...]
    papers: tuple[PaperView, ...]
    contents: tuple[ContentView, ...]
    checks: tuple[CheckView, ...]
    decision: DecisionView | None
    fees: tuple[FeeView, ...]
    delivery: DeliveryView
    access: Access
    editable: bool
    signature: Signature
    saves: int
    saved_at: datetime | None
    erased: ErasedWordsView | None

    @property
    def discarded(self) -> bool:
        """Whether it ended as a draft: nothing of it was ever sent."""
        return self.submitted_at is None and self.closed_at is not None

    @property
    def amending(self) -> bool:
        """Whether a request to amend waits for its answer."""
        return any(one.state == "open" for one in self.amendments)

    @property
    def last_entry(self) -> int:
        """The sequence number of the latest entry of the history; 0 for none."""
        return max((entry.seq for entry in self.timeline), default=0)

    def after(self, seq: int) -> tuple[TimelineEntry, ...]:
        """The entries of the history after that sequence number, the latest first."""
        return tuple(entry for entry in self.timeline if entry.seq > seq)


@dataclass(frozen=True)
class DraftPage:
    """A draft for the form's pages: opened values, what was typed and not understood, and all faults.

    `held` are the faults for which a save is held back: of what was given, none of what is still missing.
    """

    id: UUID
    code: str | None
    revision: int
    version: catalogue.PublishedVersion
    form: FormSpec
    values: Mapping[str, Any]
    kept: Mapping[str, Any]
    faults: tuple[Fault, ...]
    held: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    missing: tuple[str, ...]
    saves: int
    saved_at: datetime
    touched: bool
    signature: Signature
    amendment: AmendmentView | None
