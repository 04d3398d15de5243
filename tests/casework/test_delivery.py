"""How the result reaches the applicant: chosen of what the version offers, on papers and pages, until it is given."""

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dvctt.casework import api as casework
from dvctt.casework.acts import delivery_choice
from dvctt.casework.models import Dossier, Paper
from dvctt.documents.models import Rendition
from dvctt.documents.queries import rendition_data
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, NotFound, Ref, Refused
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.outbox import api as outbox
from tests.fixtures_casework import CONFIRMED, World, bundle_of, make_applicant
from tests.web.walking import address, browser, valid

pytestmark = pytest.mark.django_db
POST = {"delivery": "public_post", "delivery_address": "Hòm thư 12, Bưu điện Cầu Giấy"}


def body(dossier: UUID, paper: str) -> dict[str, Any]:
    return dict(
        rendition_data(Rendition.objects.get(pk=Paper.objects.get(dossier=dossier, name=paper).rendition))["body"]
    )


@pytest.mark.parametrize(
    ("chosen", "told", "untold"),
    [
        (None, "Trực tuyến", ("bưu chính", "Một cửa")),
        (POST, "bưu chính công ích: Hòm thư 12", ("Trực tuyến", "Một cửa")),
        ({"delivery": "public_post", "delivery_address": ""}, "bưu chính công ích: Số 12", ("Trực tuyến", "Một cửa")),
        ({"delivery": "at_desk"}, "Một cửa", ("Trực tuyến", "bưu chính")),
    ],
)
def test_the_papers_say_the_way_that_was_chosen(
    surveying: World, chosen: dict[str, str] | None, told: str, untold: tuple[str, ...]
) -> None:
    dossier = surveying.ready()
    if chosen:
        casework.choose_delivery(surveying.people["applicant"], dossier, chosen)
    surveying.act("applicant", dossier, "submit", CONFIRMED)
    surveying.act("desk", dossier, "accept")
    for paper in ("acknowledgement", "receipt"):
        line = body(dossier, paper)["delivery"]
        assert told in line and not any(other in line for other in untold)


def test_a_draft_keeps_its_declaration_and_a_submitted_dossier_records_the_change(surveying: World) -> None:
    applicant, dossier = surveying.people["applicant"], surveying.ready()
    ref = Ref("dossier", str(dossier))
    casework.choose_delivery(applicant, dossier, POST)
    surveying.act("applicant", dossier, "submit", CONFIRMED)
    submitted = journal.entries(ref)[-1]
    assert (submitted.after["delivery"], submitted.personal["address"]) == tuple(POST.values())
    before = len(journal.entries(ref))
    casework.choose_delivery(applicant, dossier, POST)
    assert len(journal.entries(ref)) == before
    casework.choose_delivery(applicant, dossier, {"delivery": "online"})
    entry = journal.entries(ref)[-1]
    assert (len(journal.entries(ref)), entry.act, entry.actor_id) == (before + 1, "delivery:changed", applicant.id)
    shown = casework.dossier_page(surveying.people["desk"], dossier)
    assert (shown.delivery.way, shown.delivery.place, shown.delivery.section) == ("online", "", None)
    assert "bưu chính" in shown.timeline[0].reason and "Trực tuyến" in shown.timeline[0].reason


