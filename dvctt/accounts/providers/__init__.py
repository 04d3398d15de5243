"""The identity providers of this deployment, and the identities of theirs that accounts are linked to."""

from dvctt.accounts.providers.identities import (
    LinkedIdentity,
    answers_of,
    identities_of,
    identity_holder,
    identity_match,
    link_entered_identity,
    link_identity,
    providers_of,
    unlink_identity,
)
from dvctt.accounts.providers.openid_connect import RENEW, ExternalIdentity
from dvctt.accounts.providers.openid_connect import Client as IdentityClient
from dvctt.accounts.providers.openid_connect import Provider as AllauthProvider
from dvctt.accounts.providers.openid_connect import app_of as identity_app
from dvctt.accounts.providers.registry import IdentityProvider
from dvctt.accounts.providers.registry import provider as identity_provider
from dvctt.accounts.providers.registry import providers as identity_providers
from dvctt.accounts.providers.tokens import IdentityRefused

__all__ = [
    "RENEW",
    "AllauthProvider",
    "ExternalIdentity",
    "IdentityClient",
    "IdentityProvider",
    "IdentityRefused",
    "LinkedIdentity",
    "answers_of",
    "identities_of",
    "identity_app",
    "identity_holder",
    "identity_match",
    "identity_provider",
    "identity_providers",
    "link_entered_identity",
    "link_identity",
    "providers_of",
    "unlink_identity",
]
