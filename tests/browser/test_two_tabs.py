"""Two tabs of one officer on the same form: neither writes over what the other keeps."""

import re

import pytest
from playwright.sync_api import Page, expect

from dvctt.kernel import Role
from tests.browser import story
from tests.browser.looking import look
from tests.browser.people import Town
from tests.fixtures_casework import World, golden

CODE = "1.000082"
TAX_CODE = "0109876042"
KEPT = re.compile("Đã lưu nháp")


@pytest.fixture(scope="module")
def world(town: Town) -> World:
    """The dossiers of an organisation, brought on without a browser."""
    own = {"email": "haithe@saokhue.example", "ma_so_thue": TAX_CODE}
    made = story.world_of(town, CODE, town.applicant(story.registration_of(golden(CODE)["values"] | own)))
    made.answers["values"] |= own
    return made


@pytest.fixture
def officer(town: Town) -> Page:
    """An officer of the desk."""
    return town.sign_in(town.official("motcua.haithe", Role.DESK, "DDBD-MC", "Chuyên viên Bộ phận Một cửa"))


def test_the_second_tab_is_told_of_the_first_and_its_words_wait(officer: Page, world: World) -> None:
    here = f"/officer/dossiers/{story.submitted(world)}/act/refuse/"
    older, newer = officer, officer.context.new_page()
    for tab in (older, newer):
        tab.goto(here)
    reason, status = "Lý do cụ thể", ".saved"
    newer.get_by_label(reason).fill("Thiếu bản đồ.")
    expect(newer.locator(status)).to_have_text(KEPT)
    newer.get_by_label(reason).fill("Thiếu bản đồ khu vực.")
    older.get_by_label(reason).fill("Không thuộc thẩm quyền.")
    expect(older.locator("#keep")).to_contain_text("Một bản nháp khác của biểu mẫu này vừa được lưu")
    expect(older.get_by_label(reason)).to_have_value("Không thuộc thẩm quyền.")

    older.get_by_role("button", name="Lưu nháp").click()
    told = older.locator("[data-draft-other]")
    expect(told).to_be_visible()
    expect(older.get_by_label(reason)).to_have_value("Không thuộc thẩm quyền.")
    look(older)
    with older.context.expect_page() as opened:
        told.get_by_role("link").click()
    expect(opened.value.get_by_label(reason)).to_have_value("Thiếu bản đồ khu vực.")
    older.get_by_role("button", name="Lưu thay bản nháp kia").click()
    expect(older.locator("#flash")).to_contain_text("Đã lưu bản nháp.")
    expect(older.get_by_label(reason)).to_have_value("Không thuộc thẩm quyền.")
    newer.get_by_label(reason).fill("Thiếu bản đồ khu vực, tỷ lệ 1/2000.")
    expect(newer.locator("#keep")).to_contain_text("Một bản nháp khác")
