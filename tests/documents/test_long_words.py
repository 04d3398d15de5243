"""Words without a blank stay on the page: nobody signs what nobody sees."""

from typing import Any

import pypdfium2
import pytest

from dvctt.documents.rendering import render
from tests.documents.papers import declaration_data, letter_data, template

WORDS = {"wide": "W" * 300, "marked": "ấ" * 300, "address": "https://a.example/" + "x" * 300, "signs": "a_b." * 90}


def beyond(pdf: bytes) -> list[tuple[float, ...]]:
    """Where text stands outside of its page."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        width, height = page.get_size()
        text = page.get_textpage()
        places = [text.get_rect(number) for number in range(text.count_rects())]
        found += [one for one in places if one[0] < 0 or one[1] < 0 or one[2] > width or one[3] > height]
    return found


def papers_with(word: str) -> dict[str, dict[str, Any]]:
    """Each paper, with the word wherever people write."""
    fields = [
        {"label": word, "value": word},
        {"label": "B", "columns": ["a", "b"], "rows": [[word, "1"], ["2", word]]},
    ]
    body = {
        "dossier": {"code": "000.1", "procedure": word, "procedure_code": "1"},
        "owner": {"name": word, "address": word, "phone": "0912345678"}, "desk": {"name": "B", "phone": "0"},
        "reason": word, "basis": word, "grounds": word,
    }  # fmt: skip
    return {
        "declaration": declaration_data(
            owner={"name": word, "tax_code": "0100233488", "address": word}, addressee=word,
            procedure={"code": "1", "name": word}, sections=[{"title": word, "fields": fields}],
            files=[{"name": word, "file": word, "sha256": "ab" * 32}],
        ),
        "refusal": letter_data(body=body, title="Phiếu", recipients=[word, "Lưu"]),
    }  # fmt: skip


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("paper", ["declaration", "refusal"])
def test_a_word_longer_than_a_line_is_broken(paper: str, word: str) -> None:
    data = papers_with(word)[paper]
    pdf = render(template(paper), data, title=data["title"])
    assert beyond(pdf) == []
