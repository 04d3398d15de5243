"""What every page must be: one heading, a title, nothing for axe to find, nothing beyond the edge of a telephone."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Error, Page

WIDE, NARROW = 1280, 390
HEIGHT = 900
# What the browser says where a page was renewed while it was asked something.
RENEWED = ("Execution context was destroyed", "Inspected target navigated", "Cannot find context")
TRIES = 5
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  const told = node => [...node.any, ...node.all, ...node.none].map(check => check.message).join("; ");
  return found.violations.map(one => `${one.id} (${one.impact}): ${one.help}: ` + one.nodes.slice(0, 4).map(
    node => `${node.html.slice(0, 200)} | ${told(node)}`).join("\\n    "));
}"""
BEYOND = """() => [...document.querySelectorAll("body *")].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && box.right > innerWidth + 1 && getComputedStyle(one).position !== "fixed";
}).slice(0, 5).map(one => one.outerHTML.slice(0, 160))"""


@cache
def _axe() -> str:
    """The source of axe-core, which `make test` installs."""
    from django.conf import settings

    assets = next(Path(one[1]) for one in settings.STATICFILES_DIRS if isinstance(one, tuple))
    return (assets.parent / "node" / "node_modules" / "axe-core" / "axe.min.js").read_text()


def axe(page: Page) -> None:
    """No violation of any rule of axe. The page's policy allows no foreign script, so the browser itself puts it in."""
    session = page.context.new_cdp_session(page)
    try:
        there = session.send("Runtime.evaluate", {"expression": "typeof axe"})["result"]["value"] == "object"
        source = "" if there else f"{_axe()};"
        answer = session.send(
            "Runtime.evaluate", {"expression": f"{source}({RUN})()", "awaitPromise": True, "returnByValue": True}
        )
    finally:
        session.detach()
    assert "exceptionDetails" not in answer, json.dumps(answer["exceptionDetails"])
    found = answer["result"]["value"]
    assert not found, f"axe on {page.url} at {_width(page)}:\n  " + "\n  ".join(found)


def look(page: Page) -> None:
    """The page at both widths, with axe. Leaves it wide."""
    _looked(page, axe)


def sign_out(page: Page) -> None:
    """By the menu of the account, as on every page."""
    page.locator(".account-menu > summary").click()
    page.locator(".account-menu").get_by_role("button", name="Đăng xuất", exact=True).click()


def glance(page: Page) -> None:
    """The page at both widths, without axe, which is a script itself. Leaves it wide."""
    _looked(page, lambda _page: None)


def _looked(page: Page, more: Callable[[Page], None]) -> None:
    """Look at both widths; anew where the page, which waits for a paper, renewed itself meanwhile."""
    for again in reversed(range(TRIES)):
        try:
            _headed(page)
            for width in (NARROW, WIDE):
                page.set_viewport_size({"width": width, "height": HEIGHT})
                _inside(page, width)
                more(page)
            return
        except Error as error:
            if not again or not any(said in str(error) for said in RENEWED):
                raise


def _headed(page: Page) -> None:
    page.wait_for_load_state()
    headings = page.locator("h1").all_inner_texts()
    assert len(headings) == 1, f"{page.url}: headings {headings}"
    title = page.title()
    assert title.partition(" – ")[0].strip(), f"{page.url}: title {title!r}"


def _inside(page: Page, width: int) -> None:
    taken = page.evaluate("() => document.scrollingElement.scrollWidth")
    assert taken <= width, f"{page.url} needs {taken} of {width} pixels: {page.evaluate(BEYOND)}"


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


@contextmanager
def quiet(page: Page) -> Iterator[None]:
    """Fail where a script of the page complains, or the browser refuses something by the page's policy."""
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("console", lambda message: told.append(message.text) if _complains(message.type, message.text) else None)
    yield
    assert not told, told


def _complains(kind: str, text: str) -> bool:
    return kind == "error" and "Failed to load resource" not in text
