"""What one act carries from its ruling to its duties."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.kernel import Actor


@dataclass
class ActContext:
    """An act under way: what its duties read and add to.

    `contents` holds what it sets of the contents of documents, `numbers` those taken in this act by series. With
    `masked` its documents, drafts all, show sensitive values as who has no need of them sees them.
    """

    loaded: LoadedDossier
    actor: Actor
    action: str
    inputs: dict[str, Any]
    key: str
    payload_digest: str
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    masked: bool = False
    seq: int = 0
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The one instant of the act."""
        return self.loaded.now
