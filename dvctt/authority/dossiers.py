"""Who may do what with which dossiers, and which parts of them one reads (14.1, 15.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from dvctt.authority.who import Who

Place = Literal["receiving", "appraising", "deciding"]


class DossierPower(StrEnum):
    """What may be done with a dossier."""

    READ = "read"
    IDENTITY = "identity"
    ASK_IDENTITY = "ask_identity"
    FILES = "files"
    PAPERS = "papers"
    HISTORY = "history"
    SEARCH = "search"
    OVERSEE = "oversee"
    ACT = "act"
    DRAFT = "draft"
    WHO_SEES = "who_sees"
    LOOKS = "looks"
    SHARE = "share"
    EVIDENCE = "evidence"
    NOTE = "note"


class DossierReach(StrEnum):
    """Which dossiers a row reaches."""

    OWN = "own"
    RECEIVED = "received"
    APPRAISED = "appraised"
    DECIDED = "decided"
    SHARED = "shared"
    SHARED_TO_WRITE = "shared_to_write"
    ALL = "all"


PLACES: dict[DossierReach, Place] = {
    DossierReach.RECEIVED: "receiving",
    DossierReach.APPRAISED: "appraising",
    DossierReach.DECIDED: "deciding",
}


@dataclass(frozen=True)
class DossierRow:
    """`who` has `power` over the dossiers that `reach` names; with `held` only while they are at that place."""

    who: Who
    power: DossierPower
    reach: DossierReach
    held: bool = False


def _rows(
    who: Who, reaches: tuple[DossierReach, ...], powers: tuple[DossierPower, ...], held: bool = False
) -> Iterator[DossierRow]:
    return (DossierRow(who, power, reach, held) for power in powers for reach in reaches)


_DESK = (DossierReach.RECEIVED,)
_APPRAISER = (DossierReach.APPRAISED,)
_HEAD = (DossierReach.RECEIVED, DossierReach.APPRAISED, DossierReach.DECIDED)
_COMPETENT = (DossierReach.APPRAISED, DossierReach.DECIDED)
_CLERK = (DossierReach.DECIDED,)
_IDENTITY = (DossierPower.IDENTITY,)
_SEEN = (DossierPower.WHO_SEES, DossierPower.LOOKS)
_CONTENT = (DossierPower.READ, DossierPower.FILES, DossierPower.PAPERS)
_GIVES_OUT = (DossierPower.SHARE, DossierPower.EVIDENCE)
_PROCESS = (DossierPower.HISTORY, DossierPower.SEARCH, DossierPower.ACT, *_SEEN)
_LEADS = (*_CONTENT, *_PROCESS, DossierPower.OVERSEE, DossierPower.ASK_IDENTITY, *_GIVES_OUT)
_SYSTEM = (*_CONTENT, DossierPower.IDENTITY, DossierPower.HISTORY, DossierPower.SEARCH, DossierPower.ACT)

# Who numbers and seals a result needs neither the identity numbers nor the papers that were handed in.
OF_DOSSIERS: tuple[DossierRow, ...] = (
    *_rows(Who.APPLICANT, (DossierReach.OWN,), (*_CONTENT, *_IDENTITY, DossierPower.ACT, DossierPower.DRAFT, *_SEEN)),
    *_rows(Who.DESK, _DESK, (*_CONTENT, *_PROCESS, DossierPower.ASK_IDENTITY)),
    *_rows(Who.DESK, _DESK, _IDENTITY, held=True),
    *_rows(Who.APPRAISER, _APPRAISER, (*_CONTENT, *_PROCESS, DossierPower.ASK_IDENTITY)),
    *_rows(Who.APPRAISER, _APPRAISER, _IDENTITY, held=True),
    *_rows(Who.HEAD, _HEAD, _LEADS),
    *_rows(Who.HEAD, _HEAD, _IDENTITY, held=True),
    *_rows(Who.COMPETENT, _COMPETENT, _LEADS),
    *_rows(Who.COMPETENT, _COMPETENT, _IDENTITY, held=True),
    *_rows(Who.CLERK, _CLERK, (DossierPower.READ, DossierPower.PAPERS, *_PROCESS)),
    *_rows(Who.GRANTEE, (DossierReach.SHARED,), (*_CONTENT, DossierPower.HISTORY, DossierPower.SEARCH)),
    *_rows(Who.GRANTEE, (DossierReach.SHARED,), (DossierPower.ASK_IDENTITY,)),
    *_rows(Who.GRANTEE, (DossierReach.SHARED_TO_WRITE,), (DossierPower.NOTE,)),
    *_rows(Who.SYSTEM, (DossierReach.ALL,), _SYSTEM),
)
