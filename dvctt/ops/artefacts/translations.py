"""The catalogue of texts: extracted from code and templates, checked, compiled without gettext's tools.

Run as `python -m dvctt.ops.artefacts.translations extract|compile|check`; needs no database and no settings of the
deployment.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[3]
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
Spec = tuple[int | tuple[int, int] | tuple[int, str], ...] | None
FUNCTIONS: dict[str, dict[int | None, Spec] | Spec] = {
    "_": None, "lazy": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
Found = tuple[str, str | tuple[str, ...], str | None]


def texts() -> Iterator[Found]:
    """Every text to translate: where it stands, the text (or its plural forms), its context."""
    for path in sorted([*(ROOT / "dvctt").rglob("*.py"), *(ROOT / "config").rglob("*.py")]):
        yield from _of_python(path)
    for path in sorted((ROOT / "dvctt" / "web" / "templates").rglob("*.html")):
        yield from _of_template(path)


def _of_python(path: Path) -> Iterator[Found]:
    for _line, message, _comments, context in extract_from_file("python", path, keywords=FUNCTIONS):
        yield str(path.relative_to(ROOT)), message, context


def _of_template(path: Path) -> Iterator[Found]:
    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    source = "\n".join(line.strip() for line in lines)
    for _line, function, message, _comments in extract_python(
        io.BytesIO(source.encode()), FUNCTIONS, [], {"encoding": "utf-8"}
    ):
        if function in ("ngettext", "ngettext_lazy") and isinstance(message, tuple):
            yield str(path.relative_to(ROOT)), message[:2], None
        else:
            yield str(path.relative_to(ROOT)), message if isinstance(message, str) else message[0], None


def current() -> Catalog:
    """The catalogue in the tree, empty where there is none."""
    if not PO.is_file():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def extracted() -> Catalog:
    """The catalogue as the sources want it, with the translations that exist."""
    old, new = current(), Catalog(locale="en", project="dvctt", fuzzy=False)
    for place, message, context in texts():
        key = message[0] if isinstance(message, tuple) else message
        former = old.get(key, context)
        flags = ["python-format"] if re.search(r"%\(\w+\)s", key) else []
        same = former is not None and isinstance(former.string, str) == isinstance(message, str)
        string = former.string if former is not None and same else None
        new.add(message, string, locations=[(place, 0)], context=context, flags=flags)
    return new


def extract() -> None:
    """Write the catalogue anew: new texts come without English, texts gone from the sources go."""
    catalogue = extracted()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=True)


def faults() -> list[str]:
    """What is wrong with the catalogue: texts it lacks, texts nobody says, texts without English, lost values."""
    catalogue, wanted = current(), extracted()
    listed, used = _keys(catalogue), _keys(wanted)
    problems = [f"not extracted: {key}" for key in sorted(used - listed)]
    problems += [f"no longer said: {key}" for key in sorted(listed - used)]
    for message in catalogue:
        if not message.id:
            continue
        key, english = _first(message.id), _first(message.string)
        if not english:
            problems.append(f"no English: {key}")
        elif set(re.findall(r"%\(\w+\)s", key)) != set(re.findall(r"%\(\w+\)s", english)):
            problems.append(f"values differ: {key}")
    return problems


def _keys(catalogue: Catalog) -> set[str]:
    return {_first(message.id) for message in catalogue if message.id}


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, (tuple, list)) else value or "")


def compile_all() -> None:
    """Write the binary catalogue that Django reads; it is not committed."""
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, current())


def main() -> None:
    """Command line; `check` exits 1 and names what is wrong."""
    parser = argparse.ArgumentParser(description="Texts of the pages in English.")
    parser.add_argument("what", choices=("extract", "compile", "check"))
    command = parser.parse_args().what
    if not settings.configured:
        settings.configure(USE_I18N=False)
    if command == "extract":
        extract()
    elif command == "compile":
        compile_all()
    elif problems := faults():
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
