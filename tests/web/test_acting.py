"""Working for one and for another: what the head of each page says, and that no form lands with the wrong owner."""

from uuid import UUID

import pytest
from django.test import Client

from dvctt.accounts import memberships
from dvctt.accounts.models import Account, Membership, Party
from dvctt.casework.models import AnswerSet, Dossier
from dvctt.kernel import clock
from tests.casework.test_mandates import colleague
from tests.fixtures_casework import World
from tests.web.walking import address, browser, hidden, posted, valid

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(surveying: World) -> Party:
    """One more organisation for which the applicant acts."""
    party = Party.objects.create(kind="organisation", name="Công ty B", folded="cong ty b", tax_code="0109556677")
    account = Account.objects.get(pk=surveying.people["applicant"].id)
    Membership.objects.create(account=account, party=party, power="staff", may_file=False)
    return party


def switch(client: Client, party: object) -> None:
    """What another tab does."""
    assert client.post("/me/acting-for/", {"party": str(party)}).status_code == 303


def test_for_whom_one_works_is_on_every_page(surveying: World, other: Party) -> None:
    client = browser(surveying.people["applicant"])
    for page in ("/me/", "/me/dossiers/", "/account/", "/", "/procedures/"):
        text = valid(client.get(page))
        assert "Đang làm việc cho:" in text
        assert "<strong>Công ty B</strong>" in text
        assert "được tổ chức giao, chỉ xem" in text


def test_a_form_sent_after_switching_files_for_nobody_and_loses_nothing(surveying: World, other: Party) -> None:
    actor = surveying.people["applicant"]
    mine = next(one for one in actor.mandates)
    client, dossier = browser(actor), surveying.open()
    switch(client, mine.party)
    here = client.get(address(dossier, "form/")).headers["Location"]
    seen = hidden(client.get(here), "seen")
    switch(client, other.pk)
    before = AnswerSet.objects.get(dossier_id=dossier)
    answer = client.post(here, {**posted(surveying.answers["values"]), "seen": seen, "go": "next"})
    assert answer.status_code == 409
    assert "Chưa có gì được lưu hay nộp" in valid(answer)
    assert AnswerSet.objects.get(dossier_id=dossier).saves == before.saves
    assert "Hồ sơ này của bên khác" in valid(client.get(address(dossier)))
    back = client.post("/me/acting-for/", {"party": mine.party, "next": here})
    again = valid(client.get(back.headers["Location"]))
    assert "Nội dung Quý vị vừa nhập còn nguyên" in again
    assert client.post(here, {**posted(surveying.answers["values"]), "seen": seen, "go": "next"}).status_code == 303


def test_a_new_dossier_is_begun_for_whom_the_page_named(surveying: World, other: Party) -> None:
    mine = surveying.people["applicant"].mandates[0].party
    client, url = browser(surveying.people["applicant"]), "/me/new/1.000082/new-domestic/"
    switch(client, mine)
    named = hidden(client.get(url), "for_party")
    switch(client, other.pk)
    assert client.post(url, {"owner": mine, "for_party": named}).status_code == 409
    assert not Dossier.objects.exists()
    assert client.post(url, {"owner": str(other.pk)}).status_code == 409
    switch(client, mine)
    assert client.post(url, {"owner": mine, "for_party": named}).status_code == 303


def test_an_ended_membership_is_refused_clearly_with_the_next_form(surveying: World) -> None:
    actor, dossier = colleague(surveying), surveying.open()
    client = browser(actor)
    here = client.get(address(dossier, "form/")).headers["Location"]
    seen = hidden(client.get(here), "seen")
    row = Membership.objects.get(account_id=UUID(actor.id))
    boss = surveying.people["applicant"]
    memberships.end_membership(boss, row.pk, reason="Chuyển công tác")
    answer = client.post(here, {**posted(surveying.answers["values"]), "seen": seen})
    assert answer.status_code == 409
    assert "không còn làm việc cho Công ty TNHH MTV Trắc địa Sao Khuê" in valid(answer)
    assert client.get(here).status_code == 404
    assert AnswerSet.objects.get(dossier_id=dossier).saves == 0


def test_a_limit_that_comes_while_a_page_is_open_is_refused_with_its_reason(surveying: World) -> None:
    actor, dossier = colleague(surveying), surveying.open()
    client = browser(actor)
    here = client.get(address(dossier, "form/")).headers["Location"]
    row = Membership.objects.get(account_id=UUID(actor.id))
    same = {"manages": False, "procedures": None, "until": clock.today()}
    memberships.change_limits(surveying.people["applicant"], row.pk, may_file=False, **same)  # type: ignore[arg-type]
    answer = client.post(here, {"seen": "0"})
    assert answer.status_code == 409
    assert "chỉ được xem" in valid(answer)
    assert "chỉ được xem" in valid(client.get(address(dossier)))
