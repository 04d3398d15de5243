"""Sealed values open with the keys that sealed them and are found by an index that tells nothing."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from dvctt.kernel.field_encryption import FieldCipher, Unreadable

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
CIPHER = FieldCipher([NEW, OLD], "index")


@given(st.text())
def test_what_is_sealed_opens_and_never_looks_the_same(text: str) -> None:
    token = CIPHER.encrypt(text)
    assert CIPHER.decrypt(token) == text
    assert token != CIPHER.encrypt(text)


def test_a_new_key_opens_what_the_old_one_sealed() -> None:
    token = FieldCipher([OLD], "index").encrypt("001203000123")
    assert CIPHER.decrypt(token) == "001203000123"
    with pytest.raises(Unreadable):
        FieldCipher([NEW], "index").decrypt(token)


@pytest.mark.parametrize("change", [str.lower, lambda token: token + "x", lambda token: token[:-6], lambda token: ""])
def test_an_altered_token_does_not_open(change: Callable[[str], str]) -> None:
    with pytest.raises(Unreadable):
        CIPHER.decrypt(change(CIPHER.encrypt("001203000123")))


def test_the_index_finds_the_same_value_of_the_same_kind() -> None:
    index = CIPHER.blind_index("citizen_id", "001203000123")
    assert index == CIPHER.blind_index("citizen_id", " 001 203-000 123")
    assert len(index) == 64
    assert index != CIPHER.blind_index("tax_code", "001203000123")
    assert index != CIPHER.blind_index("citizen_id", "001203000124")
    assert index != FieldCipher([NEW], "other").blind_index("citizen_id", "001203000123")


@pytest.mark.parametrize(("keys", "index_key"), [([], "index"), ([NEW], ""), (["short"], "index")])
def test_sealing_without_its_keys_does_not_start(keys: list[str], index_key: str) -> None:
    with pytest.raises(ValueError):
        FieldCipher(keys, index_key)
