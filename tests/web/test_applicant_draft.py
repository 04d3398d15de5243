"""Drafting as an applicant: nothing typed is lost, whatever happens."""

import re
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from dvctt.accounts.models import Account
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.forms import TableField
from dvctt.kernel import Actor
from dvctt.web.http import form_restore
from tests.counting import Statements
from tests.fixtures_casework import World, make_applicant, pdf
from tests.web.test_signin import PASSWORD
from tests.web.walking import MOST_QUERIES, address, browser, fill, hidden, posted, sign_in, valid


@pytest.fixture
def client(surveying: World) -> Client:
    """The applicant's browser."""
    return browser(surveying.people["applicant"])


def start(client: Client, world: World) -> UUID:
    owner = world.people["applicant"].on_behalf
    assert owner is not None
    went = client.post("/me/new/1.000082/new-domestic/", {"owner": owner.id})
    assert went.status_code == 303
    return UUID(went.headers["Location"].split("/")[3])


def test_draft_is_filled_without_script_and_lists_itself_before_a_second(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    assert fill(client, surveying, dossier) == address(dossier, "papers/")
    draft = casework.draft_page(surveying.people["applicant"], dossier)
    assert not draft.faults
    again = valid(client.get("/me/new/1.000082/new-domestic/"))
    assert address(dossier) in again
    assert client.post("/me/new/1.000082/new-domestic/", {"owner": str(uuid4())}).status_code == 404


def test_faulty_answer_is_kept_and_told(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here = address(dossier, "form/to_chuc/")
    went = client.post(here, {"seen": "0", "ma_so_thue": "12x", "ten": "Công ty Sao", "go": "next"})
    assert went.headers["Location"].endswith("?check=typed")
    text = valid(client.get(went.headers["Location"]))
    assert 'value="12x"' in text
    assert "Mã số thuế gồm 10 chữ số" in text
    assert "Đã lưu" in text


def test_what_a_page_was_left_without_is_told_on_the_next(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here = address(dossier, "form/nguoi_dai_dien/")
    went = client.post(here, {"seen": "0", "dai_dien_ho_ten": "Trần Thị Một", "go": "next"}).headers["Location"]
    assert went.endswith("?left=nguoi_dai_dien")
    text = valid(client.get(went))
    assert re.search(r"Trang “[^”]+” còn \d mục chưa khai đủ", text)
    assert f"{here}?check=all#f-dai_dien_chuc_vu" in text
    assert f"{here}?check=all#f-dai_dien_ho_ten" not in text
    assert '<li class="incomplete">' in text
    papers = valid(client.get(address(dossier, "papers/?left=nguoi_dai_dien")))
    assert f"{here}?check=all#f-dai_dien_chuc_vu" in papers
    assert "chưa khai đủ" not in valid(client.get(address(dossier, "papers/?left=khong_co")))


def test_a_table_with_ten_times_its_rows_is_neither_kept_nor_drawn(client: Client, water: World) -> None:
    mine = browser(water.people["applicant"])
    draft = casework.draft_page(water.people["applicant"], water.open())
    section, table = next(
        (one, field) for one in draft.form.sections for field in one.fields if isinstance(field, TableField)
    )
    here, column = address(draft.id, f"form/{section.id}/"), table.columns[0].id
    rows = {f"{table.id}.{number}.{column}": "1" for number in range(10 * table.max_rows)}
    for page in (here, f"{here}?autosave=1"):
        assert mine.post(page, {"seen": "0", **rows}).status_code == 409
    after = casework.draft_page(water.people["applicant"], draft.id)
    assert (after.saves, after.kept, after.values) == (draft.saves, draft.kept, draft.values)


def test_autosave_answers_with_the_count_and_a_second_window_loses_nothing(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here = address(dossier, "form/nguoi_dai_dien/")
    saved = client.post(f"{here}?autosave=1", {"seen": "0", "dai_dien_ho_ten": "Trần Thị Một"})
    assert saved.json()["seen"] == 1
    stale = client.post(here, {"seen": "0", "dai_dien_ho_ten": "Trần Thị Hai", "go": "next"})
    assert stale.status_code == 409
    text = valid(stale)
    assert "Trần Thị Một" in text
    assert 'value="Trần Thị Hai"' in text
    sent_again = client.post(here, {"seen": hidden(stale, "seen"), "dai_dien_ho_ten": "Trần Thị Hai", "go": "next"})
    assert sent_again.status_code == 303
    twice = client.post(here, {"seen": "1", "dai_dien_ho_ten": "Trần Thị Hai", "go": "next"})
    assert twice.status_code == 303
    assert client.post(f"{here}?autosave=1", {"seen": "0", "dai_dien_ho_ten": "Khác"}).status_code == 409


def test_expired_session_brings_the_typed_text_back_after_sign_in(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here, actor = address(dossier, "form/nguoi_dai_dien/"), surveying.people["applicant"]
    client.session.flush()
    sent = client.post(f"{here}?from=review", {"seen": "0", "dai_dien_ho_ten": "Lê Văn Còn", "go": "next"})
    assert sent.status_code == 302
    assert sent.headers["Location"] == f"/sign-in/?next={quote(here + '?from=review')}"
    kept = client.session["kept_form"]["form"]
    assert "Còn" not in kept

    sign_in(client, actor)
    text = valid(client.get(here))
    assert 'value="Lê Văn Còn"' in text
    assert casework.draft_page(actor, dossier).saves == 0
    assert 'value="Lê Văn Còn"' not in client.get(here).content.decode()


def entered(client: Client, actor: Actor) -> None:
    """Sign in with name and password, as the browser's device."""
    account = Account.objects.get(pk=actor.id)
    account.set_password(PASSWORD)
    account.save()
    assert client.post("/sign-in/", {"login": account.username, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(("who", "shown"), [("applicant", True), ("desk", False)])
def test_what_was_typed_is_not_shown_to_who_signs_in_next_on_that_device(
    surveying: World, who: str, shown: bool
) -> None:
    client = Client()
    client.cookies["dvctt_device"] = "may-tinh-chung"
    entered(client, surveying.people["applicant"])
    here = address(start(client, surveying), "form/nguoi_dai_dien/")
    client.session.flush()
    assert client.post(here, {"seen": "0", "dai_dien_ho_ten": "Lê Văn Còn", "go": "next"}).status_code == 302
    entered(client, surveying.people[who])
    request = RequestFactory().get(here)
    request.session = client.session
    assert (form_restore.waiting(request) is not None) is shown


def test_form_of_an_older_session_comes_back_and_one_of_another_site_does_not(surveying: World) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, surveying.people["applicant"])
    here = address(surveying.open(), "form/nguoi_dai_dien/")
    sent = {"seen": "0", "dai_dien_ho_ten": "Lê Văn Còn"}
    assert client.post(here, sent, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(here, sent, headers={"origin": "http://testserver"}).status_code == 302
    assert 'value="Lê Văn Còn"' in client.get(here).content.decode()


def test_rows_are_added_and_removed_without_script(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here = address(dossier, "form/luc_luong/")
    one = posted({"nhan_luc": [{"ho_ten": "Phạm Một"}]})
    added = client.post(here, {**one, "seen": "0", "add_row": "nhan_luc"})
    page = client.get(added.headers["Location"])
    text = valid(page)
    assert 'value="Phạm Một"' in text
    assert 'name="nhan_luc.1.ho_ten"' in text
    two = posted({"nhan_luc": [{"ho_ten": "Phạm Một"}, {"ho_ten": "Phạm Hai"}]})
    client.post(here, {**two, "seen": hidden(page, "seen"), "remove_row": "nhan_luc.0"})
    values = casework.draft_page(surveying.people["applicant"], dossier).values
    assert [row["ho_ten"] for row in values["nhan_luc"]] == ["Phạm Hai"]


def test_what_a_rule_compares_in_a_row_is_marked_there_and_what_is_said_twice_is_told(water: World) -> None:
    client, dossier = browser(water.people["applicant"]), water.open()
    here = address(dossier, "form/thong_so_gieng/")
    good, wrong = {"so_hieu": "G1", "tu_m": "180", "den_m": "220"}, {"so_hieu": "G1", "tu_m": "220", "den_m": "180"}
    client.post(here, {**posted({"gieng": [good, wrong]}), "seen": "0"})
    text = valid(client.get(f"{here}?check=typed"))
    invalid = [one for one in re.findall(r"<(?:input|select)[^>]*>", text) if "aria-invalid" in one]
    assert sorted(re.findall(r'name="(gieng[^"]*)"', " ".join(invalid))) == ["gieng.1.den_m", "gieng.1.tu_m"]
    assert text.count('id="f-gieng-0-warning"') == text.count('id="f-gieng-1-warning"') == 1


def test_words_for_another_purpose_are_told_where_the_purpose_is_of_the_list(water: World) -> None:
    client, dossier = browser(water.people["applicant"]), water.open()
    here = address(dossier, "form/muc_dich_khai_thac/")
    rows = [{"loai": "khac", "loai_khac": "Chữa cháy"}, {"loai": "tuoi", "loai_khac": "Chữa cháy"}, {"loai": "tuoi"}]
    client.post(here, {**posted({"muc_dich": rows}), "seen": "0"})
    assert re.findall(r'id="f-muc_dich-(\d)-warning"', valid(client.get(here))) == ["1"]
    values = casework.draft_page(water.people["applicant"], dossier).values["muc_dich"]
    assert values[1]["loai_khac"] == "Chữa cháy"


def test_a_new_row_begins_as_the_bundle_says_and_is_not_kept_while_nothing_else_is_said(
    water: World,
) -> None:
    client, dossier = browser(water.people["applicant"]), water.open()
    here = address(dossier, "form/thong_so_gieng/")
    well = {"so_hieu": "G1", "toa_do": {"x": "2337450,5", "meridian": "105", "zone": "6"}, "luu_luong": "2.600,5"}
    added = client.post(here, {**posted({"gieng": [well]}), "seen": "0", "add_row": "gieng"})
    page = client.get(added.headers["Location"])
    text = valid(page)
    meridians = re.findall(r'name="gieng\.(\d+)\.toa_do\.meridian"[^>]*value="([^"]+)"', text)
    assert [row for row, _value in meridians] == ["0", "1"] and len({value for _row, value in meridians}) == 1
    zones = re.findall(r'name="gieng\.\d+\.toa_do\.zone".*?</select>', text.split("<template>")[0], re.S)
    assert ['value="6" selected' in one for one in zones] == [True, True]
    assert 'value="2600,5"' in text
    taken_over = {"so_hieu": "", "toa_do": {"x": "", "meridian": meridians[0][1], "zone": "6"}}
    again = {**well, "toa_do": {**well["toa_do"], "meridian": meridians[0][1]}}
    client.post(here, {**posted({"gieng": [again, taken_over]}), "seen": hidden(page, "seen")})
    rows = casework.draft_page(water.people["applicant"], dossier).values["gieng"]
    assert [row.get("so_hieu") for row in rows] == ["G1"]


def test_bad_file_is_told_where_it_was_chosen_and_a_good_one_is_kept(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here = address(dossier, "papers/hop_dong_phu_trach/")
    bad = client.post(here, {"file": SimpleUploadedFile("hop-dong.pdf", b"xin chao")})
    assert bad.status_code == 422
    assert "Mục này chỉ nhận" in valid(bad)
    empty = client.post(here, {"file": SimpleUploadedFile("hop-dong.pdf", b"")})
    assert "0 byte" in empty.content.decode()
    good = client.post(here, {"file": SimpleUploadedFile("hop-dong.pdf", pdf(), "application/pdf")})
    assert good.headers["Location"] == f"{address(dossier, 'papers/')}#c-hop_dong_phu_trach"
    text = valid(client.get(address(dossier, "papers/")))
    assert "hop-dong.pdf" in text
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    files = next(one.files for one in page.components if one.id == "hop_dong_phu_trach")
    client.post(address(dossier, f"papers/files/{files[0].attachment_id}/take-back/"))
    assert "hop-dong.pdf" not in client.get(address(dossier, "papers/")).content.decode()


def test_file_arrives_in_parts(client: Client, surveying: World) -> None:
    dossier = start(client, surveying)
    here, content = address(dossier, "papers/hop_dong_phu_trach/"), pdf()
    head, tail = content[:100], content[100:]
    first = client.post(
        here, {"name": "a.pdf", "size": len(content), "offset": 0, "file": SimpleUploadedFile("a", head)}
    )
    assert (first.status_code, first.json()["received"]) == (202, 100)
    last = client.post(here, {"name": "a.pdf", "size": len(content), "offset": 100, "upload": first.json()["upload"],
                              "file": SimpleUploadedFile("a", tail)})  # fmt: skip
    assert last.json()["url"].startswith(address(dossier, "papers/"))


def test_strangers_see_and_touch_nothing(surveying: World) -> None:
    dossier = surveying.open()
    stranger = browser(make_applicant("Công ty Khác", "0100109106"))
    for page in ("", "form/", "form/to_chuc/", "papers/", "review/", "declaration/", "amendment/", "act/submit/"):
        assert stranger.get(address(dossier, page)).status_code == 404
    shut = ("form/to_chuc/", "papers/hop_dong_phu_trach/", "declaration/", "declaration/signed/")
    for page in (*shut, "declaration/confirm/", "declaration/authority/", "act/discard/"):
        sent = {"file": SimpleUploadedFile("a.pdf", pdf()), "seen": "0", "key": "k"}
        assert stranger.post(address(dossier, page), sent).status_code == 404
    assert Dossier.objects.get(pk=dossier).state == "draft"


def test_pages_of_a_draft_ask_the_database_little(client: Client, surveying: World) -> None:
    dossier = surveying.ready()
    for page in ("", "form/nguoi_dai_dien/", "papers/", "review/", "declaration/", "act/submit/"):
        with Statements() as made:
            assert client.get(address(dossier, page)).status_code == 200
        assert len(made) <= MOST_QUERIES
    for page in ("/", "/me/", "/me/dossiers/", "/me/new/1.000082/new-domestic/"):
        with Statements() as made:
            valid(client.get(page))
        assert len(made) <= MOST_QUERIES
