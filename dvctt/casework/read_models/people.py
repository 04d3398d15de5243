"""What pages show of who may file next."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SuccessorView:
    """Somebody who may become the filer; `me` is the reader."""

    account: str
    name: str
    power: str
    me: bool
