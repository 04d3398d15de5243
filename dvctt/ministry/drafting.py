"""Words that nobody shall read: what drafters note for each other, and turns of phrase that say nothing.

The lists are in `drafting.yaml` beside the ministry's other files; `editor_note` is where drafters' words may stand.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from pydantic import Field, field_validator

from dvctt.forms import Spec
from dvctt.kernel import Fault, Text

DRAFTING = "drafting.yaml"
OPERATORS_ONLY = frozenset({"editor_note", "confidence"})


class Word(Spec):
    """A pattern over lower-case text with single blanks, and a sentence that it must refuse."""

    pattern: str = Field(min_length=3)
    example: str

    @field_validator("pattern")
    @classmethod
    def _is_a_pattern(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


class DraftingFile(Spec):
    """The list of drafters' words, and of the turns of phrase that pages and letters do without."""

    words: tuple[Word, ...] = Field(min_length=1)
    tics: tuple[Word, ...] = ()


@cache
def drafting_file(folder: Path | None = None) -> DraftingFile:
    """The list in the ministry's content folder."""
    path = (folder or Path(settings.LAYOUT_FOLDER).parent) / DRAFTING
    return DraftingFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def drafters_words(text: str) -> str:
    """The first drafter's words in a text, as they stand there; empty where there are none."""
    return _first(drafting_file().words, text)


def tics(text: str) -> str:
    """The first turn of phrase in a text that says nothing, as it stands there; empty where there is none."""
    return _first(drafting_file().tics, text)


def _first(words: tuple[Word, ...], text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    matches = (re.search(word.pattern, plain) for word in words)
    return next((match.group().strip() for match in matches if match), "")


def _tic_fault(place: str, words: str) -> Fault:
    sentence = Text(
        vi=f"Tại {place}: bỏ “{words}”; viết câu mệnh lệnh: Nhập…, Chọn…, Kiểm tra lại….",
        en=f"At {place}: drop “{words}”; say plainly what to do: enter, choose, check.",
    )
    return Fault(place, "tic", {"words": words}, sentence)


def _fault(place: str, words: str) -> Fault:
    sentence = Text(
        vi=f"Tại {place}: “{words}” là lời của người soạn dữ liệu; chuyển vào editor_note, nơi chỉ người vận hành đọc.",
        en=f"At {place}: “{words}” is a drafter's note; move it to editor_note, which operators alone read.",
    )
    return Fault(place, "drafters_words", {"words": words}, sentence)


def drafting_faults(data: Any, place: str = "") -> Iterator[Fault]:
    """The faults of every public text in data as read from YAML or JSON."""
    if isinstance(data, str):
        if words := drafters_words(data):
            yield _fault(place, words)
        if words := tics(data):
            yield _tic_fault(place, words)
        return
    if isinstance(data, Mapping):
        items = [(str(key), value) for key, value in data.items() if key not in OPERATORS_ONLY]
    elif isinstance(data, list | tuple):
        items = [(_name(number, value), value) for number, value in enumerate(data)]
    else:
        return
    for name, value in items:
        yield from drafting_faults(value, f"{place}.{name}" if place else name)


def _name(number: int, value: Any) -> str:
    return str(value.get("id", number)) if isinstance(value, Mapping) else str(number)


def printed(template: str) -> str:
    """A Typst template without its comments."""
    return "\n".join(line for line in template.splitlines() if not line.lstrip().startswith("//"))


def ministry_drafting_faults(folder: Path) -> list[Fault]:
    """The faults of the ministry's own files and templates; places are such as `units.yaml: units.3.name.vi`."""
    faults: list[Fault] = []
    for path in sorted(
        file for file in folder.rglob("*") if file.suffix in {".yaml", ".typ"} and file.name != DRAFTING
    ):
        name = path.relative_to(folder).as_posix()
        faults += (
            Fault(f"{name}: {fault.place}", fault.code, fault.params, fault.text) for fault in _file_faults(path)
        )
    return faults


def _file_faults(path: Path) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8")
    try:
        yield from drafting_faults(yaml.safe_load(text) if path.suffix == ".yaml" else {"text": printed(text)})
    except yaml.YAMLError as error:
        yield Fault("", "malformed", text=Text(vi=f"Không đọc được YAML: {error}", en=f"Not YAML: {error}"))
