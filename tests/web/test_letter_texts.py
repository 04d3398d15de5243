"""The ministry's staff read every letter in both languages, with samples; nobody else does."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.kernel import Role
from dvctt.notices import api as notices
from dvctt.ops.command import main
from tests.web.accounts_pages import official, valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator() -> Client:
    return official("vanhanh", Role.OPERATOR, "CNTT")


def test_every_letter_is_listed_and_leads_to_its_preview(operator: Client) -> None:
    text = valid(operator.get(reverse("operator:letter_texts")))
    assert re.findall(r'data-letter="([^"]+)"', text) == list(notices.letter_names())
    assert all(reverse("operator:letter_text", args=name.split("/")) in text for name in notices.letter_names())


@pytest.mark.parametrize("name", ["account/password_link", "dossier/amendment_request", "registration/granted"])
def test_a_letter_is_shown_in_both_languages_as_it_arrives(operator: Client, name: str) -> None:
    text = valid(operator.get(reverse("operator:letter_text", args=name.split("/"))))
    assert re.findall(r'data-language="(\w+)"', text) == ["vi", "en"]
    for language in ("vi", "en"):
        shown = notices.preview(name, language)
        assert shown.subject in text and shown.text.splitlines()[-1] in text
        assert not shown.short or shown.short in text


def test_an_unknown_letter_is_not_found(operator: Client) -> None:
    assert operator.get(reverse("operator:letter_text", args=["account", "nothing"])).status_code == 404


@pytest.mark.parametrize("role", [Role.DESK, Role.VETTER, Role.ADMINISTRATOR])
def test_letters_are_the_operators_to_read(role: Role) -> None:
    other = official("khac", role, "DDBD")
    assert other.get(reverse("operator:letter_texts")).status_code == 403
    assert other.get(reverse("operator:letter_text", args=["account", "password_link"])).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("operator:letter_texts")).status_code == 302


def test_the_command_line_lists_and_previews(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [[name, "product"] for name in notices.letter_names()]
    assert main(["letters", "preview", "registration/granted", "--language", "en"]) == 0
    said, shown = capsys.readouterr().out, notices.preview("registration/granted", "en")
    assert said == f"{shown.subject}\n\n{shown.text}\n\nSMS: {shown.short}\n"
    assert main(["letters", "preview", "account/nothing"]) == 2
