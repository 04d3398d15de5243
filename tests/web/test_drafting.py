"""What officers and operators type is kept by itself and by a button, shown again to them alone, and gone when sent."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from dvctt.accounts import changes, drafts, lifecycle, signin
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import FormDraft
from dvctt.casework import api as casework
from dvctt.casework.drafts.form_drafts import drop_form_drafts
from dvctt.casework.erasure.words import erase_words
from dvctt.journal import api as journal
from dvctt.kernel import Ref, Role, clock, system
from dvctt.ministry import api as ministry
from tests.accounts import people
from tests.fixtures_casework import OFFICERS, World, make_officer
from tests.web.accounts_pages import official
from tests.web.officers import officer_browser, place
from tests.web.walking import hidden, valid

WORDS = "Nhân lực đủ sáu người, còn xem thiết bị."


def autosaved(client: Client, where: str, fields: dict[str, Any]) -> Any:
    return client.post(f"{where}?autosave=1", {"draft_opening": "one tab"} | fields)


def opened(client: Client, where: str) -> dict[str, str]:
    """What the form carries in one tab."""
    page = client.get(where)
    return {name: hidden(page, name) for name in ("draft_opening", "draft_shown", "draft_form")}


def appraising(world: World) -> tuple[Client, UUID, str]:
    dossier = world.in_appraisal()
    return officer_browser(world.people["appraiser"]), dossier, place(dossier, "act/appraise/")


def test_an_act_keeps_its_draft_until_it_is_done(surveying: World) -> None:
    dossier = surveying.submitted()
    client, where = officer_browser(surveying.people["desk"]), place(dossier, "act/refuse/")
    before = len(journal.entries(Ref("dossier", str(dossier))))
    page = client.get(where)
    assert "data-draft-restored" not in valid(page)
    assert re.search(r'<form[^>]*id="act-form"[^>]*data-autosave="\?autosave=1"[^>]*data-asks', page.content.decode())
    sent = {name: hidden(page, name) for name in ("seen", "drawn", "key")} | {"grounds": "wrong_procedure"}
    kept = autosaved(client, where, sent | {"reason": WORDS})
    assert (kept.status_code, bool(re.fullmatch(r"\d\d:\d\d", kept.headers["X-Saved-At"]))) == (204, True)
    again = valid(client.get(where))
    assert WORDS in again and "data-draft-restored" in again
    assert re.search(r'value="wrong_procedure"[^>]* checked', again)
    assert WORDS not in FormDraft.objects.get().sealed
    assert len(journal.entries(Ref("dossier", str(dossier)))) == before

    refused = client.post(where, sent | {"reason": WORDS, "basis": ""})
    assert refused.status_code == 422 and FormDraft.objects.exists()
    assert client.post(where, sent | {"reason": WORDS, "basis": "Điều 33"}).status_code == 303
    assert not FormDraft.objects.exists()


def test_without_script_a_button_keeps_and_another_discards(surveying: World) -> None:
    client, _dossier, where = appraising(surveying)
    valid(client.get(where))
    kept = client.post(where, {"report": WORDS, "proposal": "", "save_draft": "1"})
    assert (kept.status_code, kept.headers["Location"]) == (303, where)
    assert WORDS in valid(client.get(where))
    assert client.post(where, {"discard_draft": "1"}).status_code == 303
    again = valid(client.get(where))
    assert WORDS not in again and "data-draft-restored" not in again
    autosaved(client, where, {"report": WORDS})
    autosaved(client, where, {"report": " ", "proposal": ""})
    assert not FormDraft.objects.exists()


def test_nobody_reads_anothers_draft_nor_keeps_one_of_what_is_out_of_reach(surveying: World, water: World) -> None:
    client, dossier, where = appraising(surveying)
    autosaved(client, where, {"report": WORDS})
    colleague = make_officer("Vũ Lan", *OFFICERS["1.000082"]["appraiser"])
    surveying.people["colleague"] = colleague
    surveying.act("head", dossier, "assign", {"assignee": colleague.id})
    shut = client.get(where)
    assert shut.status_code == 409 and WORDS in valid(shut)
    theirs = officer_browser(colleague)
    assert WORDS not in valid(theirs.get(where))
    autosaved(theirs, where, {"report": "Của đồng nghiệp."})
    assert WORDS not in valid(theirs.get(where))
    surveying.act("head", dossier, "assign", {"assignee": surveying.people["appraiser"].id})
    mine = valid(client.get(where))
    assert WORDS in mine and "Của đồng nghiệp." not in mine
    for unknown in (dossier, uuid4()):
        answer = autosaved(officer_browser(water.people["appraiser"]), place(unknown, "act/appraise/"), {"report": "x"})
        assert answer.status_code == 404
    assert FormDraft.objects.count() == 2


OTHERS = "Thiết bị đã hết hạn kiểm định."


def test_a_tab_does_not_write_over_what_another_kept_meanwhile(surveying: World) -> None:
    client, _dossier, where = appraising(surveying)
    older, newer = opened(client, where), opened(client, where)
    assert autosaved(client, where, newer | {"report": WORDS[:9]}).status_code == 204
    assert autosaved(client, where, newer | {"report": WORDS}).status_code == 204
    assert autosaved(client, where, older | {"report": OTHERS}).status_code == 409
    assert autosaved(client, where, older | {"report": " "}).status_code == 409
    assert autosaved(client, where, older | {"report": WORDS}).status_code == 204
    assert autosaved(client, where, older | {"report": f"{WORDS} Thêm."}).status_code == 204
    assert autosaved(client, where, newer | {"report": OTHERS}).status_code == 409
    assert f"{WORDS} Thêm." in valid(client.get(where))


def test_both_drafts_are_shown_and_one_is_chosen_without_script(surveying: World) -> None:
    client, _dossier, where = appraising(surveying)
    older, newer = opened(client, where), opened(client, where)
    autosaved(client, where, newer | {"report": WORDS})
    kept = client.post(where, older | {"report": OTHERS, "save_draft": "1"})
    assert (kept.status_code, kept.headers["Location"]) == (303, where)
    page = client.get(where)
    text = valid(page)
    assert OTHERS in text and WORDS not in text and "data-draft-restored" not in text
    assert re.search(rf'data-draft-other.*href="{where}" target="_blank"', text, re.S)
    assert WORDS in valid(client.get(where))
    # What is typed on goes on waiting: being told is not choosing.
    typed = {name: hidden(page, name) for name in ("draft_opening", "draft_shown", "draft_form", "draft_told")}
    assert autosaved(client, where, typed | {"report": f"{OTHERS} Thêm."}).status_code == 409
    instead = re.search(r'name="save_draft" value="([^"]+)"[^>]*data-draft-instead', text)
    assert instead is not None
    assert client.post(where, typed | {"report": OTHERS, "save_draft": instead[1]}).status_code == 303
    chosen = valid(client.get(where))
    assert OTHERS in chosen and "data-draft-other" not in chosen
    assert autosaved(client, where, newer | {"report": f"{WORDS} Thêm."}).status_code == 409


def test_an_act_is_not_sent_past_another_draft_unasked(surveying: World) -> None:
    dossier = surveying.submitted()
    client, where = officer_browser(surveying.people["desk"]), place(dossier, "act/refuse/")
    page = client.get(where)
    act = {name: hidden(page, name) for name in ("seen", "drawn", "key")}
    older, newer = act | opened(client, where), opened(client, where)
    autosaved(client, where, newer | {"reason": OTHERS})
    typed = older | {"grounds": "wrong_procedure", "reason": WORDS, "basis": "Điều 33"}
    asked = client.post(where, typed)
    assert asked.status_code == 422 and WORDS in valid(asked) and "data-draft-other" in asked.content.decode()
    assert OTHERS in valid(client.get(where))
    assert client.post(where, typed | {"draft_told": hidden(asked, "draft_told")}).status_code == 303
    assert not FormDraft.objects.exists()


def test_what_was_typed_before_the_session_ended_does_not_write_over_a_later_draft(surveying: World) -> None:
    client, _dossier, where = appraising(surveying)
    older, newer = opened(client, where), opened(client, where)
    autosaved(client, where, newer | {"report": WORDS})
    session = client.session
    session["kept_form"] = {
        "path": where, "at": clock.now().timestamp(),
        "form": journal.cipher().encrypt(urlencode(older | {"report": OTHERS, "save_draft": "1"})),
    }  # fmt: skip
    session.save()
    text = valid(client.get(where))
    assert OTHERS in text and "data-draft-other" in text and "data-draft-restored" not in text


def test_of_one_form_sent_the_draft_of_another_tab_stays_and_is_told_of(db: None) -> None:
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    where, key = reverse("operator:settings"), "accounts.vetting.days"
    autosaved(operator, where, {"key": key, "value": "3", "reason": WORDS, "draft_form": key})
    sent = {
        "key": key,
        "value": "4",
        "reason": OTHERS,
        "draft_form": key,
        "draft_opening": "another tab",
        "draft_shown": "",
    }
    assert operator.post(where, sent).status_code == 303
    page = valid(operator.get(where))
    assert "chưa được gửi và còn giữ" in page and WORDS in page


def test_an_amendment_request_keeps_every_remark(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    client, where = officer_browser(surveying.people["appraiser"]), place(dossier, "amend/request_amendment/")
    component = f"wrong:component:{surveying.answers['given'][0]}"
    written = {component: "Ảnh chụp mờ.", "wrong:other:0": "Giải trình thêm.", "reason": "Chưa rõ."}
    assert autosaved(client, where, written).status_code == 204
    text = valid(client.get(where))
    assert all(words in text for words in written.values())
    soon = f"{clock.today() + timedelta(days=20):%d/%m/%Y}"
    sent = {name: hidden(client.get(where), name) for name in ("seen", "drawn")} | written | {"answer_by": soon}
    preview = client.post(where, sent | {"preview": "1"})
    assert preview.status_code == 200 and FormDraft.objects.exists()
    assert client.post(where, sent | {"send": "1", "key": hidden(preview, "key")}).status_code == 303
    assert not FormDraft.objects.exists()


def test_drafts_have_bounds(surveying: World) -> None:
    client, dossier, where = appraising(surveying)
    assert autosaved(client, where, {"report": "ạ" * 200_000}).status_code == 422
    long = client.post(where, {"report": "ạ" * 200_000, "save_draft": "1"}, follow=True)
    assert "Chưa lưu được bản nháp." in valid(long)
    ministry.set_setting(people.OPERATOR, "accounts.form_drafts_per_account", 1)
    assert autosaved(client, where, {"report": WORDS}).status_code == 204
    other = place(dossier, "amend/request_amendment/")
    assert autosaved(client, other, {"reason": "Chưa rõ."}).status_code == 422
    assert autosaved(client, where, {"report": f"{WORDS} Thêm."}).status_code == 204
    assert FormDraft.objects.count() == 1


def test_drafts_go_with_age_with_reach_and_with_the_words_of_the_dossier(surveying: World) -> None:
    client, dossier, where = appraising(surveying)
    autosaved(client, where, {"report": WORDS})
    assert (drafts.purge_form_drafts(), drop_form_drafts()) == (0, 0)
    with clock.travel(clock.now() + timedelta(days=31)):
        assert drafts.form_draft(surveying.people["appraiser"], where) is None
        assert drafts.purge_form_drafts() == 1
    autosaved(client, where, {"report": WORDS})
    appraiser = accounts_people.Account.objects.get(id=surveying.people["appraiser"].id)
    appraiser.appointments.update(unit="TNN-CP")
    assert drop_form_drafts() == 1
    appraiser.appointments.update(unit="DDBD-QL")
    autosaved(client, where, {"report": WORDS})
    erase_words(system("archive"), dossier, "Hết thời hạn bảo quản")
    assert not FormDraft.objects.exists()


def _registration(_operator: Client) -> tuple[str, dict[str, str]]:
    number = people.confirmed("individual", people.individual())
    return reverse("operator:registration", args=[number]), {"remark.phone": WORDS, "remark.general": "Chung."}


def _suspension(_operator: Client) -> tuple[str, dict[str, str]]:
    account = people.applicant()
    return reverse("operator:trouble", args=[account.id]), {"suspend-reason": WORDS, "draft_form": "suspend"}


def _demand(_operator: Client) -> tuple[str, dict[str, str]]:
    return reverse("operator:demand_new"), {"text": WORDS, "cause": "other", "grace_until": "31/12/2099"}


def _change(_operator: Client) -> tuple[str, dict[str, str]]:
    account = people.applicant()
    party = changes.managed_parties(people.acting(account))[0]
    asked = {"name": "Nguyễn Thị Hoà", "birth_date": "12/03/1990", "sex": "female", "citizen_id": "001190000123"}
    change = changes.request_change(people.acting(account), party.id, asked, note="Cải chính")
    return reverse("operator:change", args=[change]), {"remark.name": WORDS}


def _appeal(_operator: Client) -> tuple[str, dict[str, str]]:
    account = people.applicant()
    lifecycle.suspend(people.OPERATOR, account.id, reason="Gửi hồ sơ giả")
    lifecycle.appeal(people.VISITOR_AT, account.id, "Không phải tôi")
    number = str(lifecycle.suspensions(people.OPERATOR)[0].id)
    return reverse("operator:appeals"), {"suspension": number, "reason": WORDS, "draft_form": number}


def _setting(_operator: Client) -> tuple[str, dict[str, str]]:
    key = "accounts.vetting.days"
    return reverse("operator:settings"), {"key": key, "value": "3", "reason": WORDS, "draft_form": key}


def _deputy(operator: Client) -> tuple[str, dict[str, str]]:
    official("vang.mat", Role.APPRAISER, "TNN-CP")
    account = signin.account_named("vang.mat")
    where = reverse("operator:person_deputies", args=[account.id])
    assert operator.get(where).status_code == 200
    return where, {"until": "31/12/2099", "reason": WORDS, "draft_form": "deputy"}


@pytest.mark.parametrize("page", [_registration, _suspension, _demand, _change, _appeal, _setting, _deputy])
def test_operators_forms_keep_drafts_by_the_same_rule(db: None, page: Any) -> None:
    operator, other = official("vanhanh", Role.OPERATOR, "CNTT"), official("dongnghiep", Role.OPERATOR, "CNTT")
    where, fields = page(operator)
    assert autosaved(operator, where, fields).status_code == 204
    text = valid(operator.get(where))
    assert WORDS in text and "data-draft-restored" in text and "data-asks" in text
    assert WORDS not in valid(other.get(where))
    assert operator.post(where, {"discard_draft": "1"}).status_code == 303
    assert WORDS not in valid(operator.get(where))


def test_a_remark_that_nobody_sent_is_not_shown_as_one_once_another_decided(db: None) -> None:
    mine, other = official("vanhanh", Role.OPERATOR, "CNTT"), official("dongnghiep", Role.OPERATOR, "CNTT")
    where, fields = _registration(mine)
    autosaved(mine, where, fields)
    sent = {"act": "refuse", "sure": "1", "remark.general": "Không đúng người."}
    assert other.post(where, sent).status_code == 303
    page = mine.get(where)
    text = valid(page)
    written = dict(re.findall(r'name="remark\.(\w+)"[^>]*>([^<]*)</textarea>', text))
    assert written["general"] == "Không đúng người." and WORDS not in written.values()
    assert WORDS in text and "dongnghiep" in text.lower()


def test_one_form_of_a_page_is_sent_and_the_drafts_of_the_others_stay(db: None) -> None:
    operator, account = official("vanhanh", Role.OPERATOR, "CNTT"), people.applicant()
    where = reverse("operator:trouble", args=[account.id])
    autosaved(operator, where, {"suspend-reason": WORDS, "draft_form": "suspend"})
    autosaved(operator, where, {"factor-reason": "Gặp trực tiếp.", "draft_form": "factor"})
    both = valid(operator.get(where))
    assert WORDS in both and "Gặp trực tiếp." in both
    sent = {"act": "suspend", "suspend-reason": WORDS, "draft_form": "suspend"}
    assert operator.post(where, sent).status_code == 200
    assert {row.form for row in FormDraft.objects.all()} == {"factor", "suspend"}
    assert operator.post(where, sent | {"sure": "1"}).status_code == 303
    assert [row.form for row in FormDraft.objects.all()] == ["factor"]


def test_of_several_appeals_each_keeps_its_own_words(db: None) -> None:
    operator, where = official("vanhanh", Role.OPERATOR, "CNTT"), reverse("operator:appeals")
    for name, number in (("a", "001190000123"), ("b", "001190000125")):
        account = people.applicant(raw=people.individual(email=f"{name}@dan.example", citizen_id=number))
        lifecycle.suspend(people.OPERATOR, account.id, reason="Gửi hồ sơ giả")
        lifecycle.appeal(people.VISITOR_AT, account.id, "Không phải tôi")
    numbers = [str(one.id) for one in lifecycle.suspensions(people.OPERATOR, appealed=True)]
    words = dict(zip(numbers, ("Lời thứ nhất.", "Lời thứ hai."), strict=True))
    for number, text in words.items():
        autosaved(operator, where, {"suspension": number, "reason": text, "draft_form": number})

    def shown(page: str) -> dict[str, str]:
        return dict(re.findall(r'<textarea[^>]*id="reason-([^"]+)"[^>]*>([^<]*)</textarea>', page))

    assert shown(valid(operator.get(where))) == words
    sent = {"suspension": numbers[0], "reason": "x" * 2001, "act": "lift", "draft_form": numbers[0]}
    refused = operator.post(where, sent)
    assert refused.status_code == 422
    assert shown(valid(refused)) == words | {numbers[0]: "x" * 2001}
    assert operator.post(where, sent | {"reason": "Đúng vậy."}).status_code == 303
    assert shown(valid(operator.get(where))) == {numbers[1]: "Lời thứ hai."}


def test_of_several_settings_each_keeps_its_own_words(db: None) -> None:
    operator, where = official("vanhanh", Role.OPERATOR, "CNTT"), reverse("operator:settings")
    days, reset = "accounts.vetting.days", "accounts.factor_reset.wait_hours"
    for key, value, reason in ((days, "3", "Theo Quyết định 12."), (reset, "50", "Theo Quyết định 13.")):
        autosaved(operator, where, {"key": key, "value": value, "reason": reason, "draft_form": key})
    page = valid(operator.get(where))
    for typed in ("Theo Quyết định 12.", "Theo Quyết định 13."):
        assert page.count(f'value="{typed}"') == 1
    sent = {"key": days, "value": "99", "reason": "Theo Quyết định 12.", "draft_form": days}
    refused = operator.post(where, sent)
    assert refused.status_code == 422 and 'value="Theo Quyết định 13."' in valid(refused)
    assert operator.post(where, sent | {"value": "4"}).status_code == 303
    page = valid(operator.get(where))
    assert 'value="Theo Quyết định 12."' not in page and 'value="Theo Quyết định 13."' in page


def test_what_asks_for_the_password_first_is_not_taken_for_done(db: None) -> None:
    operator, account = official("vanhanh", Role.OPERATOR, "CNTT"), people.applicant()
    where = reverse("operator:trouble", args=[account.id])
    autosaved(operator, where, {"suspend-reason": WORDS, "draft_form": "suspend"})
    session = operator.session
    session[signin.SIGNED_IN_AT] = 0.0
    session.pop("account_authentication_methods", None)
    session.save()
    asked = operator.post(where, {"act": "suspend", "suspend-reason": WORDS, "draft_form": "suspend"})
    assert "/sign-in/" in asked.headers["Location"]
    assert FormDraft.objects.count() == 1


def test_notes_and_shares_keep_drafts_apart(surveying: World) -> None:
    dossier, head = surveying.in_appraisal(), officer_browser(surveying.people["head"])
    where = place(dossier, "sharing/")
    autosaved(head, where, {"reason": WORDS, "grantee": "", "power": "read"})
    assert WORDS in valid(head.get(where))
    reader = make_officer("Vũ Phúc", *OFFICERS["1.000082"]["clerk"])
    casework.share(
        surveying.people["head"], dossier, account=reader.id, reason="Hỏi.", until=clock.today(), comment=True
    )
    client = officer_browser(reader)
    autosaved(client, where, {"text": "Hợp đồng hợp lệ.", "draft_form": "note"})
    assert "Hợp đồng hợp lệ." in valid(client.get(where))
    assert client.post(place(dossier, "sharing/note/"), {"text": "Hợp đồng hợp lệ."}).status_code == 303
    assert [row.account_id for row in FormDraft.objects.all()] == [UUID(surveying.people["head"].id)]
