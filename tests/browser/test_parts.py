"""Parts of pages whose script or style matters, drawn by themselves: rows that take over, words for a mouse, crumbs."""

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect

from dvctt.kernel import Fault
from dvctt.web.ui.form_view import Filling, SectionView, section_view
from dvctt.web.ui.parts import Component, Crumb
from tests.catalogue.conftest import FOLDERS, bundle_in

STATIC = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
HERE = "http://parts.example/"
KINDS = {".js": "text/javascript", ".css": "text/css"}


def serving(body: str, *, within: str = "form", script: bool = True) -> Callable[[Route], None]:
    """Answers with a page that holds `body` inside an element, and with our own scripts and styles, and htmx."""
    # As Bootstrap's reboot has it.
    head = "<style>[hidden] { display: none !important; }</style>"
    head += '<link rel="stylesheet" href="/forms.css"><link rel="stylesheet" href="/parts.css">'
    root = '<html class="scripted">' if script else "<html>"
    page = f"<!doctype html>{root}<head>{head}</head><body><{within}>{body}</{within}></body></html>"

    def answer(route: Route) -> None:
        asked = STATIC / route.request.url.removeprefix(HERE)
        if asked.name == "htmx.js":
            assets = next(Path(one[1]) for one in settings.STATICFILES_DIRS if isinstance(one, tuple))
            asked = assets / asked.name
        if asked.suffix in KINDS:
            route.fulfill(body=asked.read_text(encoding="utf-8"), content_type=KINDS[asked.suffix])
        else:
            route.fulfill(body=page, content_type="text/html; charset=utf-8")

    return answer


ROWS = '<script type="module" src="/rows.js"></script>'


def questions(section: str, filling: Filling) -> SectionView:
    """A page of questions of the licence to take groundwater."""
    bundle = next(one for one in map(bundle_in, FOLDERS) if one.code == "1.000070")
    return section_view(next(one for one in bundle.form.sections if one.id == section), filling)


def wells(chromium: Browser, *numbers: str, faults: Sequence[Fault] = ()) -> Page:
    """The table of wells with these numbers, and the summary of what is wrong in it."""
    filling = Filling(values={"gieng": [{"so_hieu": number} for number in numbers]}, faults=faults)
    view = questions("thong_so_gieng", filling)
    told = render_to_string("parts/problems.html", {"problems": view.problems})
    drawn = render_to_string("parts/field_table.html", {"field": view.fields[0]})
    page = chromium.new_page()
    page.route("**/*", serving(f"{told}{drawn}{ROWS}"))
    page.goto(HERE)
    return page


def purposes(chromium: Browser, *kinds: str) -> Page:
    """The table of purposes, each of that kind, and what is understood of a flow once it is typed."""
    rows = [{"loai": kind} for kind in kinds]
    view = questions("muc_dich_khai_thac", Filling(values={"muc_dich": rows}))
    drawn = render_to_string("parts/field_table.html", {"field": view.fields[0]})
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="x">'
    scripts = "".join(f'<script type="module" src="/{name}.js"></script>' for name in ("page", "rows", "reading"))
    page = chromium.new_page()
    page.route("**/*", serving(f'{token}{drawn}<div id="bar"></div>{scripts}'))
    page.goto(HERE)
    return page


def test_a_row_that_comes_back_takes_no_choice_from_another(chromium: Browser) -> None:
    page = purposes(chromium, "sinh_hoat", "san_xuat", "tuoi")
    page.get_by_role("button", name="Xóa Mục đích 1").click()
    page.get_by_role("button", name="Hoàn tác").click()
    chosen = page.locator("[data-rows] input:checked")
    assert chosen.evaluate_all("all => all.map(one => [one.name, one.value])") == [
        ["muc_dich.0.loai", "sinh_hoat"], ["muc_dich.1.loai", "san_xuat"], ["muc_dich.2.loai", "tuoi"]
    ]  # fmt: skip


