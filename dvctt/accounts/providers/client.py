"""What is asked of an identity provider over HTTP: its configuration, its keys, a token for a code."""

import atexit
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from dvctt.accounts.providers.registry import IdentityProvider
from dvctt.accounts.providers.tokens import Claims, IdentityRefused, KeySet

# Seconds that an answer may take, and that configuration and keys are kept.
PATIENCE = 5
KEPT = 600
MOST = 1_000_000
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

_kept: dict[tuple[str, str], tuple[float, Claims]] = {}


def configuration(provider: IdentityProvider) -> Claims:
    """Give the provider's own description; raises IdentityRefused where it names another issuer or is silent."""
    address = f"{provider.issuer}/.well-known/openid-configuration"
    told = _known(provider, address)
    wanted = (*ENDPOINTS, "userinfo_endpoint") if provider.userinfo else ENDPOINTS
    sound = told.get("issuer") == provider.issuer
    if not sound or not all(_reachable(provider, told.get(name)) for name in wanted):
        _kept.pop((provider.id, address), None)
        raise IdentityRefused("discovery" if sound else "discovery_issuer")
    return told


def keys(provider: IdentityProvider, *, fresh: bool) -> KeySet:
    """Give the provider's published keys; raises IdentityRefused where it is silent."""
    found = _known(provider, str(configuration(provider)["jwks_uri"]), fresh=fresh).get("keys")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def exchanged(provider: IdentityProvider, code: str, verifier: str, redirect_uri: str) -> Claims:
    """Exchange a code for tokens, proving that it was asked for here (PKCE); raises IdentityRefused."""
    told = configuration(provider)
    methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier,
        "client_id": provider.client_id,
    }  # fmt: skip
    basic = None
    if isinstance(methods, list) and "client_secret_post" not in methods:
        basic = httpx.BasicAuth(provider.client_id, provider.secret)
    else:
        form["client_secret"] = provider.secret
    tokens = _asked("POST", str(told["token_endpoint"]), data=form, auth=basic)
    if not isinstance(tokens.get("access_token"), str) or "id_token" not in tokens:
        raise IdentityRefused("token_answer")
    return tokens


def userinfo(provider: IdentityProvider, access_token: str, subject: str) -> Claims:
    """Ask for more claims about the person of the token; raises IdentityRefused where they are about another."""
    address = str(configuration(provider)["userinfo_endpoint"])
    told = _asked("GET", address, headers={"Authorization": f"Bearer {access_token}"})
    if told.get("sub") != subject:
        raise IdentityRefused("userinfo_subject")
    return told


def forget() -> None:
    """Ask for configurations and keys anew from now on."""
    _kept.clear()


def _known(provider: IdentityProvider, address: str, *, fresh: bool = False) -> Claims:
    kept = _kept.get((provider.id, address))
    if kept is not None and not fresh and time.monotonic() < kept[0]:
        return kept[1]
    told = _asked("GET", address)
    _kept[provider.id, address] = (time.monotonic() + KEPT, told)
    return told


def _asked(
    method: str, address: str, *, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None,
    auth: httpx.BasicAuth | None = None,
) -> Claims:  # fmt: skip
    """Give the JSON object at an address, where no redirect is followed; raises IdentityRefused."""
    try:
        answer = _http().request(method, address, data=data, headers=headers, auth=auth)
    except (httpx.HTTPError, httpx.InvalidURL):
        raise IdentityRefused("unreachable") from None
    if answer.status_code in (400, 401, 403):
        raise IdentityRefused("code_refused" if method == "POST" else "unreachable")
    if answer.status_code != 200 or len(answer.content) > MOST:
        raise IdentityRefused("unreachable")
    try:
        told: Any = answer.json()
    except ValueError:
        raise IdentityRefused("malformed") from None
    if not isinstance(told, dict):
        raise IdentityRefused("malformed")
    return told


@cache
def _http() -> httpx.Client:
    """One client for the process, closed at its end: making one reads all certificates of the machine."""
    client = httpx.Client(timeout=PATIENCE, follow_redirects=False)
    atexit.register(client.close)
    return client


def _reachable(provider: IdentityProvider, address: object) -> bool:
    """Whether an endpoint is an address of the same scheme as the issuer's."""
    scheme = provider.issuer.partition("://")[0]
    return isinstance(address, str) and address.startswith(f"{scheme}://")
