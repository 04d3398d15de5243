"""What the product supplies to every bundle: facts for conditions, and the notices that it can send."""

from collections.abc import Iterable

FACTS = frozenset({"form_valid", "components_complete", "declaration_ready", "authority_confirmed"})
_notices: set[str] = set()


def supply_notices(names: Iterable[str]) -> None:
    """Make notices known to the checker: called in `AppConfig.ready` by the package that writes their letters."""
    _notices.update(names)


def notices() -> frozenset[str]:
    """The names of the notices that a bundle may send."""
    return frozenset(_notices)
