"""A browser without script: what it sends from the forms that a page holds."""

import re
from typing import Any
from uuid import UUID

import html5lib
from django.conf import settings
from django.test import Client

from dvctt.accounts.models import Account
from dvctt.kernel import Actor
from tests.fixtures_casework import World

MOST_QUERIES = 15


def browser(actor: Actor) -> Client:
    """A browser in which the actor has signed in."""
    client = Client()
    sign_in(client, actor)
    return client


def sign_in(client: Client, actor: Actor) -> None:
    """Sign in in a browser that has been used before."""
    client.force_login(Account.objects.get(pk=actor.id), backend=settings.AUTHENTICATION_BACKENDS[-1])


def address(dossier: UUID, rest: str = "") -> str:
    """A page of a dossier."""
    return f"/me/dossiers/{dossier}/{rest}"


def valid(response: Any) -> str:
    """The text of a page, once it has been parsed strictly and no id stands twice."""
    text = str(response.content.decode())
    html5lib.HTMLParser(strict=True).parse(text)
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template>.*?</template>", "", text, flags=re.S))
    assert len(ids) == len(set(ids))
    assert len(re.findall("<h1[ >]", text)) == 1
    return text


def hidden(response: Any, name: str) -> str:
    """The value of a hidden input of the page's form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None
    return found[1]


def posted(values: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Answers as a browser sends them: `id.part`, `table.0.column`, dates as people write them."""
    sent: dict[str, Any] = {}
    for name, value in values.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            sent.update(posted(value, f"{path}."))
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, row in enumerate(value):
                sent.update(posted(row, f"{path}.{index}."))
        elif isinstance(value, bool):
            sent[path] = "true" if value else "false"
        else:
            sent[path] = value if isinstance(value, list) else _typed(str(value))
    return sent


def _typed(value: str) -> str:
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", value)
    return f"{day[3]}/{day[2]}/{day[1]}" if day else value


def fill(client: Client, world: World, dossier: UUID) -> str:
    """Send every section of the form as it is drawn; gives where the last one leads."""
    here = client.get(address(dossier, "form/")).headers["Location"]
    while "/form/" in here:
        page = client.get(here)
        assert page.status_code == 200
        here = client.post(
            here, {**posted(world.answers["values"]), "seen": hidden(page, "seen"), "go": "next"}
        ).headers["Location"]
    return here
