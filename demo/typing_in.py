"""Typing answers into the pages of a form, as a person without script: add rows, fetch communes, then go on."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from demo.browser import Browser, Unexpected
from demo.pages import Form, Page

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DECIMAL = re.compile(r"-?\d+\.\d+")
MOST_PRESSES = 60


def type_in(browser: Browser, having: str, answers: Mapping[str, Any], **press: str) -> Page:
    """Fill in the form that has the control `having` with those of the answers that it asks for, and send it.

    `press` names the button to send with, where it is not the first one. Raises Unexpected.
    """
    refreshed = False
    for _ in range(MOST_PRESSES):
        form = browser.the_form(having=having)
        typed = dict(_typed(form, answers))
        if detour := _detour(form, answers, typed) or _once(form, refreshed):
            name, value = detour
            refreshed = refreshed or name == "refresh"
            browser.send(form, _offered(form, typed), press=form.button(name, value))
            continue
        button = next((form.button(name, value) for name, value in press.items()), None) or _main(form)
        return browser.send(form, typed, press=button)
    raise Unexpected(f"the form does not come to an end: {browser.describe()}")


def _detour(form: Form, answers: Mapping[str, Any], typed: Mapping[str, Any]) -> tuple[str, str] | None:
    """The button to press before the page can take everything: one more row, or the communes of a province."""
    for name, value in answers.items():
        if isinstance(value, list) and form.button("add_row", name) and _rows(form, name) < len(value):
            return "add_row", name
    for name, value in typed.items():
        selects = [control for control in form.named(name) if control.kind == "select"]
        if selects and name.endswith(".commune") and value not in selects[0].options:
            return "refresh", f"{name.removesuffix('commune')}province"
    return None


def _once(form: Form, refreshed: bool) -> tuple[str, str] | None:
    """The button that shows the questions which an answer opens, pressed once."""
    return ("refresh", "1") if form.button("refresh", "1") and not refreshed else None


def _main(form: Form) -> Any:
    detours = ("add_row", "remove_row", "refresh", "edit", "draft")
    return next(
        (control for control in form.controls if control.kind == "submit" and control.name not in detours), None
    )


def _offered(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Without choices that the page does not offer yet."""
    selects = {control.name: control.options for control in form.controls if control.kind == "select"}
    return {name: value for name, value in typed.items() if name not in selects or value in selects[name]}


def _rows(form: Form, table: str) -> int:
    indexes = {match[1] for name in form.names() if (match := re.match(rf"{re.escape(table)}\.(\d+)\.", name))}
    return len(indexes)


def _typed(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in _flat("", answers):
        controls = form.named(name)
        if controls:
            yield name, _words(value, controls[0].kind, [control.value for control in controls])


def _flat(prefix: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(f"{prefix}.{key}" if prefix else key, inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for index, row in enumerate(value):
            yield from _flat(f"{prefix}.{index}", row)
    else:
        yield prefix, value


def _words(value: Any, kind: str, values: list[str]) -> Any:
    """The answer as it is typed: days as `31/12/2026`, decimals with a comma, a tick for yes."""
    if isinstance(value, bool):
        if kind == "checkbox":
            return values if value else []
        return next(choice for choice in values if (choice in ("true", "yes", "1")) == value)
    if isinstance(value, list):
        return [str(choice) for choice in value]
    text = str(value)
    if kind in ("select", "radio", "checkbox", "hidden"):
        return text
    if match := DAY.fullmatch(text):
        return "/".join(reversed(match.groups()))
    return text.replace(".", ",") if DECIMAL.fullmatch(text) else text
