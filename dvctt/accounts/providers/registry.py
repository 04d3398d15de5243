"""The identity providers of this deployment: data from the file that DVCTT_IDENTITY_PROVIDERS names."""

import os
from functools import cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dvctt.kernel import Assurance, NotFound, Text

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


class ClaimNames(BaseModel):
    """Under which names a provider tells what; an empty name is something that it does not tell."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "name"
    identity_number: str = ""
    birth_date: str = ""
    tax_code: str = ""
    directory_name: str = ""


class IdentityProvider(BaseModel):
    """One provider: who it is, who signs in by it, what its tokens say and how far it is believed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: Text
    issuer: str
    client_id: str = Field(min_length=1)
    secret_file: str = ""
    secret_env: str = ""
    audience: Literal["applicant", "officer"]
    claims: ClaimNames = ClaimNames()
    # Level of assurance by the value of `acr`; what is not named is `low`.
    assurance: dict[str, Assurance] = {}
    # Values of `amr` that say that a second factor was asked for there.
    second_factor: frozenset[str] = frozenset({"mfa", "otp", "hwk"})
    # Whether its identity number is believed, and whether an address that it calls verified is offered for filling in.
    identity_trusted: bool = False
    email_trusted: bool = False
    scopes: tuple[str, ...] = ("openid", "profile")
    acr_values: str = ""
    userinfo: bool = False
    algorithms: tuple[Literal["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"], ...] = ("RS256", "ES256")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        url = urlsplit(self.issuer)
        local = url.scheme == "http" and url.hostname in LOCAL
        if not url.hostname or url.query or url.fragment or not (url.scheme == "https" or local):
            raise ValueError(f"issuer {self.issuer!r} must be an https address (http on this machine alone)")
        if bool(self.secret_file) == bool(self.secret_env):
            raise ValueError("give either secret_file or secret_env")
        if "openid" not in self.scopes:
            raise ValueError("scopes must hold openid")
        return self

    @property
    def secret(self) -> str:
        """The client's secret; raises ImproperlyConfigured where it is not there."""
        if self.secret_env:
            found = os.environ.get(self.secret_env, "")
        else:
            path = Path(self.secret_file)
            found = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
        if not found:
            raise ImproperlyConfigured(f"identity provider {self.id}: the client's secret is not there")
        return found

    @property
    def origin(self) -> str:
        """Scheme, host and port, as a content security policy names them."""
        url = urlsplit(self.issuer)
        return f"{url.scheme}://{url.netloc}"

    def level(self, acr: object) -> Assurance:
        """The level of assurance that a value of `acr` stands for; `low` for one that is not named."""
        return self.assurance.get(acr, Assurance.LOW) if isinstance(acr, str) else Assurance.LOW


def providers(audience: str = "") -> tuple[IdentityProvider, ...]:
    """Give the providers, or those for `applicant` or `officer`; raises ImproperlyConfigured for a faulty file."""
    known = _read(str(settings.IDENTITY_PROVIDERS))
    return tuple(one for one in known if audience in ("", one.audience))


def provider(provider_id: str) -> IdentityProvider:
    """Give a provider by its id; raises NotFound."""
    for one in providers():
        if one.id == provider_id:
            return one
    raise NotFound(f"identity provider {provider_id}")


@cache
def _read(path: str) -> tuple[IdentityProvider, ...]:
    if not path:
        return ()
    try:
        raw = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
        known = tuple(IdentityProvider.model_validate(one) for one in raw["providers"])
    except (OSError, yaml.YAMLError, TypeError, KeyError, ValidationError) as error:
        raise ImproperlyConfigured(f"DVCTT_IDENTITY_PROVIDERS ({path}): {error}") from None
    if len({one.id for one in known}) != len(known) or len({one.issuer for one in known}) != len(known):
        raise ImproperlyConfigured(f"DVCTT_IDENTITY_PROVIDERS ({path}): an id or an issuer stands there twice")
    return known
