"""Answers typed into a form as a person types them, with script and without."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import moving

DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DECIMAL = re.compile(r"\d+\.\d+")


def fill(page: Page, values: Mapping[str, Any], *, script: bool = True) -> list[str]:
    """Type every answer that has a place on this page, in order; gives the names of those that had."""
    return [name for name, value in values.items() if _answer(page, name, value, script)]


def typed(value: Any) -> str:
    """A stored answer as a person writes it."""
    text = str(value)
    if found := DAY.fullmatch(text):
        return f"{found[3]}/{found[2]}/{found[1]}"
    if DECIMAL.fullmatch(text):
        return text.replace(".", ",")
    return f"0{text[3:]}" if text.startswith("+84") else text


def _answer(page: Page, name: str, value: Any, script: bool) -> bool:
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return _table(page, name, value, script)
    if isinstance(value, Mapping):
        return bool([_answer(page, f"{name}.{part}", one, script) for part, one in value.items()].count(True))
    place = page.locator(f'#main [name="{name}"]')
    if not place.count():
        return False
    _put(page, place, name, value, script)
    return True


def _table(page: Page, name: str, rows: list[Mapping[str, Any]], script: bool) -> bool:
    table = page.locator(f'[data-table="{name}"]')
    if not table.count():
        return False
    for number, row in enumerate(rows):
        here = table.locator(f'[data-rows] [name^="{name}.{number}."]').first
        if not here.count():
            add = table.locator('button[name="add_row"]')
            add.click() if script else moving.press(add)
            here.wait_for()
        for part, value in row.items():
            _answer(page, f"{name}.{number}.{part}", value, script)
    return True


def _put(page: Page, place: Locator, name: str, value: Any, script: bool) -> None:
    first = place.first
    kind = first.evaluate("one => one.type")
    if kind in ("radio", "checkbox"):
        for mark in _marks(value):
            _check(page, page.locator(f'#main [name="{name}"][value="{mark}"]'), script)
    elif kind == "select-one":
        _choose(page, first, name, str(value), script)
    else:
        first.fill(typed(value))


def _marks(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        yield str(one).lower() if isinstance(one, bool) else str(one)


def _check(page: Page, mark: Locator, script: bool) -> None:
    if mark.is_checked():
        return
    # The label is drawn over its mark, so that is where a person clicks.
    label = page.locator(f'label[for="{mark.get_attribute("id")}"]')
    if mark.get_attribute("data-drives") is None:
        label.click()
    elif script:
        # The form is busy from the moment of the choice until its new questions are there.
        label.click()
        expect(page.locator("form[aria-busy]")).to_have_count(0)
    else:
        label.click()
        moving.press(page.locator('button[name="refresh"][value="1"]').first)


def _choose(page: Page, place: Locator, name: str, value: str, script: bool) -> None:
    if place.input_value() == value:
        return
    if not name.endswith(".province"):
        place.select_option(value)
    elif script:
        with page.expect_response("**/addresses/communes/**"):
            place.select_option(value)
    else:
        place.select_option(value)
        moving.press(page.locator(f'button[name="refresh"][value="{name}"]'))
