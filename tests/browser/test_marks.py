"""What differs from what was asked is marked while one types, by the server's own reading of the form."""

from email.message import Message
from pathlib import Path
from urllib.parse import parse_qsl

from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Route, expect

from dvctt.web.ui.form_view import FieldView

SCRIPT = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt" / "marks.js"
HERE = "http://officers.example/act/"


def drawn(term: str) -> str:
    """The page of an act as the server draws it: ten years were asked for; a second field is compared with nothing."""
    asked = "" if term == "10" else "10 năm"
    fields = (
        FieldView("term", "text", "Thời hạn", value=term, asked=asked, attrs={"type": "text"}),
        FieldView("note", "text", "Ghi chú", attrs={"type": "text"}),
    )
    inputs = "".join(render_to_string("parts/field_text.html", {"field": field}) for field in fields)
    return f"""<!doctype html><html><body><form id="act-form" method="post" action="{HERE}"
        enctype="application/x-www-form-urlencoded">{inputs}</form>
        <script type="module" src="/marks.js"></script></body></html>"""


def answer(route: Route) -> None:
    """Draw the form anew from what is sent, as `refresh` does."""
    request = route.request
    if request.url.endswith(".js"):
        route.fulfill(body=SCRIPT.read_text(encoding="utf-8"), content_type="text/javascript")
        return
    sent = multipart(request.headers["content-type"], request.post_data or "") if request.method == "POST" else {}
    assert request.method == "GET" or sent["refresh"] == "1"
    route.fulfill(body=drawn(sent.get("term", "10")), content_type="text/html; charset=utf-8")


def multipart(kind: str, body: str) -> dict[str, str]:
    """The fields of a form that a script has sent."""
    header = Message()
    header["content-type"] = kind
    boundary = header.get_param("boundary")
    if not boundary:
        return dict(parse_qsl(body))
    parts = (part.partition("\r\n\r\n") for part in body.split(f"--{boundary}") if 'name="' in part)
    return {head.split('name="')[1].split('"')[0]: value.rstrip("\r\n") for head, _blank, value in parts}


def test_a_difference_is_marked_while_one_types_and_nothing_else_changes(chromium: Browser) -> None:
    page = chromium.new_page()
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(str(error)))
    page.route("**/*", answer)
    page.goto(HERE)
    term, note = page.locator("#f-term"), page.locator("#f-note")
    expect(page.locator("[data-differs]")).to_have_count(0)
    note.fill("Đang viết dở")
    term.fill("5")
    expect(page.locator("#f-term-asked")).to_contain_text("10 năm")
    expect(term).to_be_focused()
    expect(term).to_have_attribute("aria-describedby", "f-term-asked")
    expect(note).to_have_value("Đang viết dở")
    term.fill("10")
    expect(page.locator("[data-differs]")).to_have_count(0)
    expect(term).not_to_have_attribute("aria-describedby", "f-term-asked")
    assert told == []
    page.close()
