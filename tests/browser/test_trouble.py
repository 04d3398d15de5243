"""What goes wrong at a desk or on a telephone: each has a clear answer, and nothing that was typed is lost."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from dvctt.casework import api as casework
from dvctt.kernel import Role
from tests.browser import moving, story
from tests.browser.applying import Applicant
from tests.browser.looking import look, quiet
from tests.browser.people import PASSWORD, Town
from tests.fixtures_casework import World, golden, pdf

CODE = "1.000082"
# Its own: the organisation of the main job may be in the same database.
TAX_CODE = "0100334454"
FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  return {id: one.id, name: one.name || "", text: one.innerText || "", tag: one.tagName,
          seen: one.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
}"""


@pytest.fixture(scope="module")
def username(town: Town) -> str:
    """An organisation with an account."""
    own = {"email": "hanhchinh@saokhue.example", "ma_so_thue": TAX_CODE}
    return town.applicant(story.registration_of(golden(CODE)["values"] | own))


@pytest.fixture(scope="module")
def world(town: Town, username: str) -> World:
    """Its dossiers, brought on without a browser."""
    world = story.world_of(town, CODE, username)
    world.answers["values"]["ma_so_thue"] = TAX_CODE
    return world


@pytest.fixture(scope="module")
def applicant(town: Town, username: str) -> Iterator[Applicant]:
    """Its person, signed in."""
    page = town.sign_in(username)
    with quiet(page):
        yield Applicant(town, page)


@pytest.fixture
def draft(world: World, applicant: Applicant) -> UUID:
    """A dossier just begun."""
    dossier = world.open()
    applicant.dossier = str(dossier)
    return dossier


def section(dossier: UUID, name: str = "nguoi_dai_dien") -> str:
    """The address of a page of questions."""
    return f"/me/dossiers/{dossier}/form/{name}/"


def test_what_is_typed_saves_itself_and_says_so(applicant: Applicant, draft: UUID) -> None:
    page = applicant.page
    page.goto(section(draft))
    page.get_by_label("Chức vụ").fill("")
    page.get_by_label("Chức vụ").press_sequentially("Phó giám đốc")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu\s+\d\d:\d\d"))
    page.goto(applicant.home)
    page.goto(section(draft))
    expect(page.get_by_label("Chức vụ")).to_have_value("Phó giám đốc")


def test_an_answer_that_is_refused_is_told_at_its_field_and_not_tried_for_ever(
    world: World, applicant: Applicant
) -> None:
    applicant.dossier, page = str(world.ready()), applicant.page
    page.goto(f"{applicant.home}review/")
    page.locator("label", has_text="Qua dịch vụ bưu chính").click()
    place = page.get_by_label("Địa chỉ nhận qua bưu chính")
    place.fill("Số 12 phố 🏡 Hà Nội")
    place.blur()
    expect(page.locator("#keep")).to_contain_text("có mục chưa đúng")
    page.locator('button[form="delivery"][name="onward"]').click()
    expect(page).to_have_url(re.compile(r"/delivery/"))
    expect(page.locator("#f-delivery_address-fault")).to_be_visible()
    expect(place).to_have_value("Số 12 phố 🏡 Hà Nội")
    place.fill("Số 12 phố Huế, Hà Nội")
    page.get_by_role("button", name="Lưu cách nhận kết quả").click()
    expect(page).to_have_url(re.compile(r"/review/"))
    expect(page.get_by_label("Địa chỉ nhận qua bưu chính")).to_have_value("Số 12 phố Huế, Hà Nội")


def test_a_sign_in_that_expires_loses_nothing(town: Town, username: str, draft: UUID) -> None:
    page = town.sign_in(username)
    page.goto(section(draft))
    page.get_by_label("Chức vụ").fill("Quyền giám đốc")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page).to_have_url(re.compile("/sign-in/"))
    look(page)
    town.sign_in(username, page=page)
    expect(page).to_have_url(re.compile(re.escape(section(draft))))
    expect(page.get_by_role("main")).to_contain_text("Nội dung Quý vị vừa nhập còn nguyên")
    expect(page.get_by_label("Chức vụ")).to_have_value("Quyền giám đốc")
    look(page)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page).not_to_have_url(re.compile(re.escape(section(draft))))
    page.goto(section(draft))
    expect(page.get_by_label("Chức vụ")).to_have_value("Quyền giám đốc")


