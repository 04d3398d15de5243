"""How the officers' list stands on a screen: one scroll that ends with the page, whole figures, whole buttons."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from dvctt.kernel import clock
from dvctt.web.officer import list_rows
from dvctt.web.ui import parts

STYLES = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
NUMBER = 30
PLACES = "Bãi giếng số 1, Xã Hồ Thị Kỷ, Tỉnh Cà Mau; Bãi giếng số 2, Xã Tân Thành, Tỉnh Cà Mau"
SUBJECT = f"{PLACES} · 3 giếng · 12.200 m³/ngày đêm"
FEE = "Phí còn thiếu 12.345.678 đ"


def row(number: int) -> parts.QueueRow:
    due = parts.Due("", clock.now() + timedelta(days=9), "hạn bổ sung, đã chờ 13 ngày")
    cells: dict[str, object] = {
        "due": due,
        "next": ("Trình kết quả thẩm định", "Người có thẩm quyền"),
        "status": parts.Chip("Yêu cầu bổ sung giấy tờ", "wait"),
        "submitted": "16/11/2026",
        "dossier": (f"000.00.15.G13-261116-{number:04}", "Giấy phép hoạt động đo đạc và bản đồ"),
        "acts": [parts.Act("Nhận thẩm định", "take")] if number % 5 == 0 else [],
    }
    title = "Công ty trách nhiệm hữu hạn một thành viên Trắc địa Sao Khuê"
    return parts.QueueRow(str(number), f"/{number}", title, cells, sub=SUBJECT, note=FEE)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A list of thirty dossiers with every column, at 1280 x 900."""
    styles = "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("theme", "parts", "officer"))
    drawn = render_to_string(
        "parts/queue.html",
        {
            "caption": "Mọi hồ sơ", "main": "Chủ hồ sơ, nội dung", "selectable": True, "form": "bulk",
            "columns": list_rows.columns(closed=False, takes=True), "rows": [row(number) for number in range(NUMBER)],
        },
    )  # fmt: skip
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f"""<!doctype html><html lang="vi"><head><style>*{{box-sizing:border-box}} body{{margin:0}}
        button{{font:inherit;border:1px solid;padding:0 12px}}{styles}</style></head>
        <body class="mood-officer"><main><div class="container-wide"><form id="bulk"></form>{drawn}</div></main>
        <footer class="site-foot"><div class="container-wide">Cuối trang</div></footer></body></html>""")
    yield page
    page.close()


@pytest.mark.parametrize("width", [320, 390, 800, 1280, 1600])
def test_the_page_ends_at_its_footer_and_scrolls_once(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    foot = page.locator(".site-foot").evaluate("foot => foot.getBoundingClientRect().bottom + scrollY")
    assert page.evaluate("document.documentElement.scrollHeight") == pytest.approx(foot, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wrap = page.locator(".queue-wrap")
    assert wrap.evaluate("wrap => wrap.scrollHeight - wrap.clientHeight") <= 0


def test_the_head_of_the_list_stays_in_sight(page: Page) -> None:
    page.evaluate("scrollTo(0, 1500)")
    box = page.locator(".queue th").nth(1).bounding_box()
    assert box is not None and box["y"] == pytest.approx(0, abs=2)


@pytest.mark.parametrize("width", [1280, 1366])
def test_every_column_and_button_stands_inside_the_list(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    inside = page.locator(".queue-wrap").evaluate("wrap => wrap.getBoundingClientRect().right")
    ends = page.locator(".queue :is(th, .button)").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().right)"
    )
    assert max(ends) <= inside
    widths = page.locator(".queue tbody tr").first.locator("td").evaluate_all("all => all.map(one => one.offsetWidth)")
    assert widths[1] == max(widths), widths


def test_between_telephone_and_desk_the_list_scrolls_sideways_instead_of_squeezing(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    assert page.locator("td.main").first.evaluate("cell => cell.offsetWidth") >= 220


def test_no_figure_of_a_row_is_cut(page: Page) -> None:
    for said in (FEE, "12.200 m³/ngày đêm"):
        line = page.locator(".queue .sub", has_text=said).first
        assert line.evaluate(
            "line => line.scrollHeight <= line.clientHeight || getComputedStyle(line).overflow == 'visible'"
        )


def test_what_is_owed_stands_before_what_the_dossier_is_about(page: Page) -> None:
    title, note, sub = (
        page.locator(f"td.main {one}").first.bounding_box() for one in ("a", ".note", ".sub:not(.note)")
    )
    assert title and note and sub and title["y"] < note["y"] < sub["y"]
