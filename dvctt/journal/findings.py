"""What a proof says."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """What is wrong: `place` is `kind:id`, `kind:id#seq` or `seal#number`; `code` names a sentence."""

    place: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
