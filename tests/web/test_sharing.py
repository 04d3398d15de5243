"""Sharing a dossier for a while, who can see it, who looked at it: as pages, with what they refuse."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from dvctt.accounts import officials
from dvctt.accounts.models import Appointment
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier, DossierGrant, GrantNote
from dvctt.journal import api as journal
from dvctt.kernel import Actor, NotFound, Ref, Role, clock
from dvctt.ministry import api as ministry
from dvctt.notices.models import Message
from dvctt.web.ui import visibility
from dvctt.web.wording.names import unit_name
from tests.counting import Statements
from tests.fixtures_casework import OFFICERS, World, make_applicant, make_officer
from tests.web.officers import officer_browser, place
from tests.web.walking import MOST_QUERIES, address, browser, valid

TODAY = clock.today()


def given(world: World, dossier: UUID, grantee: Actor, **changes: object) -> UUID:
    terms = {"account": grantee.id, "reason": "Xin ý kiến.", "until": clock.today() + timedelta(days=3)} | changes
    return casework.share(world.people["head"], dossier, **terms)  # type: ignore[arg-type]


def told(dossier: UUID) -> list[Message]:
    """What was written to officers about sharing this dossier."""
    rows = Message.objects.filter(subject_kind="account", key__startswith="shared:").order_by("created_at")
    return [one for one in rows if str(dossier) in one.body]


def test_a_dossier_is_shared_read_noted_and_taken_back(surveying: World, water: World) -> None:
    dossier, colleague = surveying.in_appraisal(), water.people["appraiser"]
    head, reader = officer_browser(surveying.people["head"]), officer_browser(colleague)
    assert reader.get(place(dossier)).status_code == 404
    form = {"grantee": f"account:{colleague.id}", "reason": "Xin ý kiến.", "power": "comment",
            "until": f"{TODAY + timedelta(days=3):%d/%m/%Y}"}  # fmt: skip
    for wrong in ({"grantee": ""}, {"reason": " "}, {"until": ""}, {"until": "31/02/2026"}, {"until": "01/01/2020"},
                  {"until": f"{TODAY + timedelta(days=40):%d/%m/%Y}"}, {"grantee": "unit:KHONG"},
                  {"grantee": f"account:{surveying.people['applicant'].id}"}):  # fmt: skip
        assert "Có 1 mục cần sửa" in valid(head.post(place(dossier, "sharing/"), form | wrong)), wrong
    assert told(dossier) == []
    assert head.post(place(dossier, "sharing/"), form).status_code == 303
    (notice,) = told(dossier)
    assert (notice.kind, notice.subject_id, notice.recipient) == ("courtesy", colleague.id, colleague.name)
    assert place(dossier) in notice.body and "ghi được ý kiến" in notice.body
    assert "Sao Khuê" not in notice.title + notice.body
    text = valid(reader.get(place(dossier)))
    assert "0010****" in text or "**" in text
    assert f"chia sẻ hồ sơ này đến hết ngày {TODAY + timedelta(days=3):%d/%m/%Y}" in text and "Xin ý kiến." in text
    assert place(dossier, "sharing/#notes") in text
    assert f"hết ngày {TODAY + timedelta(days=3):%d/%m/%Y}" in valid(head.get(place(dossier, "sharing/")))
    inside = officer_browser(surveying.people["appraiser"])
    assert "Đã chia sẻ với ai" in valid(inside.get(place(dossier)))
    assert "Chỉ lãnh đạo đơn vị" in valid(inside.get(place(dossier, "sharing/")))
    assert "act/" not in text
    assert casework.queue(colleague, "shared").rows[0].id == dossier
    for tab in ("unit", "to_do", "overdue"):
        assert dossier not in [row.id for row in casework.queue(colleague, tab).rows]
    with pytest.raises(NotFound):
        casework.perform(colleague, dossier, "appraise", {}, seen=0, key="k")
    assert reader.post(place(dossier, "sharing/note/"), {"text": " "}).status_code == 422
    assert reader.post(place(dossier, "sharing/note/"), {"text": "Phù hợp quy hoạch."}).status_code == 303
    for page in ("sharing/", ""):
        assert "Phù hợp quy hoạch." in valid(head.get(place(dossier, page))), page
    assert "#notes" not in valid(head.get(place(dossier)))
    made = DossierGrant.objects.get()
    assert head.post(place(dossier, f"sharing/{made.id}/end/")).status_code == 303
    assert reader.get(place(dossier)).status_code == 404
    acts = [one.act for one in journal.entries(Ref("dossier", str(dossier)))]
    assert acts[-3:] == ["dossier:shared", "dossier:note", "dossier:share_ended"]


def test_a_grant_ends_by_itself_and_reaches_a_unit(surveying: World, water: World) -> None:
    dossier = surveying.in_appraisal()
    given(surveying, dossier, water.people["desk"], account="", unit="TNN-CP")
    assert [one.subject_id for one in told(dossier)] == [water.people["head"].id]
    assert casework.dossier_page(water.people["appraiser"], dossier).access.purpose == "grant"
    with pytest.raises(NotFound):
        casework.dossier_page(water.people["desk"], dossier)
    given(surveying, dossier, water.people["desk"], account="", unit="MOTCUA")
    assert told(dossier)[-1].subject_id == water.people["desk"].id
    with clock.travel(clock.now() + timedelta(days=5)), pytest.raises(NotFound):
        casework.dossier_page(water.people["appraiser"], dossier)


def test_a_unit_in_which_nobody_could_read_is_refused_by_name(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    form = {"grantee": "unit:TNN-CP", "reason": "Xin ý kiến.", "until": f"{TODAY:%d/%m/%Y}"}
    refused = officer_browser(surveying.people["head"]).post(place(dossier, "sharing/"), form)
    assert refused.status_code == 422 and "không ai đọc được" in valid(refused)
    assert not DossierGrant.objects.exists()


def test_no_note_is_sent_by_the_saving_of_a_draft(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    reader = make_officer("Vũ Phúc", *OFFICERS["1.000082"]["clerk"])
    given(surveying, dossier, reader, comment=True)
    client, here, note = officer_browser(reader), place(dossier, "sharing/"), place(dossier, "sharing/note/")
    text = valid(client.post(note, {"text": ""}))
    (saves,) = re.findall(r'data-autosave="([^"]+)"', text)
    target = urljoin(note, saves)
    assert target == f"{here}?autosave=1"
    assert client.post(target, {"text": "Chưa viết xong", "draft_form": "note"}).status_code == 204
    assert not GrantNote.objects.exists()
    assert "Chưa viết xong" in valid(client.get(here))
    head = officer_browser(surveying.people["head"])
    refused = valid(head.post(here, {"grantee": "", "reason": "", "until": ""}))
    assert f'action="{here}"' in refused and f'data-autosave="{here}?autosave=1"' in refused


def test_only_heads_and_competent_persons_of_the_dossier_share_it(surveying: World, water: World) -> None:
    dossier = surveying.in_appraisal()
    for actor in (surveying.people["appraiser"], surveying.people["clerk"], water.people["head"]):
        with pytest.raises(NotFound):
            casework.share(actor, dossier, unit="TNN", reason="x", until=TODAY)


def test_who_can_see_and_who_looked_are_told(surveying: World, water: World) -> None:
    dossier = surveying.in_appraisal()
    given(surveying, dossier, water.people["appraiser"])
    officer_browser(surveying.people["appraiser"]).get(place(dossier))
    inner = valid(officer_browser(surveying.people["head"]).get(place(dossier, "who/")))
    for told in ("Cán bộ appraiser", "Xin ý kiến.", "đang xử lý", "Đơn vị quản lý, vận hành hệ thống", "Văn thư Cục"):
        assert told in inner, told
    mine = browser(surveying.people["applicant"])
    outer, everywhere = valid(mine.get(address(dossier, "who/"))), valid(mine.get("/account/looks/"))
    assert "Giải quyết hồ sơ" in outer and "Giải quyết hồ sơ" in everywhere
    assert "Cán bộ appraiser" not in outer + everywhere
    assert "Xin ý kiến." not in outer
    assert "Đơn vị thẩm định, Người thẩm định" in inner and "Đơn vị thẩm định, Lãnh đạo đơn vị" in inner
    assert unit_name("TNN-CP") in inner and f"hết ngày {TODAY + timedelta(days=3):%d/%m/%Y}" in inner
    other = browser(make_applicant("Công ty khác", "0100109106"))
    assert other.get(address(dossier, "who/")).status_code == 404
    assert "Giải quyết hồ sơ" not in valid(other.get("/account/looks/"))


def test_looks_that_are_told_alike_are_one_line(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    one = casework.AccessRecord(clock.now(), "DDBD-QL", "appraiser", "Lê An", "processing", "", "", dossier)
    later = replace(one, at=one.at + timedelta(days=1))
    assert len(visibility.looks([one, one, later]).rows) == 2


def test_a_deputy_is_told_as_who_stands_in(surveying: World) -> None:
    dossier, head = surveying.in_appraisal(), surveying.people["head"]
    deputy = make_officer("Lê Thay", Role.CLERK, "DDBD", "Phó trưởng phòng", "")
    post = Appointment.objects.get(account_id=head.id).id
    officials.name_deputy(head, post, deputy.id, since=TODAY, until=TODAY, reason="Nghỉ")
    inner = valid(officer_browser(head).get(place(dossier, "who/")))
    assert "Lê Thay (thay Cán bộ head)" in inner and "Cán bộ head (Trưởng phòng)" in inner
    outer = valid(browser(surveying.people["applicant"]).get(address(dossier, "who/")))
    assert "người xử lý thay Trưởng phòng" in outer and "Lê Thay" not in outer
    make_officer("Người thứ hai", Role.HEAD, "DDBD-QL", "Trưởng phòng", "")
    again = valid(browser(surveying.people["applicant"]).get(address(dossier, "who/")))
    assert again.count("Trưởng phòng") == outer.count("Trưởng phòng")


def test_the_law_may_withhold_who_looked(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    officer_browser(surveying.people["appraiser"]).get(place(dossier))
    setting = ministry.setting
    assert len(casework.accesses(surveying.people["applicant"], dossier)) == 1
    from dvctt.ministry.models import Setting

    Setting.objects.filter(key="authority.looks_told").update(value="none")
    assert setting("authority.looks_told") == "none"
    assert casework.accesses(surveying.people["applicant"], dossier) == ()


def test_identity_numbers_are_shown_by_need_and_on_request(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    number = surveying.answers["values"]["dai_dien_cccd"]
    pages = {who: valid(officer_browser(surveying.people[who]).get(place(dossier)))
             for who in ("desk", "appraiser", "clerk")}  # fmt: skip
    assert number in pages["appraiser"]
    assert number not in pages["desk"] and f"{number[:4]}******{number[-2:]}" in pages["desk"]
    assert number not in pages["clerk"] and "giay-to.pdf" not in pages["clerk"]
    desk = officer_browser(surveying.people["desk"])
    assert number not in valid(desk.get(place(dossier, "identity/")))
    assert desk.post(place(dossier, "identity/"), {"purpose": " "}).status_code == 422
    assert number in valid(desk.post(place(dossier, "identity/"), {"purpose": "Đối chiếu giấy tờ gốc"}))
    assert officer_browser(surveying.people["clerk"]).get(place(dossier, "identity/")).status_code == 404
    assert "Đối chiếu giấy tờ gốc" in [one.said for one in casework.accesses(surveying.people["applicant"], dossier)]


def test_the_declaration_opens_to_a_grantee_who_has_said_what_for(surveying: World, water: World) -> None:
    dossier, colleague = surveying.in_appraisal(), water.people["appraiser"]
    given(surveying, dossier, colleague)
    declared = casework.dossier_page(colleague, dossier).signatures[0].signed_id
    ways = [place(dossier, f"documents/{declared}/"), f"/documents/{declared}/", f"/documents/{declared}/view/",
            f"/documents/{declared}/page.png?page=1"]  # fmt: skip
    reader, asks = officer_browser(colleague), place(dossier, f"identity/?to={declared}")
    for way in ways:
        answer = reader.get(way)
        assert (answer.status_code, answer.headers["Location"]) == (303, asks), way
    assert "Mở tờ khai" in valid(reader.get(asks))
    assert reader.post(asks, {"purpose": " "}).status_code == 422
    assert reader.get(ways[1]).status_code == 303
    assert reader.post(asks, {"purpose": "Đối chiếu"}).headers["Location"] == f"{ways[0]}#viewer"
    for way in ways:
        assert b"".join(reader.get(way)), way
    assert b"".join(officer_browser(surveying.people["appraiser"]).get(ways[1])).startswith(b"%PDF")
    assert officer_browser(surveying.people["clerk"]).get(ways[1]).status_code == 404
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert reader.get(ways[1]).status_code == 303
    said = [one.said for one in casework.accesses(surveying.people["applicant"], dossier) if one.purpose == "identity"]
    assert said == ["Đối chiếu"]


def test_one_viewing_of_a_document_is_one_look_that_the_person_can_read(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    shown = casework.dossier_page(surveying.people["appraiser"], dossier)
    document = next(one.files[0].document.id for one in shown.components if one.files)
    client, there = officer_browser(surveying.people["appraiser"]), place(dossier, f"documents/{document}/")
    for where in (there, f"{there}?page=1", there, f"/documents/{document}/view/", f"/documents/{document}/"):
        answer = client.get(where)
        assert answer.status_code == 200 and b"".join(answer), where
        assert client.get(f"/documents/{document}/page.png?page=1").status_code == 200
    looks = casework.accesses(surveying.people["head"], dossier)
    assert sorted(one.part for one in looks) == ["", f"document:{document}"]
    mine = browser(surveying.people["applicant"])
    for where in (address(dossier, "who/"), "/account/looks/"):
        text = valid(mine.get(where))
        assert text.count("tệp kèm theo") == text.count("nội dung hồ sơ") == 1, where


def test_pages_stay_within_their_queries(surveying: World, water: World) -> None:
    dossier = surveying.in_appraisal()
    for _ in range(3):
        given(surveying, dossier, water.people["appraiser"])
    client = officer_browser(surveying.people["head"])
    for rest in ("who/", "sharing/", "identity/"):
        with Statements() as queries:
            assert client.get(place(dossier, rest)).status_code == 200, rest
        assert len(queries) <= MOST_QUERIES + 4, (rest, len(queries))


def test_the_table_is_a_page_for_every_officer(surveying: World) -> None:
    text = valid(officer_browser(surveying.people["clerk"]).get("/authority/"))
    assert "Yêu cầu hiện số định danh" in text and "1.000082" in text
    assert 'href="/officer/"' in text and 'href="/operator/' not in text
    assert browser(surveying.people["applicant"]).get("/authority/").status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VETTER, Role.ADMINISTRATOR])
def test_the_table_keeps_the_header_and_menu_of_who_manages(surveying: World, role: Role) -> None:
    text = valid(officer_browser(make_officer("Quản lý", role, "DDBD", "Chuyên viên", "")).get("/authority/"))
    assert 'href="/operator/' in text
    assert 'href="/officer/"' not in text


WRONG = {
    "dossier_grant_dates_ordered": {"until": clock.now() - timedelta(days=9)},
    "dossier_grant_not_for_ever": {"until": clock.now() + timedelta(days=400)},
    "dossier_grant_has_reason": {"reason": "  "},
    "dossier_grant_one_grantee": {"unit": ""},
    "dossier_grant_ended_by_someone": {"ended_at": clock.now()},
}


@pytest.mark.parametrize("constraint", WRONG)
def test_the_database_refuses_wrong_grants(constraint: str, surveying: World) -> None:
    head = surveying.people["head"].id
    dossier = Dossier.objects.get(pk=surveying.open())
    right = {"dossier": dossier, "unit": "TNN", "reason": "x", "since": clock.now(), "granted_at": clock.now(),
             "until": clock.now() + timedelta(days=1), "granted_by_id": head}  # fmt: skip
    made = DossierGrant.objects.create(**right)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        DossierGrant.objects.create(**(right | WRONG[constraint]))
    with pytest.raises(IntegrityError, match="are only added"), transaction.atomic():
        DossierGrant.objects.update(reason="y")
    with pytest.raises(IntegrityError, match="grant_note_says_something"), transaction.atomic():
        GrantNote.objects.create(grant=made, author_id=head, at=clock.now(), text=" ")
    GrantNote.objects.create(grant=made, author_id=head, at=clock.now(), text="x")
    with pytest.raises(IntegrityError, match="are only added"), transaction.atomic():
        GrantNote.objects.update(text="y")
