"""What forms ask of the ministry's list of provinces and communes."""

from typing import Protocol


class AddressBook(Protocol):
    """Names of administrative units; each set of units (63 provinces, 34 provinces) is a version."""

    @property
    def version(self) -> str:
        """Name the set of units in force, which new addresses are written with."""
        ...

    def name(self, code: str, set_version: str | None = None) -> str | None:
        """Name the unit in that set (in the set in force by default); none where there is no such unit."""
        ...

    def parent(self, code: str, set_version: str | None = None) -> str | None:
        """Give the code of the unit above; none for a province or an unknown code."""
        ...
