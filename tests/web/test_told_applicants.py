"""What an applicant is told on the way: what was filled in, who signs, how papers are listed, signing out."""

import pytest
from django.test import Client

from dvctt.accounts.models import Party
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Dossier
from dvctt.casework.outputs import document_data
from dvctt.kernel import Fault
from dvctt.web.wording.sentences import Asked, fault_sentence
from tests.fixtures_casework import World
from tests.web.walking import address, browser, valid


@pytest.fixture
def client(water: World) -> Client:
    """The applicant's browser."""
    return browser(water.people["applicant"])


def test_who_begins_is_told_what_was_filled_in_before_the_page_he_lands_on(client: Client, water: World) -> None:
    Party.objects.update(establishment={"number": "0109556677", "date": "2020-01-02", "issuer": "Sở KH&ĐT Hà Nội"})
    dossier = water.open()
    went = client.get(address(dossier, "form/"), follow=True)
    first = LoadedDossier(Dossier.objects.get(pk=dossier)).bundle.form.sections[0]
    assert went.redirect_chain[0][0] != address(dossier, f"form/{first.id}/")
    assert f"“{first.title.vi}”" in valid(went)
    assert f"“{first.title.vi}”" not in valid(client.get(went.redirect_chain[0][0]))


def test_the_page_of_the_signature_says_with_whose_certificate(client: Client, water: World) -> None:
    dossier = water.complete()
    owner = Dossier.objects.get(pk=dossier).owner
    for _step in ("before it is made", "to be signed"):
        text = valid(client.get(address(dossier, "declaration/")))
        assert "data-signers" in text and owner.tax_code in text and owner.representative_name in text
        water.render(dossier)


def test_papers_are_listed_as_the_procedure_lists_them(water: World) -> None:
    dossier = water.open()
    water.fill(dossier)
    for component in reversed(water.answers["given"]):
        water.hand_in(dossier, component)
    loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
    names = [one["name"] for one in document_data.declaration(loaded)["body"]["files"]]
    assert names == [one.name.vi for one in loaded.bundle.components if one.id in water.answers["given"]]


def test_who_signs_out_is_told_so(client: Client) -> None:
    assert "Đã đăng xuất." in valid(client.post("/sign-out/", follow=True))


def test_the_english_i_stays_large_inside_a_sentence() -> None:
    assert "I am the legal" in fault_sentence(Fault("x", "required"), Asked("I am the legal representative", True))
