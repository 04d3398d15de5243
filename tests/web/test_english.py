"""English of pages, letters and procedures: the words of docs/glossary.md, and none of those that they replace."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.utils import translation

from dvctt.ops.artefacts import translations
from dvctt.web.applicant import home

CONTENT = Path(settings.ROOT) / "content"
REPLACED = (
    r"dossiers?",
    r"on-line",
    r"filers?",
    r"mend(ed|ing|s)?",
    r"amendment requests?",
    r"operating unit",
)


def texts_in(data: Any) -> Iterator[str]:
    """English texts of YAML data that people read; editors' notes are not among them."""
    if isinstance(data, dict):
        if isinstance(data.get("en"), str):
            yield data["en"]
        for key, value in data.items():
            if key != "editor_note":
                yield from texts_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts_in(value)


def texts_in_code(path: Path) -> Iterator[str]:
    """English texts that stand in code beside their Vietnamese, without the values put into them."""
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
            said = [keyword.value for keyword in call.keywords if keyword.arg == "en"]
            words = [one for value in said for one in ast.walk(value) if isinstance(one, ast.Constant)]
            yield from (one.value for one in words if isinstance(one.value, str))


def english() -> Iterator[str]:
    """Every English text: of the catalogue, of code, of the ministry's files, of the procedures."""
    for path in sorted((Path(settings.ROOT) / "dvctt").rglob("*.py")):
        yield from texts_in_code(path)
    for message in translations.current():
        yield from (message.string,) if isinstance(message.string, str) else message.string
    for path in sorted(CONTENT.rglob("*.yaml")):
        if path.name != "drafting.yaml":
            yield from texts_in(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("word", REPLACED)
def test_english_says_what_people_say(word: str) -> None:
    said = [text for text in english() if re.search(rf"\b{word}\b", re.sub(r"%\(\w+\)s", "", text), re.IGNORECASE)]
    assert said == []


def test_a_column_of_procedures_is_headed_in_the_singular() -> None:
    with translation.override("en"):
        assert home.main() == "Procedure"


def test_the_texts_are_found_at_all() -> None:
    found = set(english())
    assert len(found) > 1500 and {"Application code", "Partly online", "Another officer took over"} <= found