def test_what_is_not_offered_is_refused_and_nothing_changes_once_it_is_closed(surveying: World) -> None:
    applicant, dossier = surveying.people["applicant"], surveying.submitted()
    for wrong, place in (({"delivery": "by_dove"}, "delivery"), ({}, "delivery"),
                         ({**POST, "delivery_address": "x" * 301}, "delivery_address"),
                         ({**POST, "delivery_address": "abc"}, "delivery_address"),
                         ({**POST, "delivery_address": "Số 1 Huế"}, "delivery_address"),
                         ({**POST, "delivery_address": "khôngcóđịachỉ"}, "delivery_address")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            casework.choose_delivery(applicant, dossier, wrong)
        assert [fault.place for fault in refused.value.faults] == [place]
    with pytest.raises(NotFound):
        casework.choose_delivery(make_applicant("Công ty Khác", "0100109106"), dossier, POST)
    surveying.act("applicant", dossier, "withdraw", {"reason": "Rút."})
    with pytest.raises(Refused) as closed:
        casework.choose_delivery(applicant, dossier, POST)
    assert [one.code for one in closed.value.reasons] == ["delivery_settled"]
    assert Dossier.objects.get(pk=dossier).delivery == ""


@pytest.mark.parametrize("sent", [{"delivery": "at_desk"}, {**POST, "delivery": "at_desk"}])
def test_an_address_that_was_typed_is_there_again_when_the_post_is_chosen_again(
    surveying: World, sent: dict[str, str]
) -> None:
    applicant, dossier = surveying.people["applicant"], surveying.ready()
    if "delivery_address" not in sent:
        casework.choose_delivery(applicant, dossier, POST)
    casework.choose_delivery(applicant, dossier, sent)
    shown = casework.dossier_page(applicant, dossier).delivery
    assert (shown.way, shown.start["delivery_address"]) == ("at_desk", POST["delivery_address"])
    assert "Hòm thư" not in shown.place
    casework.choose_delivery(applicant, dossier, {"delivery": "public_post"})
    assert casework.dossier_page(applicant, dossier).delivery.place == POST["delivery_address"]
    casework.choose_delivery(applicant, dossier, {**POST, "delivery_address": ""})
    assert "Số 12" in casework.dossier_page(applicant, dossier).delivery.place


def test_what_was_sent_is_read_once(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    applicant, dossier, read = surveying.people["applicant"], surveying.ready(), list[Any]()
    clean = delivery_choice.clean_sections
    monkeypatch.setattr(
        delivery_choice, "clean_sections", lambda *what, **more: read.append(what) or clean(*what, **more)
    )
    casework.choose_delivery(applicant, dossier, POST)
    assert len(read) == 1
    with pytest.raises(Invalid) as refused:
        casework.choose_delivery(applicant, dossier, {**POST, "delivery_address": "abc"})
    assert [one.place for one in refused.value.faults] == ["delivery_address"] and len(read) == 2
    casework.choose_delivery(applicant, dossier, {"delivery": "at_desk", "delivery_address": "abc"})
    assert Dossier.objects.get(pk=dossier).delivery_address == POST["delivery_address"]


def test_the_journal_names_an_address_only_where_it_is_used(surveying: World) -> None:
    applicant, dossier = surveying.people["applicant"], surveying.submitted()
    casework.choose_delivery(applicant, dossier, POST)
    before = len(journal.entries(Ref("dossier", str(dossier))))
    casework.choose_delivery(applicant, dossier, {"delivery": "at_desk"})
    casework.choose_delivery(applicant, dossier, {"delivery": "at_desk", "delivery_address": "Hòm thư 13, Hà Nội"})
    assert len(journal.entries(Ref("dossier", str(dossier)))) == before + 1
    assert Dossier.objects.get(pk=dossier).delivery_address == "Hòm thư 13, Hà Nội"


def test_the_database_knows_the_ways(surveying: World) -> None:
    dossier = Dossier.objects.filter(pk=surveying.open())
    with pytest.raises(IntegrityError, match="dossier_delivery_known"), transaction.atomic():
        dossier.update(delivery="by_dove")
    dossier.update(**POST)


def test_acknowledgement_and_receipt_list_the_declaration_first(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "accept")
    for paper in ("acknowledgement", "receipt"):
        first, *files = body(dossier, paper)["components"]
        assert first["name"] == bundle_of(dossier).form.name.vi and "ký số" in first["kind"] and first["file"]
        assert len(files) == len(surveying.answers["given"])


MOVED = {"province": "01", "commune": "00166", "line": "Số 99 phố Mới"}


@pytest.mark.parametrize("code", ["surveying", "water"])
def test_every_paper_prints_what_the_declaration_states_of_its_owner(code: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(code)
    address = {"surveying": "tru_so", "water": "dia_chi"}[code]
    said = {address: MOVED, "dien_thoai": "+842438889999", "email": "moi@saokhue.example"}
    world.answers["values"] |= said
    dossier = world.submitted()
    world.act("desk", dossier, "accept")
    declared = Dossier.objects.get(pk=dossier).declarations.get()
    sheet = rendition_data(Rendition.objects.get(pk=declared.rendition))["body"]
    for printed in (sheet, body(dossier, "acknowledgement"), body(dossier, "receipt")):
        owner = printed["owner"]
        assert owner["address"].startswith(MOVED["line"]) and owner["email"] == said["email"]
        assert owner["phone"].replace(" ", "").endswith("38889999")
    page = casework.dossier_page(world.people["desk"], dossier)
    for digits in ("9999", "02438889999", "1234"):
        assert casework.look_up(str(page.code), digits).code == page.code
    assert (page.owner.phone, page.owner.address["line"]) == (said["dien_thoai"], MOVED["line"])
    warned = {check.place: check.text.vi for check in page.checks if check.level == "warning"}
    assert set(said) <= set(warned) and "Số 12" in warned[address]


def test_post_goes_to_the_address_that_the_declaration_states(surveying: World) -> None:
    surveying.answers["values"] |= {"tru_so": MOVED}
    dossier = surveying.submitted()
    casework.choose_delivery(surveying.people["applicant"], dossier, {"delivery": "public_post"})
    page = casework.dossier_page(surveying.people["desk"], dossier)
    assert page.delivery.place.startswith(MOVED["line"])


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"delivery": "online"}, ()),
        (POST, ("Hòm thư 12",)),
        ({"delivery": "at_desk"}, ("Thứ Hai", "Giờ làm việc")),
    ],
)
def test_who_gets_the_result_on_paper_is_told_where_and_when(
    surveying: World, chosen: dict[str, str], words: tuple[str, ...]
) -> None:
    applicant, dossier = surveying.people["applicant"], surveying.decided()
    casework.choose_delivery(applicant, dossier, chosen)
    assert casework.dossier_page(applicant, dossier).delivery.handed == ""
    surveying.act("clerk", dossier, "number_and_seal")
    outbox.drain()
    surveying.act("clerk", dossier, "publish")
    handed = casework.dossier_page(applicant, dossier).delivery.handed
    letter = next(one for one in reversed(notices.messages(Ref("dossier", str(dossier)))) if handed in one.body)
    page = valid(browser(applicant).get(address(dossier)))
    assert bool(handed) == bool(words) == ("data-receiving" in page)
    if words:
        desk = ministry.unit(Dossier.objects.get(pk=dossier).receiving)
        where = (desk.name.vi, desk.address) if chosen["delivery"] == "at_desk" else ()
        assert all(word in letter.body and word in page for word in (*words, *where))