def test_a_page_gone_stale_keeps_what_was_typed(applicant: Applicant, draft: UUID) -> None:
    first, second = applicant.page, applicant.page.context.new_page()
    for page in (first, second):
        page.goto(section(draft))
    for page, words in ((first, "Giám đốc"), (second, "Tổng giám đốc")):
        page.get_by_label("Chức vụ").fill(words)
        moving.press(page.get_by_role("button", name="Lưu và tiếp tục"))
    expect(second.get_by_role("main")).to_contain_text("vừa được lưu ở một cửa sổ khác")
    expect(second.get_by_label("Chức vụ")).to_have_value("Tổng giám đốc")
    look(second)
    second.close()


def test_a_button_pressed_during_a_save_says_what_it_waits_for(applicant: Applicant, draft: UUID) -> None:
    page, held = applicant.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.goto(section(draft))
    page.route("**/*autosave=1*", hold)
    page.get_by_label("Chức vụ").fill("Giám đốc")
    with page.expect_request(re.compile("autosave=1")):
        page.get_by_label("Chức vụ").press("Tab")
    expect(page.locator(".waits")).to_have_count(0)
    button = page.get_by_role("button", name="Lưu và tiếp tục")
    button.click()
    expect(page.locator(".waits")).to_be_visible()
    expect(button).to_have_attribute("aria-busy", "true")
    expect(page.locator("#live")).not_to_be_empty()
    held[0].continue_()
    expect(page).not_to_have_url(re.compile(re.escape(section(draft))))
    page.unroute("**/*autosave=1*")


def test_a_press_without_network_does_not_promise_to_go_on(applicant: Applicant, draft: UUID) -> None:
    page = applicant.page
    page.goto(section(draft))
    page.get_by_label("Chức vụ").fill("Trưởng phòng")
    page.context.set_offline(True)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.locator("#live")).to_have_text(str(page.locator("#keep").get_attribute("data-offline")))
    expect(page.locator(".waits")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu"))


def test_a_warning_is_judged_again_when_the_page_saves_itself(applicant: Applicant, draft: UUID) -> None:
    page = applicant.page
    page.goto(section(draft, "phu_trach"))
    page.locator('[name="phu_trach_nam_kn"]').fill("2")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu"))
    page.reload()
    warning = page.locator("#f-phu_trach_nam_kn-warning")
    expect(warning).to_be_visible()
    page.locator('[name="phu_trach_nam_kn"]').fill("9")
    expect(warning).to_have_count(0)


def test_enter_sends_a_registration(town: Town) -> None:
    page = town.visitor()
    page.goto("/register/organisation/")
    with moving.leads_on(page):
        page.locator('#registration input[type="text"]').first.press("Enter")
    expect(page.locator(".problems")).to_be_visible()


def test_a_double_click_sends_once(applicant: Applicant, world: World) -> None:
    dossier = world.ready()
    page = applicant.page
    page.goto(f"/me/dossiers/{dossier}/act/submit/")
    for name in story.CONFIRMED:
        page.locator(f'label[for="f-{name}"]').click()
    page.get_by_role("main").get_by_role("button", name="Nộp hồ sơ").dblclick()
    expect(page).to_have_url(re.compile(rf"/me/dossiers/{dossier}/sent/$"))
    shown = casework.dossier_page(world.people["applicant"], dossier)
    assert [one.label.vi for one in shown.timeline].count("Nộp hồ sơ") == 1
    assert len(shown.papers) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "0 byte"),
        ("disguised", "nhưng nội dung là"),
        ("locked", "có mật khẩu"),
        ("huge", "Tệp lớn quá"),
    ],
)
def test_a_file_that_cannot_be_taken_is_told_at_its_place(
    applicant: Applicant, draft: UUID, name: str, words: str, tmp_path: Path
) -> None:
    applicant.page.goto(f"/me/dossiers/{draft}/papers/")
    file = tmp_path / f"{name}.pdf"
    file.write_bytes(BAD[name]())
    told = applicant.refused("hop_dong_phu_trach", file)
    assert words in told
    applicant.hand_in("hop_dong_phu_trach", ("hop-dong.pdf", pdf("hop dong")))


