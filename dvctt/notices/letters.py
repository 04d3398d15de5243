"""Letters by name: the words of the bundle, else of the ministry's form set, else the product's own.

The product's file of a letter says what its sender gives; the others have words alone (decisions/0034).
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from django.conf import settings
from django.utils import translation
from pydantic import Field, ValidationError

from dvctt.forms import Spec
from dvctt.kernel import Fault, NotFound, Text
from dvctt.ministry import api as ministry
from dvctt.notices.adapters import gsm
from dvctt.notices.letter_templates import LetterField, rendered, used, wrong_with

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
ALL = "_all"
FOLDER = "letters/"
# The letters that a bundle's duties send, and those that it may write otherwise.
DOSSIER = "dossier"
SUBJECT = "subject"


class Wording(Spec):
    """The words of a letter in one language, each a template; without a short text no SMS is sent."""

    subject: str = Field(min_length=1, pattern=r"^[^\r\n]+$")
    text: str = Field(min_length=1)
    short: str = ""


class Wordings(Spec):
    """The words of a letter in both languages."""

    vi: Wording
    en: Wording

    def in_language(self, language: str) -> Wording:
        """The words in `language`, in Vietnamese where there are no others."""
        return self.en if language.startswith("en") else self.vi


class Letter(Wordings):
    """A letter of the product: its words, and the fields that its sender gives besides those of its folder."""

    kind: Literal["legal", "courtesy"] = "legal"
    fields: dict[str, LetterField] = Field(default_factory=dict)


class Shared(Spec):
    """What the letters of a folder share: fields, the last paragraphs, the short text of those without their own."""

    fields: dict[str, LetterField] = Field(default_factory=dict)
    closing: Text = Text(vi="")
    short: Text = Text(vi="")


@dataclass(frozen=True)
class Written:
    """A letter with its values: `text` without greeting and signature, `short` empty where no SMS is sent."""

    kind: Literal["legal", "courtesy"]
    subject: str
    text: str
    short: str


def written(name: str, language: str, values: Mapping[str, Any], *, bundled: str = "") -> Written:
    """Write a letter; a value may be a function of the language, and is asked only where the words name it.

    `bundled` is the file of the bundle, where it has one. Raises NotFound for a letter that nobody has written.
    """
    return _write(_words(name, bundled), name, language, values)


def sample(name: str, language: str) -> Written:
    """Write a letter with the samples of its fields; raises NotFound for a name that no letter has."""
    if name not in names():
        raise NotFound(f"letter {name}")
    return written(name, language, _samples(name))


def is_own_wording(name: str) -> bool:
    """Whether the ministry writes the letter in its own words."""
    return bool(_of_ministry(name))


def _words(name: str, bundled: str) -> Wordings:
    """The words of the bundle, else of the ministry, else of the product.

    Words that were loaded under an earlier product may name what is no longer given: the letter leaves in the next.
    """
    given = fields_of(name).keys() | {SUBJECT}
    for source in filter(None, (bundled, _of_ministry(name))):
        wordings = _wordings(source)
        if given >= _names_in(wordings.vi) | _names_in(wordings.en):
            return wordings
    return _named(name)


def _names_in(wording: Wording) -> frozenset[str]:
    return used(wording.subject) | used(wording.text) | used(wording.short)


def _of_ministry(name: str) -> str:
    return ministry.letter(f"{FOLDER}{name}.yaml")


def _write(wordings: Wordings, name: str, language: str, values: Mapping[str, Any]) -> Written:
    own, shared, fields = _own(name), _shared(name), fields_of(name)
    wording, closing = wordings.in_language(language), shared.closing.in_language(language)
    short = wording.short or shared.short.in_language(language)
    asked = (_names_in(wording) | used(closing) | used(short)) - {SUBJECT}
    with translation.override(language):
        told = {field: fields[field].written(_asked(values[field], language), language) for field in asked}
    subject = rendered(wording.subject, told)
    text = "\n\n".join(part for part in (rendered(wording.text, told), rendered(closing, told)) if part)
    return Written(own.kind if own else "legal", subject, text, rendered(short, told | {SUBJECT: subject}))


def _samples(name: str) -> dict[str, Any]:
    return {field: spec.example() for field, spec in fields_of(name).items()}


def fields_of(name: str) -> dict[str, LetterField]:
    """The fields that a letter may name."""
    own = _own(name)
    return {**_shared(name).fields, **(own.fields if own else {})}


@cache
def names() -> tuple[str, ...]:
    """The letters of the product, such as `account/password_link`."""
    paths = sorted(_folder().glob("*/*.yaml"))
    return tuple(path.relative_to(_folder()).with_suffix("").as_posix() for path in paths if path.stem != ALL)


def sendable(files: Iterable[str] = ()) -> frozenset[str]:
    """The notices that the duties of a bundle with these files may send: letters about a dossier without fields of
    their own, and those that the bundle brings along.
    """
    ours = {name.partition("/")[2]: _named(name) for name in names() if name.startswith(f"{DOSSIER}/")}
    brought = {_bundled_name(path) for path in files if path.startswith(FOLDER)}
    return frozenset(stem for stem in (*ours, *brought) if stem not in ours or not ours[stem].fields)


def form_set_faults(files: Mapping[str, bytes]) -> Iterator[Fault]:
    """What is wrong with the letters of the ministry's form set; a place is `letters/account/x.yaml: vi.text`."""
    for path, content in files.items():
        if path.startswith(FOLDER):
            yield from _file_faults(path, content, _bundled_name(path), names())


