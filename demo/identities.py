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
    if not any(provider.id == identity.MINISTRY for provider in providers.identity_providers()):
        return
    for official in OFFICIALS:
        account = signin.account_named(official.username).id
        if officials.directory_names(actor, account).get(identity.MINISTRY) != official.username:
            officials.set_directory_name(actor, account, identity.MINISTRY, official.username)
    folder = Path(settings.VAR) / "identity"
    secret = identity.secret(folder)
    registers = {identity.CITIZENS: _citizens(applicants), identity.MINISTRY: _officials()}
    register.write(folder, {name: _issuer(name, secret, people) for name, people in registers.items()})


def _issuer(name: str, secret: str, people: list[dict[str, Any]]) -> dict[str, Any]:
    title = providers.identity_provider(name).name.vi
    client = {"id": identity.CLIENT, "secret": secret, "redirect_uris": [identity.callback(name)]}
    return {"title": title, "clients": [client], "people": people}


def _citizens(applicants: list[Applicant]) -> list[dict[str, Any]]:
    """Individuals first, since their number finds their account; then those who represent organisations."""
    people = sorted(applicants, key=lambda applicant: applicant.is_organisation)
    return [
        {
            "sub": applicant.key, "acr": "loa2", "amr": ["mfa"],
            "claims": {"name": applicant.person.name, "citizen_id": applicant.person.number,
                       "birthdate": applicant.person.born},
        }
        for applicant in people
    ]  # fmt: skip


def _officials() -> list[dict[str, Any]]:
    return [
        {"sub": f"id-{official.username}", "acr": "loa2", "amr": ["pwd", "mfa"],
         "claims": {"name": official.name, "preferred_username": official.username}}
        for official in OFFICIALS
    ]  # fmt: skip
