"""Whether a declaration was signed by its owner: by the number in the certificate, however it is written."""

from types import SimpleNamespace
from typing import Any

import pytest

from dvctt.casework.drafts import declaration

STANDING: Any = SimpleNamespace(dossier=SimpleNamespace(owner_id="x"))


@pytest.mark.parametrize(
    ("known", "told", "same"),
    [
        ({"0314409058-002"}, "0314409058002", True), ({"0314409058-002"}, "0314409058-002", True),
        ({"0314409058"}, "0314409058-002", False), ({"B1234567"}, "b1234567", True), ({""}, "", False),
        ({"0100233488", ""}, "", False), (set(), "0100233488", False),
    ],
)  # fmt: skip
def test_the_owner_signed(monkeypatch: pytest.MonkeyPatch, known: set[str], told: str, same: bool) -> None:
    monkeypatch.setattr(declaration.people, "signing_numbers", lambda _owner: known)
    view: Any = SimpleNamespace(signers=[SimpleNamespace(uid_number=told)])
    assert declaration._signed_by_owner(STANDING, view) is same
