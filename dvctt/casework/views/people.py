"""What pages show of who files."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class FilerView:
    """The person who files, by what `power` (empty where none is known), and whether the mandate still `stands`."""

    account: str
    name: str
    power: str
    number: str
    until: date | None
    document: UUID | None
    stands: bool


@dataclass(frozen=True)
class SuccessorView:
    """Somebody who may become the filer; `me` is the reader."""

    account: str
    name: str
    power: str
    me: bool
