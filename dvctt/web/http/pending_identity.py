"""Who has just signed in at a provider and has no account here yet: kept sealed in the browser's own session."""

import json
import time
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from dvctt.accounts.providers import ExternalIdentity
from dvctt.journal import api as journal
from dvctt.kernel import Assurance, clock

PENDING = "identity_pending"
SECONDS = 1800
# In the session: the user name for which this browser has just set a password.
USERNAME = "known_username"


def keep(request: HttpRequest, identity: ExternalIdentity) -> None:
    """Keep the identity for half an hour."""
    sealed = journal.cipher().encrypt(json.dumps(asdict(identity)))
    request.session[PENDING] = {"at": time.time(), "identity": sealed}


def kept(request: HttpRequest) -> ExternalIdentity | None:
    """The identity that this browser brought from a provider; None where there is none or it is too old."""
    held = request.session.get(PENDING)
    if not isinstance(held, dict) or not clock.within(held["at"], SECONDS):
        return None
    told: dict[str, Any] = json.loads(journal.cipher().decrypt(held["identity"]))
    return ExternalIdentity(**{**told, "assurance": Assurance(told["assurance"])})


def drop(request: HttpRequest) -> None:
    """Forget it: it was used."""
    request.session.pop(PENDING, None)
