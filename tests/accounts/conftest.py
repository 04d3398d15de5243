"""Who vets, as a test chooses."""

from collections.abc import Callable

import pytest

from dvctt.ministry import api as ministry
from tests.accounts.people import OPERATOR


@pytest.fixture
def vetting() -> Callable[..., None]:
    """Set who vets which kind."""

    def choose(**kinds: str) -> None:
        for kind, who in kinds.items():
            ministry.set_setting(OPERATOR, f"accounts.vetting.{kind}", who)

    return choose