def locked() -> bytes:
    """A PDF that asks for a password."""
    made, kept = pikepdf.new(), BytesIO()
    made.add_blank_page()
    made.save(kept, encryption=pikepdf.Encryption(owner="mat-khau", user="mat-khau"))
    return kept.getvalue()


BAD = {
    "empty": lambda: b"",
    "disguised": lambda: b"\x89PNG\r\n\x1a\n" + bytes(500),
    "locked": locked,
    "huge": lambda: b"%PDF-1.7\n" + bytes(21 * 1024 * 1024),
}


def test_a_signature_that_does_not_hold_says_why(applicant: Applicant, world: World) -> None:
    # Every other reason has its sentence tested where signatures are judged.
    dossier = story.declared(world)
    applicant.dossier = str(dossier)
    pki, town, values = applicant.town.pki, applicant.town, world.answers["values"]
    name, uid = values["ten"], f"MST:{values['ma_so_thue']}"
    applicant.page.goto(f"/me/dossiers/{dossier}/declaration/")
    plain = applicant.download(applicant.main.get_by_role("link", name="Tải tờ khai (PDF)"))
    good = town.signed(plain, pki.key(name, uid))
    place = plain.index(b"stream\n") + 20
    tries = (
        (plain, "chưa có chữ ký số"),
        (good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :], "bị thay đổi sau khi ký"),
        (town.signed(plain, pki.key(name, uid, "revoked")), "đã bị thu hồi"),
        (town.signed(pdf("khac"), pki.key(name, uid)), "không nằm trên đúng bản tờ khai này"),
    )
    for content, words in tries:
        applicant.bring_signed(content)
        applicant.wait_for_declaration(words)
    look(applicant.page)
    applicant.bring_signed(town.signed(plain, pki.key("Người được ủy quyền", "CCCD:001085012345")))
    applicant.wait_for_declaration("Người ký không phải chủ hồ sơ")
    look(applicant.page)
    applicant.press("Tôi xác nhận người ký có thẩm quyền ký thay")
    applicant.wait_for_declaration("Quý vị đã xác nhận người ký có thẩm quyền")


def test_error_links_lead_to_the_place(town: Town) -> None:
    page = town.visitor()
    page.goto("/register/organisation/")
    moving.press(page.get_by_role("button", name="Gửi phiếu đăng ký"))
    links = page.get_by_role("alert").get_by_role("link")
    assert links.count() > 8
    for number in range(links.count()):
        target = str(links.nth(number).get_attribute("href"))
        links.nth(number).press("Enter")
        expect(page.locator(target)).to_be_focused()
        expect(page.locator(target)).to_be_in_viewport()


