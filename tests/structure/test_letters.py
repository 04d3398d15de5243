"""Each letter has a sender, and each sender gives what its letter declares: read from the calls themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

from dvctt.notices import letters

SOURCE = Path(__file__).resolve().parents[2] / "dvctt"
SENDERS = {
    "send",
    "to_account",
    "by_any_channel",
    "to_unconfirmed",
    "to_registrant",
    "to_officer",
    "to_others",
    "tell_second_person",
    "send_letter",
    "_send",
}
# What a sender takes that is no field, and the fields that it gives by itself.
OPTIONS = {"unit", "at_address", "key", "subject_ref", "copy", "bundled"}
BY_ITSELF = {"to_others": {"name", "username", "party"}, "to_officer": {"link"}}
# Words of its own are brought along by a library alone.
OWN_WORDS = {"accounts/adapters/allauth.py"}


def calls() -> Iterator[tuple[Path, ast.FunctionDef, ast.Module, ast.Call, str]]:
    """Every call of a sender, with the function and the module that it stands in."""
    for path in sorted(SOURCE.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name in SENDERS:
                    yield path, function, module, call, name


def named(node: ast.expr, function: ast.FunctionDef, module: ast.Module, prefix: str) -> set[str]:
    """The letters that an argument may name: a text, one of two, a variable, a row of a table, a text with a part."""
    match node:
        case ast.Constant(value=str(text)):
            return {f"{prefix}{text}"} & set(letters.names())
        case ast.IfExp(body=body, orelse=orelse):
            return named(body, function, module, prefix) | named(orelse, function, module, prefix)
        case ast.JoinedStr(values=[ast.Constant(value=str(begin)), *_]):
            return {name for name in letters.names() if "/" in begin and name.startswith(begin)}
        case ast.Name(id=variable) | ast.Subscript(value=ast.Name(id=variable)):
            return {
                name
                for assigned in (*ast.walk(function), *module.body)
                if isinstance(assigned, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == variable for target in assigned.targets)
                for text in ast.walk(assigned.value)
                if isinstance(text, ast.Constant) and isinstance(text.value, str)
                for name in named(text, function, module, prefix)
            }
    return set()


def sent() -> Iterator[tuple[str, str, ast.Call, str]]:
    """Letter, place, call and name of its sender."""
    for path, function, module, call, name in calls():
        prefix = f"{letters.DOSSIER}/" if name == "_send" else ""
        for argument in call.args:
            for letter in named(argument, function, module, prefix):
                yield letter, f"{path.relative_to(SOURCE)}:{call.lineno}", call, name


def test_every_letter_has_a_sender() -> None:
    by_bundles = {f"{letters.DOSSIER}/{name}" for name in letters.sendable()}
    assert set(letters.names()) - {letter for letter, *_rest in sent()} - by_bundles == set()


def test_a_sender_gives_what_its_letter_declares() -> None:
    wrong = []
    for letter, place, call, name in sent():
        own, shared = set(letters._named(letter).fields), set(letters._shared(letter).fields)
        given = {keyword.arg for keyword in call.keywords if keyword.arg} - OPTIONS | BY_ITSELF.get(name, set())
        whole = name != "send_letter" and all(keyword.arg for keyword in call.keywords)
        surplus = given - own - shared - BY_ITSELF.get(name, set())
        if surplus or (whole and own - given):
            wrong.append((place, letter, surplus, own - given))
    assert wrong == []


def test_letters_go_by_one_function() -> None:
    around = [
        str(path.relative_to(SOURCE))
        for path, _function, _module, call, name in calls()
        if name == "send"
        and any(keyword.arg == "body" for keyword in call.keywords)
        and not str(path.relative_to(SOURCE)).startswith("notices/")
    ]
    assert set(around) == OWN_WORDS
