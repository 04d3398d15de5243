"""Ids as they come from outside."""

from uuid import UUID

from dvctt.kernel import NotFound


def as_uuid(text: UUID | str) -> UUID:
    """Read an id that came from outside; raises NotFound where it is none."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError:
        raise NotFound(text) from None
