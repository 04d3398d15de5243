"""Sealed values open with the keys that sealed them and are found by an index that tells nothing."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from dvctt.kernel.field_encryption import FieldCipher, Unreadable

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SEALER = FieldCipher([NEW, OLD], "index")


@given(st.text())
def test_what_is_sealed_opens_and_never_looks_the_same(text: str) -> None:
    token = SEALER.seal(text)
    assert SEALER.open(token) == text
    assert token != SEALER.seal(text)


def test_a_new_key_opens_what_the_old_one_sealed() -> None:
    token = FieldCipher([OLD], "index").seal("001203000123")
    assert SEALER.open(token) == "001203000123"
    with pytest.raises(Unreadable):
        FieldCipher([NEW], "index").open(token)


@pytest.mark.parametrize("change", [str.lower, lambda token: token + "x", lambda token: token[:-6], lambda token: ""])
def test_an_altered_token_does_not_open(change: Callable[[str], str]) -> None:
    with pytest.raises(Unreadable):
        SEALER.open(change(SEALER.seal("001203000123")))


def test_the_index_finds_the_same_value_of_the_same_kind() -> None:
    index = SEALER.index("citizen_id", "001203000123")
    assert index == SEALER.index("citizen_id", " 001 203-000 123")
    assert len(index) == 64
    assert index != SEALER.index("tax_code", "001203000123")
    assert index != SEALER.index("citizen_id", "001203000124")
    assert index != FieldCipher([NEW], "other").index("citizen_id", "001203000123")


@pytest.mark.parametrize(("keys", "index_key"), [([], "index"), ([NEW], ""), (["short"], "index")])
def test_sealing_without_its_keys_does_not_start(keys: list[str], index_key: str) -> None:
    with pytest.raises(ValueError):
        FieldCipher(keys, index_key)
