"""What only a browser shows of a form: focus, place and typing stay while questions open."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from dvctt.casework import api as casework
from dvctt.kernel import Role
from tests.accounts.people import organisation
from tests.browser import story
from tests.browser.looking import axe, look, quiet, sign_out
from tests.browser.people import Town
from tests.fixtures_casework import World, pdf
from tests.patience import until

CODE = "1.000070"
TAX_CODE = "0109876028"


@pytest.fixture(scope="module")
def username(town: Town) -> str:
    """An organisation with an account."""
    raw = organisation(name="Công ty TNHH Nước ngầm Đồng Tháp", tax_code=TAX_CODE, email="cau-hoi@dongthap.example")
    return town.applicant(raw)


@pytest.fixture(scope="module")
def world(town: Town, username: str) -> World:
    """Its dossiers, brought on without a browser."""
    return story.world_of(town, CODE, username)


@pytest.fixture(scope="module")
def page(town: Town, username: str) -> Iterator[Page]:
    """Its person, signed in."""
    page = town.sign_in(username)
    with quiet(page):
        yield page


@pytest.fixture
def draft(world: World) -> UUID:
    """A dossier just begun."""
    return world.open()


def settled(page: Page) -> None:
    """Wait until the form has the questions of the last choice."""
    expect(page.locator("form[aria-busy]")).to_have_count(0)


def test_opening_questions_leaves_focus_place_and_typing_alone(page: Page, draft: UUID) -> None:
    page.goto(f"/me/dossiers/{draft}/form/chu_ho_so/")
    page.evaluate("() => { window.sameDocument = true }")
    page.get_by_label("Fax").fill("024 3793 1111")
    page.locator('[name="loai_chu_the"][value="to_chuc"]').focus()
    place = page.evaluate("() => scrollY")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[name="so_dinh_danh"]')).to_be_visible()
    settled(page)
    expect(page.locator('[name="ma_so_thue"]')).to_have_count(0)
    expect(page.locator("#live")).to_contain_text("Số căn cước công dân")
    assert page.evaluate("() => [window.sameDocument, document.activeElement.value, scrollY]") == [
        True,
        "ca_nhan",
        place,
    ]
    expect(page.get_by_label("Fax")).to_have_value("024 3793 1111")
    page.locator('[name="so_dinh_danh"]').fill("001184007719")
    page.locator('label[for="f-loai_chu_the-0"]').click()
    settled(page)
    expect(page.locator('[name="ma_so_thue"]')).to_have_value(TAX_CODE)
    order = page.evaluate("() => [...document.querySelectorAll('[data-question]')].map((one) => one.dataset.question)")
    assert order.index("giay_to") + 1 == order.index("ma_so_thue") < order.index("dia_chi")
    look(page)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page).not_to_have_url(re.compile("chu_ho_so"))
    page.goto(f"/me/dossiers/{draft}/form/chu_ho_so/")
    expect(page.get_by_label("Fax")).to_have_value(re.compile(r"024.*3793.*1111"))


def form_of(draft: UUID, section: str = "chu_ho_so") -> str:
    """The address of a page of questions."""
    return f"/me/dossiers/{draft}/form/{section}/"


def stored(world: World, draft: UUID, name: str = "ten") -> str:
    """What the draft holds."""
    return str(casework.draft_page(world.people["applicant"], draft).values.get(name, ""))


def kept(page: Page) -> list[str]:
    """What this browser keeps of what was typed."""
    found: list[str] = page.evaluate("() => Object.keys(localStorage).filter((one) => one.startsWith('dvctt:kept:'))")
    return found


def test_without_a_network_what_is_typed_stays_and_is_saved_after_it(page: Page, world: World, draft: UUID) -> None:
    page.goto(form_of(draft))
    page.context.set_offline(True)
    try:
        page.get_by_label("Tên tổ chức, cá nhân").fill("Công ty Ngoài Tầm Sóng")
        expect(page.locator("#keep")).to_be_visible()
        page.get_by_role("button", name="Lưu và tiếp tục").click()
        expect(page.locator("#keep")).to_be_in_viewport()
        expect(page.get_by_label("Tên tổ chức, cá nhân")).to_have_value("Công ty Ngoài Tầm Sóng")
        assert kept(page)
    finally:
        page.context.set_offline(False)
    expect(page.locator("#keep")).to_be_hidden()
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    assert stored(world, draft) == "Công ty Ngoài Tầm Sóng"
    assert not kept(page)


def test_a_reload_at_once_shows_the_newest_and_what_follows_is_saved(page: Page, world: World, draft: UUID) -> None:
    page.goto(form_of(draft))
    name = page.get_by_label("Tên tổ chức, cá nhân")
    name.fill("Công ty Vội Vàng")
    page.reload()
    expect(name).to_have_value("Công ty Vội Vàng")
    name.fill("Công ty Vội Vàng Hơn")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    until(lambda: stored(world, draft) == "Công ty Vội Vàng Hơn", what="the second words")
    page.reload()
    expect(name).to_have_value("Công ty Vội Vàng Hơn")


def test_a_session_that_ended_goes_on_after_signing_in_in_another_tab(
    town: Town, username: str, page: Page, world: World, draft: UUID, tmp_path: Path
) -> None:
    page.goto(form_of(draft))
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Tên tổ chức, cá nhân").fill("Công ty Hết Phiên")
    expect(page.locator("#keep a")).to_be_visible()
    papers = page.context.new_page()
    papers.goto("/sign-in/")
    town.sign_in(username, page=papers)
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page).not_to_have_url(re.compile("chu_ho_so/$"))
    assert stored(world, draft) == "Công ty Hết Phiên"

    papers.goto(f"/me/dossiers/{draft}/papers/")
    papers.context.clear_cookies(name="sessionid")
    file = tmp_path / "giay-to.pdf"
    file.write_bytes(pdf())
    drop = papers.locator("form[data-upload]").first
    drop.locator('input[type="file"]').set_input_files(file)
    expect(drop.locator("[data-state] a")).to_be_visible()
    page.goto("/sign-in/")
    town.sign_in(username, page=page)
    drop.get_by_role("button", name="Gửi tiếp").click()
    expect(papers.get_by_role("link", name="giay-to.pdf")).to_be_visible()
    papers.close()


def test_signing_out_takes_along_what_the_browser_kept(town: Town, username: str, draft: UUID) -> None:
    page = town.sign_in(username)
    page.goto(form_of(draft))
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Tên tổ chức, cá nhân").fill("Công ty Riêng Tư")
    expect(page.locator("#keep a")).to_be_visible()
    assert kept(page)
    other = page.context.new_page()
    town.sign_in(username, page=other)
    assert kept(other)
    sign_out(other)
    expect(other).to_have_url(re.compile(r"/(sign-in/)?$"))
    assert not kept(other)


def test_back_brings_the_registration_as_typed(town: Town) -> None:
    page = town.visitor()
    page.goto("/register/organisation/")
    typed = ("text", "tel", "email")
    places = page.locator(", ".join(f"#registration input[type={kind}]" for kind in typed))
    names = [str(one.get_attribute("name")) for one in places.all() if one.is_visible()]
    assert len(names) > 8
    for number, name in enumerate(names):
        page.locator(f'#registration [name="{name}"]').fill(f"chữ {number}")
    province, commune = (page.locator(f'#registration select[name$=".{one}"]').first for one in ("province", "commune"))
    province.select_option(label="Tỉnh Cà Mau")
    commune.select_option(label="Xã Đất Mũi")
    page.locator("header").get_by_role("link", name="Trợ giúp").click()
    expect(page).to_have_url(re.compile("/help/"))
    page.go_back()
    for number, name in enumerate(names):
        expect(page.locator(f'#registration [name="{name}"]')).to_have_value(f"chữ {number}")
    expect(province.locator(":checked")).to_have_text("Tỉnh Cà Mau")
    expect(commune.locator(":checked")).to_have_text("Xã Đất Mũi")
    # Who reloads by mistake, as on a phone by pulling, is asked first: a visitor's words are kept nowhere.
    page.locator(f'#registration [name="{names[0]}"]').fill("chữ mới")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]


def low(page: Page, width: int) -> None:
    """The head leaves the page its height and width, and the brand stands in two lines at most."""
    head, brand, needed = page.evaluate(
        "() => [...['.site-head', '.brand'].map((name) => document.querySelector(name).offsetHeight),"
        " document.scrollingElement.scrollWidth]"
    )
    assert head <= 0.15 * 844 and brand <= 48 and needed <= width, (page.url, head, brand, needed)


def test_the_bar_of_who_operates_is_low_too(town: Town) -> None:
    username = town.official("truc.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành")
    page = town.sign_in(username)
    for language in ("vi", "en"):
        page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": town.product.url}])
        for width in (1280, 1200, 390):
            page.set_viewport_size({"width": width, "height": 844})
            for here in ("/operator/", "/operator/appeals/"):
                page.goto(here)
                low(page, width)


@pytest.mark.parametrize("width", [390, 320, 640, 1200, 1280])
def test_the_bar_is_low_and_its_menus_open_by_keyboard(town: Town, username: str, width: int) -> None:
    page = town.sign_in(username)
    page.set_viewport_size({"width": width, "height": 844})
    for here in ("/", "/me/", "/account/"):
        page.goto(here)
        low(page, width)
    summary = page.locator(".account-menu > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".account-menu").get_by_role("button", name="Đăng xuất", exact=True)).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator(".account-menu").get_by_role("button", name="Đăng xuất", exact=True)).to_be_hidden()
    if width < 1200:
        page.locator("summary", has_text="Menu").press("Enter")
        axe(page)
    expect(page.locator("header").get_by_role("link", name="Hồ sơ của tôi").first).to_be_visible()
