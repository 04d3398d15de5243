"""What accounts tell of an account's life after it was granted."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from dvctt.kernel import Text


@dataclass(frozen=True)
class SuspensionView:
    """Why an account may not be used, since when, the appeal against it with its answer, and then where to turn."""

    id: UUID
    account: str
    username: str
    name: str
    by: str
    reason: str
    since: datetime
    appeal: str
    appealed_at: datetime | None
    answer: str
    answered_at: datetime | None
    open_acts: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True)
class DemandView:
    """What the system demands of an account's holder; after `grace_until` nothing else can be done (8.3.b)."""

    id: UUID
    cause: str
    text: Text
    grace_until: date
    due: bool


@dataclass(frozen=True)
class BatchView:
    """One demand made of many: how many have answered, and from how many it was withdrawn."""

    batch: UUID
    cause: str
    text: Text
    created_at: datetime
    grace_until: date
    asked: int
    answered: int
    withdrawn: int = 0

    @property
    def waiting(self) -> int:
        """From how many it still waits for an answer."""
        return self.asked - self.answered - self.withdrawn
