"""What a scanner for malicious code says, whichever scanner it is."""

from dataclasses import dataclass
from typing import IO, Literal, Protocol


class ScannerUnavailable(Exception):
    """A configured scanner gave no clear answer: the file is not accepted."""


@dataclass(frozen=True)
class Scan:
    """The scanner's word, and the name of what it found."""

    state: Literal["clean", "infected", "unscanned"]
    virus: str = ""


class Scanner(Protocol):
    """Looks through a whole file, from where it stands."""

    def scan(self, file: IO[bytes]) -> Scan:
        """The scanner's word; raises ScannerUnavailable."""