def test_a_form_is_filled_by_keyboard_alone(town: Town, username: str) -> None:
    page = town.visitor()
    page.goto("/sign-in/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["text"] == "Đến nội dung chính"
    page.keyboard.press("Enter")
    for words in (username, PASSWORD):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["seen"]
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/me/"))


def test_every_stop_of_a_question_page_is_seen(applicant: Applicant, draft: UUID) -> None:
    page = applicant.page
    page.goto(section(draft, "luc_luong"))
    stops = []
    for _stop in range(60):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
        if stops[-1]["text"].startswith("Lưu và tiếp tục"):
            break
    hidden = [one for one in stops if not one["seen"]]
    assert not hidden
    assert any(one["name"] == "nhan_luc.0.ho_ten" for one in stops)
    assert stops[-1]["text"].startswith("Lưu và tiếp tục")


def pick(page: Page, name: str, day: str) -> None:
    """Choose a day on the browser's own calendar beside a field; the calendar itself is drawn by no page."""
    beside = page.locator(".with-picker", has=page.locator(f'[name="{name}"]'))
    page.evaluate("() => { HTMLInputElement.prototype.showPicker = function () { window.calendar = this; } }")
    beside.locator("[data-pick]").click()
    assert beside.locator("[data-picker]").evaluate("(one) => window.calendar === one")
    beside.locator("[data-picker]").fill(day)


def test_a_day_is_picked_or_typed_with_digits_alone(applicant: Applicant, draft: UUID, officer: Page) -> None:
    page = applicant.page
    page.goto(section(draft, "phu_trach"))
    field = page.locator('[name="phu_trach_ngay_sinh"]')
    pick(page, "phu_trach_ngay_sinh", "1985-05-19")
    expect(field).to_have_value("19/05/1985")
    expect(field).to_be_focused()
    expect(page.locator("#saved")).to_have_text(re.compile(r"Đã lưu"))
    page.reload()
    expect(field).to_have_value("19/05/1985")
    # A number pad has neither strokes nor points.
    assert field.get_attribute("inputmode") == "numeric"
    field.fill("20051985")
    expect(page.locator("#f-phu_trach_ngay_sinh-meaning")).to_have_text("= 20/05/1985")

    officer.goto("/officer/?tab=unit")
    officer.locator(".narrowing summary").click()
    pick(officer, "from", "2018-05-19")
    expect(officer.locator('[name="from"]')).to_have_value("19/05/2018")
    officer.locator('[name="to"]').fill("31122099")
    expect(officer.locator("#f-to-meaning")).to_have_text("= 31/12/2099")
    look(officer)
    officer.get_by_role("button", name="Lọc", exact=True).click()
    expect(officer).to_have_url(re.compile(r"from=19%2F05%2F2018&to=31122099"))
    expect(officer.locator("[data-queue] tbody tr").first).to_be_visible()


def test_an_official_is_asked_before_leaving_what_could_not_be_kept(officer: Page, world: World) -> None:
    dossier = story.submitted(world)
    here = f"/officer/dossiers/{dossier}/act/refuse/"
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    officer.goto(here)
    officer.on("dialog", stay)
    officer.route("**/*autosave=1*", lambda route: route.abort())
    try:
        words = officer.get_by_label("Lý do cụ thể")
        words.press_sequentially("Không thuộc thẩm quyền.")
        expect(officer.locator("#keep")).to_be_visible()
        with officer.expect_event("dialog"):
            officer.locator("header a[href='/officer/']").first.click()
        assert asked == ["beforeunload"]
        expect(officer).to_have_url(re.compile(re.escape(here)))
        expect(words).to_have_value("Không thuộc thẩm quyền.")
    finally:
        officer.unroute("**/*autosave=1*")
    officer.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(officer.locator("#keep")).to_be_hidden()
    # What is kept is left without a question, and is there again.
    moving.press(officer.locator("header a[href='/officer/']").first)
    assert asked == ["beforeunload"]
    officer.goto(here)
    expect(words).to_have_value("Không thuộc thẩm quyền.")
    officer.remove_listener("dialog", stay)


@pytest.fixture(scope="module")
def officer(town: Town, world: World) -> Page:
    """An officer of the desk before a queue of two."""
    for _number in range(2):
        story.submitted(world)
    username = town.official("motcua.ddbd", Role.DESK, "DDBD-MC", "Chuyên viên Bộ phận Một cửa")
    return town.sign_in(username)


def test_the_queue_is_worked_by_keys(officer: Page) -> None:
    officer.goto("/officer/?tab=unit")
    officer.locator("[data-queue]").wait_for()
    rows = officer.locator("[data-queue] tbody tr")
    assert rows.count() >= 2
    for key, number in (("j", 0), ("j", 1), ("k", 0)):
        officer.keyboard.press(key)
        expect(rows.nth(number).locator("[data-open]")).to_be_focused()
        assert officer.evaluate(FOCUSED)["seen"]
    officer.keyboard.press("Enter")
    expect(officer).to_have_url(re.compile("/officer/dossiers/"))
    officer.keyboard.press("?")
    expect(officer.locator("#keys-help")).to_be_visible()
    look(officer)
    officer.keyboard.press("Escape")
    officer.keyboard.press("u")
    expect(officer).to_have_url(re.compile(r"/officer/\?tab=unit$"))
    rows.first.locator("td.is-due").click()
    expect(officer).to_have_url(re.compile("/officer/dossiers/"))


def test_an_officers_page_gone_stale_tells_what_happened(officer: Page, town: Town, world: World) -> None:
    dossier = story.submitted(world)
    other = town.sign_in(town.official("motcua2.ddbd", Role.DESK, "DDBD-MC", "Chuyên viên Bộ phận Một cửa"))
    for page in (officer, other):
        page.goto(f"/officer/dossiers/{dossier}/act/refuse/")
    other.goto(f"/officer/dossiers/{dossier}/")
    other.locator("#acts summary").filter(has_text="Tiếp nhận").click()
    other.get_by_role("button", name="Xác nhận: Tiếp nhận").click()
    expect(other.locator("#flash")).to_contain_text("Đã xong")
    officer.get_by_label("Lý do cụ thể").fill("Không thuộc thẩm quyền.")
    officer.get_by_role("main").get_by_role("button", name="Từ chối tiếp nhận").click()
    expect(officer.get_by_role("main")).to_contain_text("Tiếp nhận")
    expect(officer.get_by_role("main")).to_contain_text("Không thuộc thẩm quyền.")
    look(officer)


def drop_of(applicant: Applicant, component: str) -> Locator:
    """The place where files of a component are chosen."""
    return applicant.page.locator(f"#c-{component} form[data-upload]")


def named(place: Path, *names: str) -> list[Path]:
    """Good PDFs with these names, each with other bytes."""
    for name in names:
        (place / name).write_bytes(pdf(name))
    return [place / name for name in names]


def test_files_chosen_for_two_papers_at_once_are_both_shown(applicant: Applicant, draft: UUID, tmp_path: Path) -> None:
    page = applicant.page
    page.goto(f"/me/dossiers/{draft}/papers/")
    contract, other = named(tmp_path, "hop-dong.pdf", "khac.pdf")
    held: list[Route] = []
    page.route("**/hop_dong_phu_trach/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/hop_dong_phu_trach/"):
        drop_of(applicant, "hop_dong_phu_trach").locator("input[type=file]").set_input_files(contract)
    second = drop_of(applicant, "quyet_dinh_chuc_nang")
    second.locator("input[type=file]").set_input_files(other)
    expect(second.locator("[data-state]")).to_contain_text("Đã nhận")
    held[0].continue_()
    for name in ("hop-dong.pdf", "khac.pdf"):
        expect(page.locator(".given", has_text=name)).to_be_visible()
    page.unroute("**/hop_dong_phu_trach/")


def test_the_list_of_what_was_sent_fits_a_telephone(applicant: Applicant, world: World) -> None:
    story.submitted(world)
    page = applicant.page
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/me/")
        tops = "(one) => [...one.querySelectorAll('.sub, time')].map((part) => part.getBoundingClientRect().top)"
        named, date = page.locator(".due-inline", has=page.locator(".sub")).first.evaluate(tops)
        assert named < date
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_a_file_chosen_while_another_waits_takes_its_place(applicant: Applicant, draft: UUID, tmp_path: Path) -> None:
    page = applicant.page
    page.goto(f"/me/dossiers/{draft}/papers/")
    wrong, right = named(tmp_path, "nham.pdf", "dung.pdf")
    drop = drop_of(applicant, "quyet_dinh_chuc_nang")
    page.context.set_offline(True)
    for file in (wrong, right):
        drop.locator("input[type=file]").set_input_files(file)
        expect(drop.locator("[data-state]")).to_contain_text(file.name)
    page.context.set_offline(False)
    expect(page.locator("#c-quyet_dinh_chuc_nang .given")).to_contain_text("dung.pdf")
    expect(page.get_by_text("nham.pdf")).to_have_count(0)


def test_what_is_wrong_with_one_file_is_still_told_when_another_arrived(
    applicant: Applicant, draft: UUID, tmp_path: Path
) -> None:
    page = applicant.page
    page.goto(f"/me/dossiers/{draft}/papers/")
    told = applicant.refused("hop_dong_phu_trach", ("khoa.pdf", locked()))
    (other,) = named(tmp_path, "khac.pdf")
    drop_of(applicant, "quyet_dinh_chuc_nang").locator("input[type=file]").set_input_files(other)
    expect(page.locator(".given", has_text="khac.pdf")).to_be_visible()
    expect(drop_of(applicant, "hop_dong_phu_trach").get_by_role("alert")).to_have_text(told)


def test_a_paper_is_removed_after_a_second_press(applicant: Applicant, draft: UUID) -> None:
    page = applicant.page
    page.goto(f"/me/dossiers/{draft}/papers/")
    applicant.hand_in("hop_dong_phu_trach", ("hop-dong.pdf", pdf("hop dong")))
    given = page.locator("#c-hop_dong_phu_trach .given")
    given.locator("summary", has_text="Xóa tệp").click()
    expect(given).to_contain_text("hop-dong.pdf")
    given.get_by_role("button", name="Xóa hẳn hop-dong.pdf").click()
    expect(given).to_have_count(0)
