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
from dvctt.casework.read_models.answers import AmendmentView
from dvctt.forms import FormSpec, Section
from dvctt.kernel import Fault, Role, Text
from dvctt.ministry import api as ministry


@dataclass(frozen=True)
class ErasedWordsView:
    """When what people wrote about a dossier was emptied, and by which rule: the rule's code."""

    at: datetime
    rule: str


@dataclass(frozen=True)
class DossierHead:
    """What every page of a dossier says of it to this actor: which one it is, where it stands, who has it.

    `grants` is what the procedure grants, its name in few words; `case` the slug of its case, `version` the
    id of the version that binds it. `unsigned` is the basis by which the declaration may go without a signature.
    """

    id: UUID
    code: str | None
    revision: int
    version: UUID
    procedure: Text
    procedure_code: str
    case: str
    case_name: Text
    grants: Text
    unsigned: Text | None
    owner: people.PartyView
    filer: FilerView
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
    closed_at: datetime | None
    subject: str
    outcome: str
    due_at: datetime | None
    access: Access

    @property
    def discarded(self) -> bool:
        """Whether it ended as a draft: nothing of it was ever sent."""
        return self.submitted_at is None and self.closed_at is not None


@dataclass(frozen=True)
class ActView:
    """An act of the procedure, whether or not it is offered: its questions, and whether it is the applicant's."""

    label: Text
    kind: str
    sections: tuple[Section, ...]
    of_applicant: bool


@dataclass(frozen=True)
class DraftPage:
    """A draft for the form's pages: opened values, what was typed and not understood, and all faults.

    `held` are the faults for which a save is held back: of what was given, none of what is still missing.
    """

    id: UUID
    code: str | None
    revision: int
    grants: Text
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