def test_what_is_understood_moves_nothing_under_a_finger(chromium: Browser) -> None:
    page, held = purposes(chromium, "sinh_hoat", "san_xuat"), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/reading/", hold)
    with page.expect_request("**/reading/"):
        page.locator('[name="muc_dich.0.luu_luong"]').fill("2")
    target = page.locator('[data-rows] label:has-text("Tưới")').nth(1)
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 2)
    page.mouse.down()
    with page.expect_response("**/reading/"):
        held[0].fulfill(json={"meaning": "2 m³/ngày đêm"})
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert target.bounding_box() == box
    page.mouse.up()
    expect(page.locator('[name="muc_dich.1.loai"][value="tuoi"]')).to_be_checked()
    expect(page.locator("output.meaning").first).to_have_text("= 2 m³/ngày đêm")


def test_a_row_that_is_added_takes_over_what_the_bundle_says(chromium: Browser) -> None:
    page = wells(chromium)
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


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("section", "name"), [("thong_so_gieng", "gieng.1.so_hieu"), ("cong_trinh", "so_gieng")])
def test_enter_does_what_the_main_button_does(chromium: Browser, section: str, name: str, *, script: bool) -> None:
    view = questions(section, Filling(values={"gieng": [{"so_hieu": "G1"}, {"so_hieu": "G2"}]}))
    drawn = render_to_string("parts/question.html", {"section": view, "action": HERE})
    context = chromium.new_context(java_script_enabled=script)
    page = context.new_page()
    page.route("**/*", serving(f"{drawn}{ROWS}", within="div", script=script))
    page.goto(HERE)
    with page.expect_request(lambda one: one.method == "POST") as sent:
        page.locator(f'[name="{name}"]').press("Enter")
    told = parse_qs(sent.value.post_data or "")
    assert told["go"] == ["next"] and not {"remove_row", "add_row", "refresh"} & told.keys()
    context.close()


def test_a_row_that_was_removed_comes_back_with_its_answers_to_its_place(chromium: Browser) -> None:
    page = wells(chromium, "G1", "G2", "G3", faults=[Fault(f"gieng.{row}.luu_luong", "required") for row in (1, 2)])
    numbers, told = page.locator('[data-rows] [name$=".so_hieu"]'), page.locator(".problems li:visible")
    page.locator('[name="gieng.1.tang_nuoc"]').fill("qp2-3")
    page.get_by_role("button", name="Xóa Giếng 2").click()
    expect(numbers).to_have_count(2)
    expect(told).to_have_count(1)
    expect(told).to_contain_text("Giếng 2")
    undo = page.get_by_role("button", name="Hoàn tác")
    expect(undo).to_be_focused()
    expect(page.locator(".row-removed")).to_contain_text("Giếng 2")
    undo.click()
    expect(undo).to_have_count(0)
    assert [one.input_value() for one in numbers.all()] == ["G1", "G2", "G3"]
    expect(page.locator('[name="gieng.1.tang_nuoc"]')).to_have_value("qp2-3")
    assert ["Giếng 2" in told.nth(0).inner_text(), "Giếng 3" in told.nth(1).inner_text()] == [True, True]
    page.close()


def test_a_row_in_which_nothing_stands_goes_without_a_word(chromium: Browser) -> None:
    page = wells(chromium, "G1")
    remove = page.locator("button.remove:visible")
    expect(remove).to_have_count(0)
    page.locator('button[name="add_row"]').click()
    expect(remove).to_have_count(2)
    remove.nth(1).click()
    expect(page.locator(".row-removed")).to_have_count(0)
    expect(remove).to_have_count(0)
    page.close()


