"""Officers' browsers and the dossiers in front of them."""

from uuid import UUID

from django.test import Client

from dvctt.kernel import Actor
from tests.web.walking import browser


def officer_browser(actor: Actor) -> Client:
    """A browser in which an officer has signed in with both factors."""
    client = browser(actor)
    session = client.session
    session["second_factor"] = actor.id
    session.save()
    return client


def place(dossier: UUID, rest: str = "") -> str:
    """A page of a dossier in the officers' area."""
    return f"/officer/dossiers/{dossier}/{rest}"
