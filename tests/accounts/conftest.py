"""Who vets, as a test chooses."""

from collections.abc import Callable

import pytest

from tests.guards import settle


@pytest.fixture
def vetting() -> Callable[..., None]:
    """Set who vets which kind."""

    def choose(**kinds: str) -> None:
        for kind, who in kinds.items():
            settle(f"accounts.vetting.{kind}", who)

    return choose
