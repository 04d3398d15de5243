"""Whether an ID token may be believed (OpenID Connect Core 3.1.3.7): allauth leaves most of this to TLS, we do not."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

Claims = dict[str, Any]
KeySet = Sequence[Mapping[str, Any]]
# Clocks differ by so many seconds.
LEEWAY = 30
REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}


class IdentityRefused(OAuth2Error):  # type: ignore[misc]
    """The provider's answer is not believed; `code` says why, without anything personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def verified(
    token: object, keys: Callable[[bool], KeySet], *, issuer: str, client_id: str, nonce: str,
    algorithms: Sequence[str], access_token: str,
) -> Claims:  # fmt: skip
    """Give the claims of an ID token that holds in every respect; raises IdentityRefused.

    `keys(fresh)` gives the issuer's published keys, asked for anew where `fresh`: a key that is not known yet may have
    been rotated in.
    """
    try:
        header = jwt.get_unverified_header(token if isinstance(token, str) else "")
    except jwt.PyJWTError:
        raise IdentityRefused("malformed") from None
    algorithm = str(header.get("alg"))
    if algorithm not in algorithms:
        raise IdentityRefused("algorithm")
    key = _key(keys(False), header.get("kid"), algorithm) or _key(keys(True), header.get("kid"), algorithm)
    if key is None:
        raise IdentityRefused("key_unknown")
    claims = _decoded(str(token), key, algorithm, issuer, client_id)
    _check(claims, client_id, nonce, access_token, algorithm)
    return claims


def _decoded(token: str, key: jwt.PyJWK, algorithm: str, issuer: str, client_id: str) -> Claims:
    reasons: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
        (jwt.InvalidSignatureError, "signature"),
        (jwt.ExpiredSignatureError, "expired"),
        (jwt.ImmatureSignatureError, "not_yet_valid"),
        (jwt.InvalidIssuerError, "issuer"),
        (jwt.InvalidAudienceError, "audience"),
    )
    try:
        claims: Claims = jwt.decode(
            token, key, algorithms=[algorithm], audience=client_id, issuer=issuer, leeway=LEEWAY,
            options={"require": REQUIRED},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        code = next((code for kind, code in reasons if isinstance(error, kind)), "malformed")
        raise IdentityRefused(code) from None
    return claims


def _check(claims: Claims, client_id: str, nonce: str, access_token: str, algorithm: str) -> None:
    audience, party = claims["aud"], claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in (None, client_id):
        raise IdentityRefused("audience")
    if not nonce or claims.get("nonce") != nonce:
        raise IdentityRefused("nonce")
    if "auth_time" in claims and not _past(claims["auth_time"]):
        raise IdentityRefused("auth_time")
    if "at_hash" in claims and claims["at_hash"] != _left_half(access_token, algorithm):
        raise IdentityRefused("at_hash")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise IdentityRefused("subject")


def proved_at(claims: Claims, asked_at: float | None = None) -> float:
    """Give when the provider asked who is there, in seconds since 1970; 0 where the claims of its ID token do not say.

    `asked_at` is when it was told to ask anew: raises IdentityRefused where it does not say that it did since.
    """
    told = claims.get("auth_time")
    if asked_at is not None and told is None:
        raise IdentityRefused("auth_time_missing")
    if asked_at is not None and float(told or 0) < asked_at - LEEWAY:
        raise IdentityRefused("auth_time_old")
    return min(float(told or 0), time.time())


def _past(told: object) -> bool:
    """Whether it is a moment that is not still to come, as far as clocks agree."""
    return isinstance(told, int | float) and not isinstance(told, bool) and 0 < told <= time.time() + LEEWAY


def _key(keys: KeySet, kid: object, algorithm: str) -> jwt.PyJWK | None:
    """The one key that may have signed: by its id, or the only one of its kind where the token names none."""
    fit = [one for one in keys if one.get("kty") == KINDS[algorithm[:2]] and one.get("use", "sig") == "sig"]
    fit = [one for one in fit if one.get("alg", algorithm) == algorithm and kid in (None, one.get("kid"))]
    if len(fit) != 1:
        return None
    try:
        return jwt.PyJWK(dict(fit[0]), algorithm=algorithm)
    except jwt.PyJWTError:
        return None


def _left_half(text: str, algorithm: str) -> str:
    """The left half of the hash that belongs to the signature, as `at_hash` has it (3.1.3.6)."""
    hashed = hashlib.new(f"sha{algorithm[2:] if algorithm != 'EdDSA' else '512'}", text.encode()).digest()
    return base64.urlsafe_b64encode(hashed[: len(hashed) // 2]).rstrip(b"=").decode()
