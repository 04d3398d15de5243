"""The errors that domain code raises; the edges translate each class once (404, 403, 409, 422, 503)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dvctt.kernel.text import Text


@dataclass(frozen=True)
class Reason:
    """Why an act is closed: a stable code, values for its sentence, and the sentence where data supplies it."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    text: Text | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with one place of an input: `place` is a path such as `gieng.2.luu_luong`."""

    place: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    text: Text | None = None


class DomainError(Exception):
    """Base of all errors that a person or a partner is told about."""


class NotFound(DomainError):
    """Absent or out of scope: a stranger cannot tell which."""


class Forbidden(DomainError):
    """The actor's roles do not open this kind of page or act at all."""


class Refused(DomainError):
    """The act is not open now; every reason is data."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class Stale(DomainError):
    """The person acted on a revision that is no longer the current one."""

    def __init__(self, current: int) -> None:
        super().__init__(f"current revision is {current}")
        self.current = current


class Invalid(DomainError):
    """The payload does not satisfy its form; each fault names its place."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{fault.place}: {fault.code}" for fault in faults))
        self.faults = faults


class Conflict(DomainError):
    """The same key was used before with another payload."""


class ProofNeeded(DomainError):
    """A weighty act, and the person at the screen proved who they are too long ago; nothing was done."""


class Busy(DomainError):
    """Somebody else holds the lock for longer than we wait; nothing was done."""


# A lock not free in time, a deadlock, a serialisation failure, a connection that the database ended: nothing was done,
# and the same again may well succeed.
TRY_AGAIN = frozenset({"55P03", "40P01", "40001", "57P01"})


def may_be_tried_again(error: BaseException) -> bool:
    """Whether the database broke something off for another's sake, by the state that its driver tells."""
    return getattr(error.__cause__, "sqlstate", "") in TRY_AGAIN
