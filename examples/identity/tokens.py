"""Signing keys and ID tokens, true ones and, where a test asks for it, false ones."""

import base64
import hashlib
import json
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

Claims = dict[str, Any]
LIFE = 300

# What a lie changes in the claims of a token.
CLAIM_LIES: dict[str, Callable[[Claims], Claims]] = {
    "issuer": lambda claims: {**claims, "iss": "https://elsewhere.example"},
    "audience": lambda claims: {**claims, "aud": "another-client"},
    "party": lambda claims: {**claims, "aud": [claims["aud"], "another-client"], "azp": "another-client"},
    "nonce": lambda claims: {**claims, "nonce": "another-nonce"},
    "no_nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "expired": lambda claims: {**claims, "iat": claims["iat"] - 7200, "exp": claims["iat"] - 3600},
    "no_expiry": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "future": lambda claims: {**claims, "iat": claims["iat"] + 3600, "exp": claims["exp"] + 3600},
    "at_hash": lambda claims: {**claims, "at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "no_auth_time": lambda claims: {name: value for name, value in claims.items() if name != "auth_time"},
    "old_auth_time": lambda claims: {**claims, "auth_time": claims["auth_time"] - 3600},
    "future_auth_time": lambda claims: {**claims, "auth_time": claims["auth_time"] + 3600},
    "no_subject": lambda claims: {**claims, "sub": ""},
}
# What a lie changes in how a token is signed.
KEY_LIES = frozenset({"signature", "unknown_key", "unsigned", "symmetric"})


class Keys:
    """The signing keys of one issuer, kept in a file; the newest signs, older ones stay published."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.keys.json"
        if not self._path.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            self._store([_fresh()])

    def rotate(self) -> None:
        """Sign with a fresh key from now on."""
        self._store([_fresh(), *self._held()[:2]])

    def published(self) -> Claims:
        """The JWKS document."""
        return {"keys": [_public(one) for one in self._held()]}

    def sign(self, claims: Claims, lie: str = "") -> str:
        """The token, signed as the lie has it."""
        held = self._held()[0]
        kid, pem = held["kid"], held["pem"]
        if lie == "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers={"kid": kid})
        if lie == "symmetric":
            return jwt.encode(claims, str(_public(held)["n"]), algorithm="HS256", headers={"kid": kid})
        if lie == "signature":
            pem = _fresh()["pem"]
        if lie == "unknown_key":
            kid = "unknown"
        return jwt.encode(claims, pem, algorithm="RS256", headers={"kid": kid})

    def _held(self) -> list[dict[str, str]]:
        held: list[dict[str, str]] = json.loads(self._path.read_text())
        return held

    def _store(self, keys: list[dict[str, str]]) -> None:
        self._path.touch(mode=0o600)
        self._path.write_text(json.dumps(keys))


def claims_of(
    issuer: str, client: str, sub: str, more: Claims, *, nonce: str, access_token: str, acr: str, amr: tuple[str, ...],
    auth_time: int,
) -> Claims:  # fmt: skip
    """The claims of a true ID token; `auth_time` is when the person signed in at the issuer."""
    now = int(time.time())
    told: Claims = {
        **more, "iss": issuer, "aud": client, "sub": sub, "iat": now, "auth_time": auth_time, "exp": now + LIFE,
        "at_hash": left_half(access_token),
    }  # fmt: skip
    told |= {name: value for name, value in (("nonce", nonce), ("acr", acr), ("amr", list(amr))) if value}
    return told


def left_half(text: str) -> str:
    """The left half of a SHA-256, as `at_hash` has it."""
    half = hashlib.sha256(text.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _fresh() -> dict[str, str]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()  # fmt: skip
    return {"kid": uuid.uuid4().hex, "pem": pem}


def _public(held: dict[str, str]) -> Claims:
    key = serialization.load_pem_private_key(held["pem"].encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    public: Claims = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": held["kid"], "alg": "RS256", "use": "sig"}
