"""What stands beside a long dossier: at hand while one scrolls, whole lines, no gaps; drawn without the product."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from dvctt.web.ui import parts

STYLES = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
EMAIL = "vanthu@biathanglong.example"
FOLD = """<div class="actions column"><form><details class="fold" open><summary class="button">Tiếp nhận</summary>
    <div class="fold-body"><p>Hệ thống sẽ gửi giấy hẹn.</p></div></details></form></div>"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """The workspace of a dossier whose answers are ten screens long."""
    styles = "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("theme", "parts", "officer"))
    facts = [("Thư điện tử", EMAIL), ("Điện thoại", "024 3499 1243")]
    person = render_to_string("parts/person.html", {"person": parts.Person("Công ty Bia", "organisation", facts=facts)})
    drawn = chromium.new_page(viewport={"width": 1280, "height": 800})
    drawn.set_content(f"""<!doctype html><html lang="vi"><head><style>{styles}</style></head>
        <body class="mood-officer"><main><div class="container-wide">
        <nav class="jumps"><a href="#answers">Nội dung khai</a></nav><div class="workspace">
        <aside class="side"><section class="panel">{FOLD}</section><section class="panel">{person}</section>
        <section class="panel" style="height: 900px"><p id="last">Cuối</p></section></aside>
        <div class="data" style="height: 8000px">Nội dung khai</div><section class="desk">Tệp</section>
        </div></div></main></body></html>""")
    yield drawn
    drawn.close()


def top_and_bottom(page: Page, what: str) -> tuple[float, float]:
    box = page.locator(what).bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


def test_the_acts_stay_at_hand_and_all_beside_them_can_be_reached(page: Page) -> None:
    page.evaluate("scrollTo(0, 3000)")
    top, bottom = top_and_bottom(page, ".side")
    assert top >= 0 and bottom <= 800
    assert 0 <= top_and_bottom(page, ".fold > summary")[0] < 800
    page.locator("#last").scroll_into_view_if_needed()
    assert top_and_bottom(page, "#last")[1] <= 800 and page.evaluate("scrollY") == 3000


def test_the_way_to_the_parts_stands_above_the_columns_however_far_one_scrolled(page: Page) -> None:
    for where in (0, 3000):
        page.evaluate("where => scrollTo(0, where)", where)
        end = top_and_bottom(page, ".jumps a")[1]
        assert 0 < end <= top_and_bottom(page, ".side")[0] and end <= top_and_bottom(page, ".desk")[0]


def test_a_column_that_scrolls_fades_out_where_more_follows_and_not_over_its_end(page: Page) -> None:
    """The fade stands at the lower edge; behind the last line there is room for it."""
    room = page.locator(".side").evaluate("""side => {
        side.scrollTop = side.scrollHeight;
        return side.getBoundingClientRect().bottom - side.lastElementChild.getBoundingClientRect().bottom;
    }""")
    drawn = page.locator(".side").evaluate("side => parseFloat(getComputedStyle(side, '::after').height)")
    assert drawn > 0 and room == pytest.approx(drawn, abs=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_table_of_names_fits_its_page(page: Page, width: int) -> None:
    who = "Nguyễn Thị Lan (Chuyên viên Bộ phận Một cửa); Lưu Anh Tuấn (Chuyên viên Bộ phận Một cửa)"
    heads = ("Vì sao", "Đơn vị", "Ai", "Đến khi")
    row = ("Đơn vị tiếp nhận, Bộ phận Một cửa", "Phòng Cấp phép và Thẩm định", who, "Khi hồ sơ kết thúc, được lưu")
    table = render_to_string("parts/mini_table.html", {"table": parts.ReviewTable(heads, [row]), "label": "Ai"})
    page.set_viewport_size({"width": width, "height": 800})
    page.evaluate("drawn => { document.querySelector('.container-wide').innerHTML = drawn; }", table)
    assert page.locator(".scroll").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_in_a_low_window_the_column_is_part_of_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("scrollTo(0, 3000)")
    assert top_and_bottom(page, ".side")[1] < 0


def test_an_unfolded_act_hangs_on_its_button(page: Page) -> None:
    assert top_and_bottom(page, ".fold-body")[0] - top_and_bottom(page, ".fold > summary")[1] < 1


def test_an_address_of_mail_stands_on_one_line(page: Page) -> None:
    mail, phone = (top_and_bottom(page, f'dd:has-text("{said}")') for said in (EMAIL, "024 3499 1243"))
    assert mail[1] - mail[0] == pytest.approx(phone[1] - phone[0], abs=1)
