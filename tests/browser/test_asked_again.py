"""A question before a grave act: seen, and with the focus, also where no script runs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from playwright.sync_api import Browser, expect

STYLES = Path(settings.ROOT) / "dvctt" / "web" / "static" / "dvctt"
QUESTION = (
    """{% wrap "sure" form="act" title="Tạm khóa tài khoản này?" %}<button form="act">Tạm khóa</button>{% endwrap %}"""
)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_question_is_seen_and_has_the_focus_without_script(chromium: Browser, width: int) -> None:
    styles = (STYLES / "theme.css").read_text(encoding="utf-8") + (STYLES / "parts.css").read_text(encoding="utf-8")
    question = engines["django"].from_string(QUESTION).render()
    context = chromium.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    try:
        page = context.new_page()
        page.set_content(f"""<!doctype html><html lang="vi"><head><style>{styles}</style></head>
            <body class="mood-operator"><main>{question}<form id="act" style="height: 3000px"></form></main></body>
            </html>""")
        expect(page.locator("#sure")).to_be_focused()
        expect(page.get_by_role("button", name="Tạm khóa")).to_be_in_viewport()
    finally:
        context.close()
