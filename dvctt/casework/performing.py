"""What one act carries from its ruling to its duties."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dvctt.casework.subject import Subject
from dvctt.kernel import Actor


@dataclass
class Performing:
    """An act under way: what its duties read and add to. `numbers` holds those taken in this act by series."""

    subject: Subject
    actor: Actor
    action: str
    inputs: dict[str, Any]
    key: str
    payload_digest: str
    seq: int = 0
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The one instant of the act."""
        return self.subject.now
