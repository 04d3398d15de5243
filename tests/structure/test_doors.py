"""The shape of the code, as rules that a machine can read."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "dvctt"
TEMPLATES = SOURCE / "web" / "templates"
# Packages without a database export from their root, those of `ROOMED` from each of their rooms; all others through
# their `api` alone.
PURE = {"kernel", "authority", "forms", "workflow"}
ROOMED = {"accounts"}
# What outsiders enter no more than a package's modules.
CLOSED = {"adapters", "migrations", "models"}
# Nothing of the product stands above these two, so that they have no door; the demonstration does.
EDGES = {"web", "ops"}
LONGEST_FILE, LONGEST_FUNCTION, WIDEST_DOOR = 600, 80, 40
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def sources() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module, tuple(name.name for name in node.names)
        elif isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name, ()


def rooms(package: str) -> set[str]:
    """The rooms by which a package is entered; none where it has a door of its own."""
    if package not in ROOMED:
        return set()
    return {path.parent.name for path in (SOURCE / package).glob("*/__init__.py")} - CLOSED


def through_the_door(module: str, names: tuple[str, ...]) -> bool:
    """Whether an import of another package goes through its door."""
    _root, package, *inner = module.split(".")
    if package in PURE:
        # The clock is set by name, and the cipher has a key of its own to read: both are modules of the kernel's door.
        return not inner or package == "kernel"
    doors = rooms(package) or {"api"}
    return inner[0] in doors and len(inner) == 1 if inner else set(names) <= doors


def test_other_systems_are_connected_and_not_swallowed() -> None:
    """Portal, database and processing are ours; counterparts are processes of others, reached by their protocols."""
    others = ("examples", "demo")
    swallowed = [f"{one}:{line}" for one in sources() for line, name, _ in imports(one) if name.split(".")[0] in others]
    assert swallowed == []
    counterparts = {path.name for path in (ROOT / "examples").iterdir() if (path / "__main__.py").is_file()}
    assert {"mailsink", "pki", "smsgateway", "identity"} <= counterparts
    back = [
        f"{path}:{line}" for path in (ROOT / "examples").rglob("*.py") for line, module, _ in imports(path)
        if module.startswith("dvctt")
    ]  # fmt: skip
    assert back == []


def test_other_packages_are_entered_by_their_door() -> None:
    wrong = []
    for path in [*sources(), *sorted((ROOT / "demo").rglob("*.py"))]:
        root, own = path.relative_to(ROOT).parts[:2]
        entered = EDGES if root == "demo" else {own}
        for line, module, names in imports(path):
            parts = module.split(".")
            if parts[0] != "dvctt" or len(parts) < 2 or parts[1] in entered:
                continue
            if not through_the_door(module, names):
                wrong.append(f"{path.relative_to(ROOT)}:{line} {module}")
    assert wrong == []


@pytest.mark.parametrize("package", sorted(ROOMED))
def test_a_room_has_a_door_that_can_be_read(package: str) -> None:
    assert rooms(package)
    doors = {room: importlib.import_module(f"dvctt.{package}.{room}") for room in rooms(package)}
    assert {room: len(door.__all__) for room, door in doors.items() if len(door.__all__) > WIDEST_DOOR} == {}
    assert [room for room, door in doors.items() if not door.__doc__ or not door.__all__] == []


def test_every_constraint_is_named_by_what_it_says() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("dvctt.")]
    assert ours
    for model in ours:
        for constraint in model._meta.constraints:
            assert constraint.name, model
            assert not re.search(r"_[0-9a-f]{6,}(_|$)", constraint.name), constraint.name
        for field in model._meta.local_fields:
            assert not isinstance(field, models.AutoField) or field.primary_key, field


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def test_templates_do_not_judge_by_the_state_of_a_dossier() -> None:
    bundles = (ROOT / "content" / "procedures").rglob("procedure.yaml")
    states = {state for path in bundles for state in yaml.safe_load(path.read_text())["process"]["states"]}
    assert states
    judging = [
        f"{path.relative_to(ROOT)}: {compared}"
        for path in templates()
        for tag in re.findall(r"{%\s*(?:el)?if.*?%}", path.read_text())
        for owner, compared in re.findall(r"([\w.]*)state\s*[=!]=\s*[\"'](\w+)", tag)
        if compared in states or owner in ("", "dossier.")
    ]
    assert judging == []


def untranslated(text: str) -> list[str]:
    """Vietnamese words of a template that no translation can reach."""
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.S)
    text = re.sub(r"{%\s*blocktrans.*?{%\s*endblocktrans(late)?\s*%}", "", text, flags=re.S)
    text = re.sub(r"{[%{].*?[%}]}", "", text, flags=re.S)
    text = re.sub(r'<[^>]*\blang="vi"[^>]*>[^<]*<', "<", text)
    return [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)]


# Shown in both languages on purpose: the way back from the other language is written in it; a page that stands
# where nothing works any more can translate nothing.
BOTH = {"500.html", "language_switch.html"}


def test_words_of_templates_are_translatable() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in templates()
        if not str(path).endswith(tuple(BOTH)) and (words := untranslated(path.read_text()))
    }
    assert found == {}


def test_no_input_cuts_off_what_is_pasted() -> None:
    # A browser drops what is longer without a word; the server says at the field that it is too long.
    sources = [path for kind in ("html", "js", "py") for path in (SOURCE / "web").rglob(f"*.{kind}")]
    assert [str(path.relative_to(ROOT)) for path in sources if "maxlength" in path.read_text().lower()] == []


def test_nothing_is_tried_by_doing_it_and_taking_it_back() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources() if "set_rollback" in path.read_text()] == []


@pytest.mark.parametrize("kind", ["py", "html", "css", "js"])
def test_files_are_short(kind: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted(SOURCE.rglob(f"*.{kind}"))
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    long[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert long == {}


def test_the_rule_finds_what_it_is_for() -> None:
    assert not through_the_door("dvctt.casework.models", ("Dossier",))
    assert through_the_door("dvctt.casework", ("api",))
    assert through_the_door("dvctt.casework.api", ("perform",))
    assert through_the_door("dvctt.accounts", ("people", "signin"))
    assert through_the_door("dvctt.accounts.people", ("actor_for",))
    assert not through_the_door("dvctt.accounts.people.actor", ("actor_for",))
    assert not through_the_door("dvctt.accounts.models", ("Account",))
    assert through_the_door("dvctt.forms", ("clean",))
    assert not through_the_door("dvctt.forms.clean", ("clean",))
    assert untranslated("<p>Hồ sơ</p>") == ["<p>Hồ sơ</p>"]
    assert untranslated('<p>{% translate "Hồ sơ" %}</p>') == []
