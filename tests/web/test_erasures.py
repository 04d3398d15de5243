"""The words of a dossier go by a rule that exists, when it is closed, and by two operators; the journal names both."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from dvctt.accounts import officials
from dvctt.casework import api as casework
from dvctt.casework.erasure import requests
from dvctt.catalogue import api as catalogue
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, Role
from dvctt.notices.models import Message
from dvctt.ops import proving
from tests.counting import Statements
from tests.erased import standing
from tests.fixtures_casework import World, make_officer
from tests.web.officers import officer_browser
from tests.web.officers import place as at
from tests.web.test_step_up import later, with_password
from tests.web.walking import address, browser, valid

pytestmark = pytest.mark.django_db

SAID = "Ông Nguyễn Văn A không phải người đại diện."
REFUSAL = {"grounds": "not_lawful", "reason": SAID, "basis": "NĐ 27/2019/NĐ-CP"}
PAGE = "/operator/erasures/"
BY = {"rule": "data_subject", "order": "12/YC-2026"}


def operator(name: str = "Vận hành") -> Actor:
    return make_officer(name, Role.OPERATOR, "CNTT", "Chuyên viên", "")


def refused(world: World) -> tuple[UUID, str]:
    """A closed dossier with words in it, and its code."""
    dossier = world.submitted()
    world.act("desk", dossier, "refuse", REFUSAL)
    return dossier, casework.dossier_page(world.people["desk"], dossier).code or ""


def told(answer: HttpResponse, status: int) -> str:
    assert answer.status_code == status
    return valid(answer)


def test_one_operator_asks_another_confirms_and_both_are_named(surveying: World) -> None:
    dossier, code = refused(surveying)
    one, two = operator("Trần Thị Hỏi"), operator("Lê Văn Xác")
    asking, confirming = officer_browser(one), officer_browser(two)
    assert asking.post(PAGE, {"code": code, **BY}).status_code == 303
    assert any(place.startswith("casework_act.") for place in standing([SAID]))
    assert "Người vận hành khác phải xác nhận" in valid(asking.get(PAGE))
    assert "một người vận hành khác phải xác nhận" in told(asking.post(PAGE, {"confirm": str(dossier)}), 409)
    shown = valid(confirming.get(PAGE))
    assert code in shown and "12/YC-2026" in shown and "Trần Thị Hỏi" in shown
    assert catalogue.current("1.000082").bundle.name.vi in shown  # by which a wrong code is noticed
    assert confirming.post(PAGE, {"confirm": str(dossier)}).status_code == 303
    assert {place.partition(".")[0] for place in standing([SAID])} <= {"documents_rendition"}
    last = journal.entries(Ref("dossier", str(dossier)))[-1]
    assert (last.act, last.actor_name, last.after["asked_name"]) == ("personal:erased", "Lê Văn Xác", "Trần Thị Hỏi")
    assert last.reason == "data_subject: 12/YC-2026"
    assert [(each.act, each.actor_id) for each in journal.entries(Ref("erasure", str(dossier)))] == [
        ("erasure:asked", one.id), ("erasure:done", two.id),
    ]  # fmt: skip
    assert tuple(proving.findings()) == ()
    assert confirming.post(PAGE, {"confirm": str(dossier)}).status_code == 404
    assert "Không có đề nghị nào" in valid(confirming.get(PAGE))
    listed = valid(asking.get(PAGE))
    answered = listed[listed.index('id="answered"') :]
    assert all(said in answered for said in (code, "12/YC-2026", "Trần Thị Hỏi", "Lê Văn Xác", "Đã xác nhận và xóa"))


def test_the_pages_of_a_dossier_tell_that_words_were_erased_and_name_nobody_who_is_not(surveying: World) -> None:
    dossier, code = refused(surveying)
    owner, applicant = surveying.people["applicant"], browser(surveying.people["applicant"])
    desk = officer_browser(surveying.people["desk"])
    pages = [(applicant, address(dossier)), (desk, at(dossier)), (desk, at(dossier, "course/"))]
    for client, where in pages:
        before = valid(client.get(where))
        assert "Đã xóa lời văn" not in before and owner.name in before
    casework.ask_erasure(operator(), code, **BY)
    casework.confirm_erasure(operator("Khác"), dossier)
    for client, where in pages:
        text = valid(client.get(where))
        assert "Đã xóa lời văn" in text and "91/2025/QH15" in text and "12/YC-2026" not in text
        assert "(tên đã xóa)" in text and ", thay mặt" not in text
        assert SAID not in text


def test_the_other_operators_are_told_that_a_request_waits_and_how_many_do(surveying: World) -> None:
    dossier, code = refused(surveying)
    one, two = operator("Trần Thị Hỏi"), operator("Lê Văn Xác")
    casework.ask_erasure(one, code, **BY)
    (letter,) = Message.objects.filter(title="Một việc chờ người thứ hai")
    assert letter.subject_id == two.id and PAGE in letter.body
    assert code not in letter.body and "12/YC-2026" not in letter.body
    assert [casework.erasures_waiting_for(each) for each in (one, two)] == [0, 1]
    assert f'href="{PAGE}"' in valid(officer_browser(two).get("/operator/"))
    casework.withdraw_erasure(one, dossier)
    assert casework.erasures_waiting_for(two) == 0
    (back,) = casework.listed_erasures(two, limit=5)[1]
    assert (back.done, back.answered_name, back.asked_name, back.order) == (False, one.name, one.name, BY["order"])


def test_answered_requests_are_listed_the_latest_first_a_page_at_a_time(surveying: World) -> None:
    one, two = operator(), operator("Khác")
    numbers = []
    for _ in range(3):
        dossier, code = refused(surveying)
        casework.ask_erasure(one, code, **BY)
        casework.confirm_erasure(two, dossier)
        numbers.append(dossier)
    with Statements() as made:
        assert "Đã xác nhận và xóa" in valid(officer_browser(two).get(PAGE))
    assert sum("DISTINCT ON (subject_id" in each["sql"] for each in made.captured_queries) == 1
    first = casework.listed_erasures(two, limit=2)[1]
    assert [each.dossier for each in first] == numbers[:0:-1]
    assert [each.dossier for each in casework.listed_erasures(two, after=numbers[1], limit=2)[1]] == numbers[:1]


def test_a_dossier_in_process_is_not_touched(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    code = casework.dossier_page(surveying.people["desk"], dossier).code or ""
    asking = officer_browser(operator())
    assert "chưa kết thúc" in told(asking.post(PAGE, {"code": code, **BY}), 409)
    assert journal.entries(Ref("erasure", str(dossier))) == ()


def test_the_rule_the_order_and_the_dossier_must_be_there(surveying: World) -> None:
    _, code = refused(surveying)
    asking = officer_browser(operator())
    for wrong, place in (({"rule": "x"}, "rule"), ({"order": " "}, "order"), ({"order": "x" * 201}, "order"),
                         ({"code": "KHONG-CO"}, "code")):  # fmt: skip
        text = told(asking.post(PAGE, {"code": code, **BY, **wrong}), 422)
        assert re.search(rf'href="#[a-z-]*{place}"', text), wrong
    assert "lưu vĩnh viễn" in told(asking.post(PAGE, {"code": code, **BY, "rule": "retention_over"}), 409)
    assert asking.post(PAGE, {"code": code, **BY}).status_code == 303
    assert "đang chờ xác nhận" in told(asking.post(PAGE, {"code": code, **BY}), 409)


def test_a_request_is_withdrawn_and_asked_for_again(surveying: World) -> None:
    dossier, code = refused(surveying)
    one, two = operator(), operator("Khác")
    casework.ask_erasure(one, code, **BY)
    casework.withdraw_erasure(two, dossier)
    with pytest.raises(NotFound):
        casework.confirm_erasure(two, dossier)
    casework.ask_erasure(two, code, **BY)
    with pytest.raises(Refused):
        casework.confirm_erasure(two, dossier)
    assert casework.confirm_erasure(one, dossier) > 0


def test_a_request_does_not_outlive_the_office_of_who_asked(surveying: World) -> None:
    dossier, code = refused(surveying)
    one, two, three = operator("Trần Thị Hỏi"), operator("Lê Văn Xác"), operator("Đỗ Ba")
    casework.ask_erasure(one, code, **BY)
    officials.end_appointment(three, officials.positions_of(three, one.id)[0].held.id, reason="Nghỉ", at_once=True)
    browsing = officer_browser(two)
    assert "không còn quyền vận hành" in told(browsing.post(PAGE, {"confirm": str(dossier)}), 409)
    assert any(place.startswith("casework_act.") for place in standing([SAID]))
    casework.withdraw_erasure(two, dossier)
    casework.ask_erasure(three, code, **BY)
    assert casework.confirm_erasure(two, dossier) > 0


@pytest.mark.parametrize("who", ["desk", "applicant"])
def test_only_operators_ask(surveying: World, who: str) -> None:
    dossier, code = refused(surveying)
    actor = surveying.people[who]
    acts: list[Callable[[], object]] = [
        lambda: casework.ask_erasure(actor, code, **BY), lambda: casework.confirm_erasure(actor, dossier),
        lambda: casework.withdraw_erasure(actor, dossier), lambda: casework.waiting_erasures(actor),
        lambda: casework.erasures_waiting_for(actor), lambda: casework.listed_erasures(actor, limit=1),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_an_old_sign_in_is_asked_anew_before_anything_is_erased(surveying: World) -> None:
    dossier, code = refused(surveying)
    casework.ask_erasure(operator(), code, **BY)
    two = operator("Xác nhận")
    with_password(two)
    client: Client = officer_browser(two)
    later(client, 120)
    assert "/sign-in/again/" in client.post(PAGE, {"confirm": str(dossier)}).headers["Location"]
    assert any(place.startswith("casework_act.") for place in standing([SAID]))


def test_a_request_that_nobody_made_is_none(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, code = refused(surveying)
    with monkeypatch.context() as forging:
        forging.setattr("dvctt.journal.keying.settings.JOURNAL_KEYS", ["the-forger-s-own"])
        casework.ask_erasure(operator("Giả"), code, **BY)
    assert casework.waiting_erasures(operator()) == ()
    with pytest.raises(NotFound):
        casework.confirm_erasure(operator(), dossier)


def test_the_time_of_keeping_must_be_over(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code = refused(surveying)
    for years, allowed in ((0, True), (1, False)):
        monkeypatch.setattr(requests, "kept_years", lambda _row, years=years: years)
        if allowed:
            casework.withdraw_erasure(
                operator(), casework.ask_erasure(operator(), code, rule="retention_over", order="1")
            )
        else:
            with pytest.raises(Refused) as caught:
                casework.ask_erasure(operator(), code, rule="retention_over", order="1")
            assert caught.value.reasons[0].code == "kept_until"
    with pytest.raises(Invalid):
        casework.ask_erasure(operator(), code, rule="", order="1")
