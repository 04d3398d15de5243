"""Owner, filer and the account that clicks: three, on pages, papers, journal and mail; and another filer."""

from datetime import timedelta
from uuid import UUID

import pytest

from dvctt.accounts import memberships, people, signin
from dvctt.accounts.models import Membership
from dvctt.casework import api as casework
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Declaration, Dossier
from dvctt.casework.outputs.document_data import declaration
from dvctt.documents import store
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Invalid, NotFound, Ref, Refused, clock
from dvctt.notices import api as notices
from tests.casework.test_mandates import colleague
from tests.fixtures_casework import CONFIRMED, World, pdf

pytestmark = pytest.mark.django_db


def authorised(world: World) -> Actor:
    """Somebody from outside, by a document."""
    owner = world.people["applicant"].on_behalf
    assert owner is not None
    paper = store.keep(pdf(), name="uy-quyen.pdf", kind="authorisation", subject=owner)
    return colleague(
        world, power="authorised", until=clock.today() + timedelta(days=30), authorisation_number="12/UQ",
        authorisation_id=paper.id,
    )  # fmt: skip


def test_owner_filer_and_clicker_are_told_apart(surveying: World) -> None:
    boss = surveying.people["applicant"]
    surveying.people["applicant"] = lawyer = authorised(surveying)
    dossier = surveying.ready()
    number = Dossier.objects.get(pk=dossier).mandate.authorisation_number
    said = declaration(LoadedDossier(Dossier.objects.get(pk=dossier)))["body"]
    assert said["owner"]["name"] == "Công ty TNHH MTV Trắc địa Sao Khuê"
    assert said["filer"].startswith(f"Lê Thị Mận, theo ủy quyền số {number}, có hiệu lực đến ")
    surveying.people["boss"] = boss
    surveying.act("boss", dossier, "submit", CONFIRMED)
    page = casework.dossier_page(surveying.people["desk"], dossier)
    assert (page.filer.name, page.filer.power, page.filer.number) == ("Lê Thị Mận", "authorised", "12/UQ")
    assert page.filer.document is not None
    assert casework.may_read_document(surveying.people["desk"], page.filer.document) == dossier
    with pytest.raises(NotFound):
        casework.may_read_document(surveying.people["clerk"], page.filer.document)
    entry = page.timeline[0]
    assert (entry.who, entry.on_behalf) == (boss.name, page.owner.name)
    kept = journal.entries(Ref("dossier", str(dossier)))[-1]
    assert (kept.actor_id, kept.on_behalf) == (boss.id, boss.on_behalf)
    told = [(one.recipient, one.kind) for one in notices.messages(Ref("dossier", str(dossier)))]
    assert sorted(told) == [(page.owner.name, "legal"), (lawyer.name, "courtesy")]


def test_another_member_takes_a_draft_over_and_its_declaration_is_void(surveying: World) -> None:
    dossier, owner = surveying.ready(), surveying.people["applicant"]
    other = surveying.people["other"] = colleague(surveying)
    page = casework.dossier_page(other, dossier)
    assert [(one.name, one.me) for one in page.successors] == [("Lê Thị Mận", True)]
    casework.take_over(other, dossier)
    row = Dossier.objects.get(pk=dossier)
    assert (str(row.filer_id), str(row.owner_id)) == (other.id, owner.on_behalf.id)  # type: ignore[union-attr]
    assert not Declaration.objects.filter(dossier=row).exclude(state="void").exists()
    entry = casework.dossier_page(owner, dossier).timeline[0]
    assert (entry.action, entry.reason) == ("filer:changed", "Nguyễn Hải Đăng → Lê Thị Mận")
    told = [one.recipient for one in notices.messages(Ref("dossier", str(dossier)))]
    assert sorted(told) == ["Lê Thị Mận", "Nguyễn Hải Đăng"]
    with pytest.raises(Refused, match="filer_already"):
        casework.take_over(other, dossier)


def test_who_may_give_a_dossier_to_whom(surveying: World) -> None:
    dossier, boss = surveying.open(), surveying.people["applicant"]
    one, other, reader = colleague(surveying), colleague(surveying), colleague(surveying, may_file=False)
    with pytest.raises(Refused, match="not_yours_to_hand_over"):
        casework.hand_over(one, dossier, other.id)
    with pytest.raises(Refused, match="read_only"):
        casework.take_over(reader, dossier)
    for nobody in (reader.id, surveying.people["desk"].id, "no-uuid"):
        with pytest.raises(Invalid):
            casework.hand_over(boss, dossier, nobody)
    casework.hand_over(boss, dossier, one.id, reason="Nghỉ phép")
    casework.hand_over(one, dossier, other.id)
    assert casework.dossier_page(boss, dossier).filer.name == "Lê Thị Mận"


def test_when_the_filer_has_left_the_dossier_stays_and_somebody_takes_it(surveying: World) -> None:
    boss = surveying.people["applicant"]
    gone = surveying.people["applicant"] = colleague(surveying)
    dossier = surveying.ready()
    assert boss.on_behalf
    memberships.leave(gone, boss.on_behalf.id)
    after = people.actor_for(signin.account_named(account_name(gone)), channel="test")
    with pytest.raises(NotFound):
        casework.dossier_page(after, dossier)
    with pytest.raises(Refused, match="membership_ended"):
        casework.owner_acted_for(after, dossier)
    surveying.people["applicant"] = boss
    page = casework.dossier_page(boss, dossier)
    assert not page.filer.stands
    with pytest.raises(Refused, match="filer_gone"):
        surveying.act("applicant", dossier, "submit", CONFIRMED)
    casework.take_over(boss, dossier)
    surveying.declare(dossier)
    surveying.act("applicant", dossier, "submit", CONFIRMED)
    told = [one.recipient for one in notices.messages(Ref("dossier", str(dossier))) if one.kind == "legal"]
    assert told == [page.owner.name]


def account_name(actor: Actor) -> str:
    """The user name of an account."""
    return Membership.objects.filter(account_id=UUID(actor.id)).latest("since").account.username