def bundle_faults(files: Mapping[str, bytes], sent: Iterable[str]) -> Iterator[Fault]:
    """What is wrong with the letters of a bundle whose duties send the notices `sent`."""
    may_be = {f"{DOSSIER}/{name}" for name in sent} | set(names())
    for path, content in files.items():
        if path.startswith(FOLDER):
            yield from _file_faults(path, content, f"{DOSSIER}/{_bundled_name(path)}", may_be)


def own_faults() -> Iterator[Fault]:
    """What is wrong with the product's letters."""
    for name in names():
        yield from _wording_faults(f"{name}.yaml", _named(name), name)


def _bundled_name(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yaml")


def _file_faults(path: str, content: bytes, name: str, may_be: Container[str]) -> Iterator[Fault]:
    if name not in may_be:
        yield _fault(path, "", "unknown_letter", name)
        return
    try:
        wordings = _wordings(content.decode())
    except ValidationError as error:
        for found in error.errors():
            place = ".".join(map(str, found["loc"]))
            missing = found["type"] == "missing" and place in LANGUAGES
            yield _fault(path, place, "missing_language" if missing else "malformed", found["msg"])
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        yield _fault(path, "", "malformed", str(error))
    else:
        yield from _wording_faults(path, wordings, name)


def _wording_faults(path: str, wordings: Wordings, name: str) -> Iterator[Fault]:
    faults = [
        _fault(path, f"{language}.{part}", code, what)
        for language in LANGUAGES
        for part, template in wordings.in_language(language).model_dump().items()
        for code, what in wrong_with(template, fields_of(name) | (_THE_SUBJECT if part == "short" else {}))
    ]
    yield from faults
    for language in () if faults else LANGUAGES:
        short = _write(wordings, name, language, _samples(name)).short
        if short and not gsm.fits(gsm.plain(short)):
            yield _fault(path, f"{language}.short", "short_too_long", short)


_THE_SUBJECT = {SUBJECT: LetterField(type="text", sample="…")}
_SENTENCES = {
    "unknown_letter": Text(vi="không có thư nào tên “{what}”", en="there is no letter “{what}”"),
    "missing_language": Text(vi="thiếu lời thư bằng ngôn ngữ này", en="the letter lacks this language"),
    "malformed": Text(vi="{what}", en="{what}"),
    "syntax": Text(vi="không đọc được mẫu: {what}", en="the template cannot be read: {what}"),
    "tag": Text(vi="không dùng được thẻ “{what}”", en="the tag “{what}” may not be used"),
    "filter": Text(vi="không dùng được bộ lọc “{what}”", en="the filter “{what}” may not be used"),
    "not_a_text": Text(vi="“{what}” là danh sách, không viết liền được", en="“{what}” is a list and no text"),
    "not_a_list": Text(vi="“{what}” không phải là danh sách", en="“{what}” is no list"),
    "unknown_field": Text(vi="thư này không có giá trị “{what}”", en="nobody gives this letter the value “{what}”"),
    "short_too_long": Text(vi="không vừa một tin nhắn: {what}", en="this is no single SMS: {what}"),
}


def _fault(path: str, place: str, code: str, what: str) -> Fault:
    where = f"{path}: {place}".rstrip(": ")
    sentence = _SENTENCES[code]
    text = Text(
        vi=f"Tại {where}: {sentence.vi.format(what=what)}.", en=f"At {where}: {(sentence.en or '').format(what=what)}."
    )
    return Fault(where, code, {"what": what}, text)


def _asked(value: Any, language: str) -> Any:
    asked: Callable[[str], Any] | None = value if callable(value) else None
    return asked(language) if asked else value


@lru_cache(maxsize=512)
def _wordings(source: str) -> Wordings:
    return Wordings.model_validate(yaml.safe_load(source))


def _own(name: str) -> Letter | None:
    return _named(name) if name in names() else None


@cache
def _named(name: str) -> Letter:
    if name not in names():
        raise NotFound(f"letter {name}")
    return Letter.model_validate(yaml.safe_load((_folder() / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def _shared(name: str) -> Shared:
    path = _folder() / name.partition("/")[0] / f"{ALL}.yaml"
    return Shared.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.is_file() else Shared()


def _folder() -> Path:
    return Path(settings.ROOT) / "content" / "letters"
