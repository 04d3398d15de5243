"""Sealing of sensitive values at rest: encrypted text, and a keyed index for exact look-up."""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(Exception):
    """A sealed value opens with none of the keys, or was altered."""


class FieldCipher:
    """Encrypts under the first of `keys` (32 bytes each in url-safe base64) and decrypts what any of them encrypted."""

    def __init__(self, keys: Sequence[str], index_key: str) -> None:
        if not keys or not index_key:
            raise ValueError("encryption needs a key and an index key")
        self._newest = Fernet(keys[0])
        self._box = MultiFernet([self._newest, *(Fernet(key) for key in keys[1:])])
        self._index_key = index_key.encode()

    def encrypt(self, text: str) -> str:
        """The text encrypted and authenticated; two calls never give the same."""
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """The text that was encrypted; raises Unreadable."""
        try:
            text = self._box.decrypt(token.encode()).decode()
            whole = base64.urlsafe_b64encode(base64.urlsafe_b64decode(token)).decode() == token
        except (InvalidToken, ValueError) as error:
            raise Unreadable from error
        if not whole:  # decoding overlooks what stands behind the padding
            raise Unreadable
        return text

    def renew(self, token: str) -> str | None:
        """The same under the newest key, its moment of encryption kept; None where it is; raises Unreadable."""
        try:
            self._newest.decrypt(token.encode())
        except InvalidToken:
            self.decrypt(token)
            return self._box.rotate(token.encode()).decode()
        return None

    def blind_index(self, kind: str, text: str) -> str:
        """A keyed hash, 64 hexadecimal digits, by which equal values of one kind are found without being read.

        Case, spaces and punctuation do not count: `001 203-000 123` equals `001203000123`.
        """
        plain = "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())
        return hmac.new(self._index_key, f"{kind}\0{plain}".encode(), hashlib.sha256).hexdigest()
