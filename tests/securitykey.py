"""The security key that tests hold in their hand: it counts, and says whether its holder was verified."""

import hashlib
import json
import secrets
import struct
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

from dvctt.accounts.adapters import site

PRESENT, VERIFIED, WITH_KEY = 1, 4, 0x40


class SecurityKey:
    """A key made for one host, with one credential."""

    def __init__(self, host: str = "localhost") -> None:
        self.host, self.counter = host, 0
        # What the browser says of the page that asks.
        self.origin, self.in_a_frame = site.origin(), False
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)

    def made(self, challenge: str) -> dict[str, Any]:
        """What it answers when it is registered; the holder is not verified."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self._private.public_key())))
        data = self._data(PRESENT | WITH_KEY) + bytes(16) + struct.pack(">H", len(self._id)) + self._id + public
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client("webauthn.create", challenge), attestationObject=made
        )  # fmt: skip

    def touched(self, challenge: str, *, verified: bool, handle: str = "") -> dict[str, Any]:
        """What it answers when it is touched; `handle` names whose it says to be."""
        self.counter += 1
        client = self._client("webauthn.get", challenge)
        data = self._data(PRESENT | (VERIFIED if verified else 0))
        signature = self._private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)
        answer["response"]["userHandle"] = handle
        return answer

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.counter)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.in_a_frame}
        return json.dumps(told).encode()

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        named, response = websafe_encode(self._id), {name: websafe_encode(part) for name, part in parts.items()}
        return {
            "id": named, "rawId": named, "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": False}},
        }  # fmt: skip
