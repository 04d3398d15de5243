"""Parts of pages whose script or style matters, drawn by themselves: rows that take over, words for a mouse, crumbs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Route, expect

from dvctt.web.formview import Filling, section_view
from dvctt.web.parts import Component, Crumb
from tests.catalogue.conftest import FOLDERS, bundle_in

STATIC = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
HERE = "http://parts.example/"
KINDS = {".js": "text/javascript", ".css": "text/css"}


def serving(body: str) -> object:
    """Answers with a page that holds `body`, and with our own scripts and styles."""
    head = '<link rel="stylesheet" href="/forms.css"><link rel="stylesheet" href="/parts.css">'
    page = f'<!doctype html><html class="scripted"><head>{head}</head><body><form>{body}</form></body></html>'

    def answer(route: Route) -> None:
        asked = STATIC / route.request.url.removeprefix(HERE)
        if asked.suffix in KINDS:
            route.fulfill(body=asked.read_text(encoding="utf-8"), content_type=KINDS[asked.suffix])
        else:
            route.fulfill(body=page, content_type="text/html; charset=utf-8")

    return answer


def test_a_row_that_is_added_takes_over_what_the_bundle_says(chromium: Browser) -> None:
    bundle = next(one for one in map(bundle_in, FOLDERS) if one.code == "1.000070")
    section = next(one for one in bundle.form.sections if one.id == "thong_so_gieng")
    drawn = render_to_string("parts/field_table.html", {"field": section_view(section, Filling()).fields[0]})
    page = chromium.new_page()
    page.route("**/*", serving(f'{drawn}<script type="module" src="/rows.js"></script>'))  # type: ignore[arg-type]
    page.goto(HERE)
    page.locator('[name="gieng.0.so_hieu"]').fill("G1")
    page.locator('[name="gieng.0.toa_do.meridian"]').fill("105°45'")
    page.locator('[name="gieng.0.toa_do.zone"]').select_option("6")
    page.locator('button[name="add_row"]').click()
    expect(page.locator('[name="gieng.1.toa_do.meridian"]')).to_have_value("105°45'")
    expect(page.locator('[name="gieng.1.toa_do.zone"]')).to_have_value("6")
    expect(page.locator('[name="gieng.1.so_hieu"]')).to_have_value("")
    page.locator('[name="gieng.1.toa_do.meridian"]').fill("107")
    page.locator('button[name="add_row"]').click()
    expect(page.locator('[name="gieng.2.toa_do.meridian"]')).to_have_value("107")
    page.close()


@pytest.mark.parametrize("touch", [False, True])
def test_what_only_a_mouse_can_do_is_not_told_on_a_touch_screen(chromium: Browser, *, touch: bool) -> None:
    component = Component("so_do", "Sơ đồ", upload_url="/x/")
    drop = render_to_string("parts/file_drop.html", {"component": component})
    key = '<button class="button" type="button">Nhận <kbd>1</kbd></button>'
    keys = '<button class="button with-script" data-keys type="button">Phím tắt</button>'
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    page.route("**/*", serving(drop + key + keys))  # type: ignore[arg-type]
    page.goto(HERE)
    expect(page.get_by_text("Chọn tệp từ máy")).to_be_visible()
    for place in (".with-mouse", "kbd", "[data-keys]"):
        expect(page.locator(place)).to_be_visible(visible=not touch)
    context.close()


def test_no_line_of_the_crumbs_begins_with_the_sign_between_them(chromium: Browser) -> None:
    crumbs = [Crumb("Thủ tục", "/procedures/"), Crumb("Lĩnh vực tài nguyên nước và khoáng sản", "/x/"), Crumb("Hồ sơ")]
    page = chromium.new_page(viewport={"width": 320, "height": 600})
    page.route("**/*", serving(render_to_string("parts/page_head.html", {"title": "Trang", "crumbs": crumbs})))  # type: ignore[arg-type]
    page.goto(HERE)
    leads = page.locator(".crumbs li").evaluate_all("all => all.map(li => getComputedStyle(li, '::before').content)")
    follow = page.locator(".crumbs li").evaluate_all("all => all.map(li => getComputedStyle(li, '::after').content)")
    assert leads == ["none"] * 3 and follow == ['"/"', '"/"', "none"]
    page.close()