def test_without_script_a_row_is_removed_after_a_second_press(chromium: Browser) -> None:
    view = questions("thong_so_gieng", Filling(values={"gieng": [{"so_hieu": "G1"}, {"so_hieu": "G2"}]}))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/*", serving(render_to_string("parts/field_table.html", {"field": view.fields[0]}), script=False))
    page.goto(HERE)
    buttons = page.locator('[name="remove_row"]:visible')
    expect(buttons).to_have_count(0)
    page.locator("summary", has_text="Xóa Giếng 2").click()
    expect(buttons).to_have_count(1)
    expect(buttons).to_have_attribute("value", "gieng.1")
    context.close()


def test_a_commune_of_another_province_never_stands_beside_it(chromium: Browser) -> None:
    place = {"dia_diem": {"province": "96", "commune": "32244"}}
    view = questions("cong_trinh", Filling(values={"vi_tri": [place]}, places=Provinces()))
    drawn = render_to_string("parts/field_table.html", {"field": view.fields[0]})
    page = chromium.new_page()
    scripts = '<script src="/htmx.js" defer></script><script type="module" src="/places.js"></script>'
    page.route("**/*", serving(f"{drawn}{scripts}"))
    page.route("**/communes/**", lambda route: route.abort("internetdisconnected"))
    page.goto(HERE)
    commune, missing = page.locator('select[name$=".commune"]').first, page.locator("[data-communes-missing]").first
    expect(commune).to_have_value("32244")
    page.locator('select[name$=".province"]').first.select_option("91")
    expect(commune).to_have_value("")
    expect(missing).to_be_visible()
    page.unroute("**/communes/**")
    fresh = '<option value="">Chọn</option><option value="30292">Phường Long Xuyên</option>'
    page.route("**/communes/**", lambda route: route.fulfill(body=fresh, content_type="text/html; charset=utf-8"))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(commune.locator('option[value="30292"]')).to_have_count(1)
    expect(missing).to_be_hidden()
    expect(commune).to_have_value("")
    page.close()


class Provinces:
    """Two provinces, and the communes of one."""

    def provinces(self) -> list[tuple[str, str]]:
        return [("96", "Tỉnh Cà Mau"), ("91", "Tỉnh An Giang")]

    def communes(self, province: str) -> list[tuple[str, str]]:
        return [("32244", "Xã Đất Mũi")] if province == "96" else []


@pytest.mark.parametrize("touch", [False, True])
def test_what_only_a_mouse_can_do_is_not_told_on_a_touch_screen(chromium: Browser, *, touch: bool) -> None:
    component = Component("so_do", "Sơ đồ", upload_url="/x/")
    drop = render_to_string("parts/file_drop.html", {"component": component})
    key = '<button class="button" type="button">Nhận <kbd>1</kbd></button>'
    keys = '<button class="button with-script" data-keys type="button">Phím tắt</button>'
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=touch, is_mobile=touch)
    page = context.new_page()
    page.route("**/*", serving(drop + key + keys))
    page.goto(HERE)
    expect(page.get_by_text("Chọn tệp từ máy")).to_be_visible()
    for place in (".with-mouse", "kbd", "[data-keys]"):
        expect(page.locator(place)).to_be_visible(visible=not touch)
    context.close()


@pytest.mark.parametrize("allowed", [True, False])
def test_it_is_told_whether_a_code_was_copied(chromium: Browser, *, allowed: bool) -> None:
    code = render_to_string("parts/code.html", {"code": "000.00.00.G13-261130-0001"})
    toasts = '<div id="toasts" data-copied="Đã chép." data-copy-failed="Chép bằng tay."></div><p id="live"></p>'
    page = chromium.new_page()
    page.route("**/*", serving(f'{code}{toasts}<script type="module" src="/page.js"></script>'))
    writes = "Promise.resolve()" if allowed else "Promise.reject(new Error())"
    page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{value: {{writeText: () => {writes}}}}})")
    page.goto(HERE)
    page.locator("[data-copy]").click()
    told = "Đã sao chép mã 000.00.00.G13-261130-0001." if allowed else "Chép bằng tay."
    expect(page.locator(".toast")).to_have_text(told)
    page.close()


def test_no_line_of_the_crumbs_begins_with_the_sign_between_them(chromium: Browser) -> None:
    crumbs = [Crumb("Thủ tục", "/procedures/"), Crumb("Lĩnh vực tài nguyên nước và khoáng sản", "/x/"), Crumb("Hồ sơ")]
    page = chromium.new_page(viewport={"width": 320, "height": 600})
    page.route("**/*", serving(render_to_string("parts/page_head.html", {"title": "Trang", "crumbs": crumbs})))
    page.goto(HERE)
    leads = page.locator(".crumbs li").evaluate_all("all => all.map(li => getComputedStyle(li, '::before').content)")
    follow = page.locator(".crumbs li").evaluate_all("all => all.map(li => getComputedStyle(li, '::after').content)")
    assert leads == ["none"] * 3 and follow == ['"/"', '"/"', "none"]
    page.close()
