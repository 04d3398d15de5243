"""A passkey device of software: answers what a page asks of it as a browser would."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
NUMBER = b"\x07" * 16


@dataclass
class Passkey:
    """One passkey of one site; `holder` is what the site gave as its account's handle."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    site: str = ""
    holder: str = ""

    def created(self, options: dict[str, Any]) -> str:
        """The answer to a page that wants a new passkey."""
        asked = options["publicKey"]
        self.site, self.holder = asked["rp"]["id"], asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, NUMBER, public)
        told = AuthenticatorData.create(self._site, PRESENT | VERIFIED | ATTESTED, 0, credential)
        answer = {"attestationObject": websafe_encode(AttestationObject.create("none", told, {}))}
        return self._told(answer | {"clientDataJSON": websafe_encode(self._client("webauthn.create", asked))})

    def shown(self, options: dict[str, Any]) -> str:
        """The answer to a page that wants the passkey shown."""
        client = self._client("webauthn.get", options["publicKey"])
        told = AuthenticatorData.create(self._site, PRESENT | VERIFIED, 1)
        signature = self.key.sign(bytes(told) + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told({
            "authenticatorData": websafe_encode(told), "clientDataJSON": websafe_encode(client),
            "signature": websafe_encode(signature), "userHandle": self.holder,
        })  # fmt: skip

    @property
    def _site(self) -> bytes:
        return sha256(self.site.encode()).digest()

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        told = {"type": kind, "challenge": asked["challenge"], "origin": f"https://{self.site}", "crossOrigin": False}
        return json.dumps(told).encode()

    def _told(self, answer: dict[str, Any]) -> str:
        number = websafe_encode(NUMBER)
        return json.dumps({
            "type": "public-key", "id": number, "rawId": number, "response": answer, "clientExtensionResults": {},
        })  # fmt: skip
