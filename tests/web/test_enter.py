"""Enter in a field presses the first button of its form: in forms that draw questions that is the form's own one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.ROOT) / "dvctt" / "web" / "templates"
FORMS = re.compile(r"<form\b.*?</form>", re.S)
# Questions may draw buttons of their own: rows to add and remove, communes to fetch, questions to ask anew.
QUESTIONS = re.compile(r'part "(?:fields|refresh)"')
BUTTON = re.compile(r'type="submit"|part "(?:fields|refresh)"')


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_form_that_draws_questions_begins_with_what_enter_presses(path: Path) -> None:
    for form in filter(QUESTIONS.search, FORMS.findall(path.read_text(encoding="utf-8"))):
        assert '{% part "enter"' in BUTTON.split(form)[0], form[:200]
