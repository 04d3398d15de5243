"""What only a browser shows of a form: focus, place and typing stay while questions open."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.people import organisation
from tests.browser import story
from tests.browser.looking import look, quiet
from tests.browser.people import Town
from tests.fixtures_casework import World

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
