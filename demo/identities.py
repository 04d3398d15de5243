"""Who is known to the demonstration's identity providers: its applicants by number, its officials by user name."""

from pathlib import Path
from typing import Any

from django.conf import settings

from demo import identity
from demo.ministry_people import OFFICIALS
from demo.organisations import Applicant
from dvctt.accounts import officials, providers, signin
from dvctt.kernel import Actor
from examples.identity import register


def know(applicants: list[Applicant], actor: Actor) -> None:
    """Let the providers know everybody, and enter the officials' names; nothing where none is deployed."""
    if not any(one.id == identity.MINISTRY for one in providers.identity_providers()):
        return
    for one in OFFICIALS:
        account = signin.account_named(one.username).id
        if officials.directory_names(actor, account).get(identity.MINISTRY) != one.username:
            officials.set_directory_name(actor, account, identity.MINISTRY, one.username)
    folder = Path(settings.VAR) / "identity"
    secret = identity.secret(folder)
    known = {identity.CITIZENS: _citizens(applicants), identity.MINISTRY: _officials()}
    register.write(folder, {name: _issuer(name, secret, people) for name, people in known.items()})


def _issuer(name: str, secret: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    title = providers.identity_provider(name).name.vi
    client = {"id": identity.CLIENT, "secret": secret, "redirect_uris": [identity.callback(name)]}
    return {"title": title, "clients": [client], "people": people}


def _citizens(applicants: list[Applicant]) -> list[dict[str, Any]]:
    """Individuals first, since their number finds their account; then those who represent organisations."""
    people = sorted(applicants, key=lambda one: one.is_organisation)
    return [
        {
            "sub": one.key, "acr": "loa2", "amr": ["mfa"],
            "claims": {"name": one.person.name, "citizen_id": one.person.number, "birthdate": one.person.born},
        }
        for one in people
    ]  # fmt: skip


def _officials() -> list[dict[str, Any]]:
    return [
        {"sub": f"id-{one.username}", "acr": "loa2", "amr": ["pwd", "mfa"],
         "claims": {"name": one.name, "preferred_username": one.username}}
        for one in OFFICIALS
    ]  # fmt: skip
