"""Officers' browsers and the dossiers in front of them."""

from typing import Any
from uuid import UUID

from django.test import Client

from demo.browser import filled
from demo.pages import read_page
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


def would_send(answer: Any, url: str, typed: dict[str, Any], having: str = "key") -> dict[str, Any]:
    """What a browser without script would send of a page's form once so much is typed; answers are told by their names.

    What the form does not ask is left out.
    """
    form = read_page(url, answer.status_code, answer.content.decode()).form(having=having)
    assert form is not None, answer.content.decode()
    sent: dict[str, list[str]] = {}
    for name, value in filled(form, {name: value for name, value in typed.items() if name in form.names()}):
        sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}
