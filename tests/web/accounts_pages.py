"""Browsers of registrants and officers, and the forms that they send."""

import re
from collections.abc import Mapping
from typing import Any

import html5lib
from django.conf import settings
from django.test import Client

from dvctt.accounts import officials, signin
from dvctt.accounts import people as accounts_people
from dvctt.kernel import Role, Text
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.fixtures_mailsink import MailSink


def posted(raw: Mapping[str, Any]) -> dict[str, str]:
    """Answers under the names that a browser sends."""
    flat: dict[str, str] = {}
    for name, value in raw.items():
        flat |= {f"{name}.{key}": one for key, one in value.items()} if isinstance(value, dict) else {name: value}
    return flat


def mailed(mailbox: MailSink, to: str, path: str) -> str:
    """The address under `path` in the latest mail that holds one."""
    outbox.drain()
    for letter in mailbox.messages(to):
        found = re.search(rf"{path}[\w-]+/", str(letter))
        if found:
            return found[0]
    raise AssertionError(f"no mail to {to} with {path}")


def official(username: str, role: Role, unit: str) -> Client:
    """A browser in which an officer is signed in, second factor and all."""
    account = people.official(username, officials.Position(unit, role, Text(vi="Chuyên viên")))
    signin.enrol_totp(account, "JBSWY3DPEHPK3PXP")
    return signed_in(account)


def signed_in(account: accounts_people.Account) -> Client:
    """A browser in which this account is signed in."""
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    if not signin.needs_second_factor(account):
        session = client.session
        session["second_factor"] = str(account.pk)
        session.save()
    return client


def valid(answer: Any) -> str:
    """The page as text, found valid: one h1, no id twice, nothing that the policy bars."""
    text: str = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert len(re.findall("<h1[ >]", text)) == 1
    ids = re.findall(r'\sid="([^"]+)"', re.sub(r"<template>.*?</template>", "", text, flags=re.S))
    assert len(ids) == len(set(ids))
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)
    return text
