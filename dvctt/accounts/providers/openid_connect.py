"""django-allauth as a client of identity providers, with every check that it leaves out.

allauth 65 keeps the state of a sign-in in the session and takes it out once; it has PKCE where told so. It neither
sends nor compares a nonce, does not check the signature of a token that it fetched itself, compares the issuer with
what the discovery document says of itself, and takes claims from `userinfo` without comparing the subject. Those
steps are done here.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from dvctt.accounts.providers import client as oidc_client
from dvctt.accounts.providers import registry, tokens
from dvctt.accounts.providers.registry import IdentityProvider
from dvctt.accounts.providers.tokens import Claims, IdentityRefused
from dvctt.journal import api as journal
from dvctt.kernel import Assurance

CALLBACK = "identity_callback"
LONGEST = 300
# The process of who is signed in here and proves it anew.
RENEW = "renew"


@dataclass(frozen=True)
class ExternalIdentity:
    """Who a provider says has signed in there; what it does not tell, or is not believed in, is empty.

    `proved_at` is when it last asked for a password or the like, in seconds since 1970; 0 where it does not say.
    """

    provider: str
    subject: str
    assurance: Assurance = Assurance.LOW
    second_factor: bool = False
    name: str = ""
    identity_number: str = ""
    birth_date: str = ""
    tax_code: str = ""
    directory_name: str = ""
    email: str = ""
    proved_at: float = 0.0

    @property
    def uid(self) -> str:
        """What is stored of the subject: a blind index, since some providers use the identity number itself.

        The index overlooks case and punctuation, which tell subjects apart; a digest goes in, so that they do.
        """
        exact = hashlib.sha256(self.subject.encode()).hexdigest()
        return journal.cipher().blind_index(f"subject:{self.provider}", exact)


class Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider of this deployment: PKCE always, a nonce always, and nothing of the answer kept but its digest."""

    @property
    def spec(self) -> IdentityProvider:
        """The provider as the deployment describes it; raises NotFound."""
        return registry.provider(self.app.provider_id)

    def leave(self, request: HttpRequest, process: str, following: str, account: str) -> HttpResponseBase:
        """Send the browser to the provider; raises IdentityRefused where that is silent.

        `process` is `login`, `connect` or `renew`; `account` is who asks to connect, or to prove it anew. The provider
        is then told to ask, whoever is signed in there, and to say when it did.
        """
        nonce, spec = secrets.token_urlsafe(24), self.spec
        parameters = {"nonce": nonce} | ({"acr_values": spec.acr_values} if spec.acr_values else {})
        oidc_client.configuration(spec)  # asked before allauth does, which would not say for what somebody left
        renewing = process == RENEW
        if renewing:
            parameters |= {"prompt": "login", "max_age": "0"}
        response: HttpResponseBase = self.redirect(
            request, process, next_url=following or None, auth_params=parameters, nonce=nonce, account=account,
            scope=list(spec.scopes), **({"asked_at": time.time()} if renewing else {}),
        )  # fmt: skip
        return response

    def get_oauth2_adapter(self, request: HttpRequest) -> "Client":
        """Give our protocol."""
        return Client(request, self.app.provider_id)

    def extract_uid(self, data: ExternalIdentity) -> str:
        """Give what the external identity is known by here."""
        return data.uid

    def extract_extra_data(self, data: ExternalIdentity) -> dict[str, str]:
        """Keep the subject sealed, so that the index can be made anew with another key."""
        return {"subject": journal.cipher().encrypt(data.subject)}

    def extract_common_fields(self, data: ExternalIdentity) -> dict[str, str]:
        """Fill in nothing: no account is made of what a provider says."""
        return {}

    def extract_email_addresses(self, data: ExternalIdentity) -> list[Any]:
        """Take no address: none is ever compared with an account's."""
        return []


class Client(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The protocol with one provider."""

    state: dict[str, Any]

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        self.spec = registry.provider(provider_id)
        self.state = {}

    @property
    def openid_config(self) -> Claims:
        """The provider's description, of which the issuer is the one we were told."""
        return oidc_client.configuration(self.spec)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Give the one address of ours that the provider knows, whatever host the request names."""
        return f"{settings.BASE_URL}{reverse(CALLBACK, args=[self.spec.id])}"

    def get_client(self, request: HttpRequest, app: SocialApp) -> Any:
        """Give what writes the address of the authorization request."""
        here = self.get_callback_url(request, app)
        return self.client_class(request, self.spec.client_id, "", "POST", "", here, scope_delimiter=" ")

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> Claims:
        """Exchange the code; raises IdentityRefused."""
        answering = request.GET.get("iss")
        if answering is not None and answering != self.spec.issuer:
            raise IdentityRefused("answer_issuer")
        code, here = request.GET.get("code", ""), self.get_callback_url(request, app)
        return oidc_client.exchanged(self.spec, code, pkce_code_verifier or "", here)

    def parse_token(self, data: Claims) -> SocialToken:
        """Hold the access token for this request; none is stored."""
        return SocialToken(token=data["access_token"])

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Believe the ID token, or raise IdentityRefused; the login carries `identity`."""
        claims = tokens.verified(
            kwargs["response"]["id_token"], lambda fresh: oidc_client.keys(self.spec, fresh=fresh),
            issuer=self.spec.issuer, client_id=self.spec.client_id, nonce=str(self.state.get("nonce", "")),
            algorithms=self.spec.algorithms, access_token=token.token,
        )  # fmt: skip
        proved_at = tokens.proved_at(claims, self.state.get("asked_at"))
        if self.spec.userinfo:
            claims = {**oidc_client.userinfo(self.spec, token.token, claims["sub"]), **claims}
        identity = identity_of(self.spec, claims, proved_at)
        login = self.get_provider().sociallogin_from_response(request, identity)
        login.identity = identity
        return login


def app_of(spec: IdentityProvider) -> SocialApp:
    """Give the provider as allauth wants it; never stored."""
    return SocialApp(
        provider=OpenIDConnectProvider.id, provider_id=spec.id, name=spec.name.vi[:40], client_id=spec.client_id,
        settings={"server_url": spec.issuer, "oauth_pkce_enabled": True},
    )  # fmt: skip


def identity_of(spec: IdentityProvider, claims: Claims, proved_at: float = 0.0) -> ExternalIdentity:
    """Read the claims by the names that the deployment gives; what the provider is not trusted for is left out."""
    level, names = spec.level(claims.get("acr")), spec.claims
    methods = claims.get("amr")
    asked = isinstance(methods, list) and any(one in spec.second_factor for one in methods if isinstance(one, str))
    trusted = spec.identity_trusted
    return ExternalIdentity(
        provider=spec.id,
        subject=claims["sub"],
        assurance=level,
        second_factor=asked or level == Assurance.HIGH,
        name=_text(claims, names.name),
        identity_number=_text(claims, names.identity_number) if trusted else "",
        birth_date=_text(claims, names.birth_date) if trusted else "",
        tax_code=_text(claims, names.tax_code) if trusted else "",
        directory_name=_text(claims, names.directory_name),
        email=_text(claims, "email") if spec.email_trusted and claims.get("email_verified") is True else "",
        proved_at=proved_at,
    )


def _text(claims: Claims, name: str) -> str:
    value = claims.get(name, "") if name else ""
    return value.strip() if isinstance(value, str) and len(value) <= LONGEST and value.isprintable() else ""
