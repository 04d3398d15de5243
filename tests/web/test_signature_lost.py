"""A change after the signature: told before it is made, and wherever the dossier would be signed anew."""

import pytest
from django.test import Client

from dvctt.casework import api as casework
from dvctt.casework.models import Declaration
from tests.fixtures_casework import World
from tests.web.walking import address, browser, hidden, valid

SIGNED, LOST = 'data-signature="signed"', 'data-signature="lost"'
SECTION = "form/nguoi_dai_dien/"


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def test_a_change_after_the_signature_is_told_before_and_after(client: Client, surveying: World) -> None:
    dossier = surveying.ready()
    page = client.get(address(dossier, SECTION))
    assert SIGNED in valid(page) and LOST not in page.content.decode()
    assert LOST not in valid(client.get(address(dossier, "review/")))
    client.post(address(dossier, SECTION), {"seen": hidden(page, "seen"), "dai_dien_chuc_vu": "Phó giám đốc"})
    for place in (SECTION, "review/", "declaration/"):
        text = valid(client.get(address(dossier, place)))
        assert LOST in text and SIGNED not in text, place


def test_a_save_that_changes_nothing_keeps_the_signature(surveying: World) -> None:
    dossier, applicant = surveying.ready(), surveying.people["applicant"]
    draft = casework.draft_page(applicant, dossier)
    section = next(one for one in draft.form.sections if one.id == "nguoi_dai_dien")
    same = {field.id: draft.values[field.id] for field in section.fields if field.id in draft.values}
    casework.save_draft(applicant, dossier, same, section="nguoi_dai_dien", saves=draft.saves)
    assert casework.dossier_page(applicant, dossier).signature == "signed"
    assert Declaration.objects.get(dossier=dossier).state == "valid"


def test_a_draft_never_signed_says_nothing_of_signatures(client: Client, surveying: World) -> None:
    dossier = surveying.open()
    for place in (SECTION, "review/", "declaration/"):
        assert "data-signature" not in valid(client.get(address(dossier, place))), place
