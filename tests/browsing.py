"""What a browser without script sends: the controls of a form as they stand on the page."""

from typing import Any

import html5lib
from django.http import HttpResponse


def form_data(page: HttpResponse, *, containing: str) -> dict[str, Any]:
    """What the form with a control named `containing` sends, by name; a list where a name repeats."""
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    forms = [form for form in tree.iter("form") if any(node.get("name") == containing for node in form.iter())]
    assert forms, f"no form with {containing}"
    sent: dict[str, list[str]] = {}
    for node in forms[0].iter():
        name = node.get("name")
        if name and "disabled" not in node.attrib:
            for value in _values(node):
                sent.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def _values(node: Any) -> list[str]:
    """What a control sends; nothing for buttons and boxes that are not ticked."""
    kind = node.get("type", "text")
    if node.tag == "textarea":
        return ["".join(node.itertext())]
    if node.tag == "select":
        options = list(node.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        return [option.get("value", "") for option in (chosen or options[:1])]
    if node.tag != "input" or kind in ("submit", "button", "file", "image", "reset"):
        return []
    if kind in ("checkbox", "radio") and "checked" not in node.attrib:
        return []
    return [node.get("value", "on" if kind in ("checkbox", "radio") else "")]
