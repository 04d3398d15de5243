"""On a screen of single density, where widths are rounded to whole pixels, words do not glue together."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser, Route

HERE = "http://letters.example"
STYLES = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
WORDS = "Dịch vụ công trực tuyến của hệ thống tiếp nhận hồ sơ đề nghị cấp giấy phép khai thác nước dưới đất"
SIZES, WEIGHTS = (14, 15, 16, 18, 22), (400, 600)
# A share of the size of the letters; the rounding alone left less than a quarter.
NARROWEST = 0.26
GAPS = """() => [...document.querySelectorAll("p")].map((one) => {
  const text = one.firstChild, gaps = [];
  for (let at = text.data.indexOf(" "); at > 0; at = text.data.indexOf(" ", at + 1)) {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    gaps.push(range.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize));
  }
  return Math.min(...gaps);
})"""


def served(route: Route) -> None:
    """The page, its style sheet and its letters, as the product serves them."""
    name = route.request.url.removeprefix(f"{HERE}/")
    if name.endswith(".woff2"):
        assets = next(Path(one[1]) for one in settings.STATICFILES_DIRS if isinstance(one, tuple))
        route.fulfill(body=(assets / "fonts" / Path(name).name).read_bytes(), content_type="font/woff2")
    elif name.endswith(".css"):
        route.fulfill(body=(STYLES / Path(name).name).read_text(encoding="utf-8"), content_type="text/css")
    else:
        lines = "".join(
            f'<p style="font-size: {size}px; font-weight: {weight}; white-space: nowrap">{WORDS}</p>'
            for size in SIZES
            for weight in WEIGHTS
        )
        head = '<meta charset="utf-8"><link rel="stylesheet" href="/dvctt/theme.css">'
        route.fulfill(
            body=f"<!doctype html><html><head>{head}</head><body>{lines}</body></html>", content_type="text/html"
        )


def test_words_stand_apart_at_every_size(chromium: Browser) -> None:
    page = chromium.new_page(device_scale_factor=1)
    page.route("**/*", served)
    page.goto(f"{HERE}/")
    assert page.evaluate("() => document.fonts.ready.then((all) => [...all].some((one) => one.status === 'loaded'))")
    gaps = page.evaluate(GAPS)
    assert len(gaps) == len(SIZES) * len(WEIGHTS)
    assert min(gaps) >= NARROWEST, gaps
