"""What lists show and find a dossier by, kept on its row: its subject, the words and the provinces in it.

Nothing sensitive stands here: identity numbers are found by their blind indexes (`SensitiveIndex`) alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dvctt.accounts import people
from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.filer import SENDING
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Paper
from dvctt.casework.outputs import contents
from dvctt.catalogue.api import Bundle, SubjectPart
from dvctt.forms import AddressField, AnyField, FieldBase, NumberField, TableField, display
from dvctt.kernel import chunks, compact
from dvctt.ministry import api as ministry
from dvctt.workflow import DecisionDuty

LONGEST_SUBJECT = 300
Answers = Mapping[str, Any]


def keep_found(context: ActContext) -> None:
    """Bring the row in line with an act: anew where papers were filed or it was decided, else with numbers taken."""
    loaded, row = context.loaded, context.loaded.dossier
    action = loaded.flow.actions[context.action]
    if action.kind in SENDING or any(isinstance(duty, DecisionDuty) for duty in action.duties):
        index(loaded, context.contents)
    elif context.numbers and row.search_text:
        row.search_text += searchable(context.numbers.values())


def index(loaded: LoadedDossier, set_now: Mapping[str, Answers] | None = None) -> None:
    """Write on the row what it is shown and found by; who calls saves it.

    A dossier that was granted shows what was decided, and is found by what was asked too. `set_now` are the contents
    that the present act sets.
    """
    row, filed = loaded.dossier, loaded.filed
    if filed is None:
        return
    values, owner = loaded.values(filed), loaded.owner
    numbers = Paper.objects.filter(dossier=row).exclude(number="").values_list("number", flat=True)
    places = [*_addresses(loaded.bundle, values), owner.address or {}]
    asked = subject_line(loaded.bundle, values)
    row.subject = subject_line(loaded.bundle, {**values, **_decided(loaded, set_now or {})})
    row.provinces = sorted({str(one["province"]) for one in places if one.get("province")})
    row.search_text = searchable(
        [
            row.code or "", owner.name, owner.tax_code, row.subject, asked, loaded.bundle.code, loaded.bundle.name.vi,
            loaded.bundle.case_name.vi, *_tax_codes(loaded.bundle, values), *map(people.address_text, places),
            *(numbers if row.accepted_at or row.closed_at else ()),
        ]
    )  # fmt: skip


def _decided(loaded: LoadedDossier, set_now: Mapping[str, Answers]) -> dict[str, Any]:
    """What a grant decided, by the answers from which it started; nothing before, and where it was not granted."""
    decision = getattr(loaded.dossier, "decision", None)
    if decision is None or decision.outcome != "granted":
        return {}
    found: dict[str, Any] = {}
    for name, document in loaded.flow.documents.items():
        if document.kind == "result" and document.content is not None:
            values = set_now.get(name) or contents.standing(loaded, name) or {}
            found |= contents.as_answers(document.content, values)
    return found


def subject_line(bundle: Bundle, values: Answers) -> str:
    """What tells the dossier from others of its owner, as the bundle says; without that the first place and size."""
    fields = {one.id: one for one in bundle.form.fields()}
    parts = bundle.subject or tuple(_usual(fields))
    said = [_said(fields, part, values) for part in parts]
    line = " · ".join(one for one in said if one)
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def searchable(texts: Iterable[str]) -> str:
    """The folded words of some texts, each after a space; one with a digit also with its signs left out."""
    found: dict[str, None] = {}
    for chunk in (one for text in texts for one in chunks(text)):
        apart = "".join(letter if letter.isalnum() else " " for letter in chunk).split()
        found |= dict.fromkeys(apart)
        if len(apart) > 1 and any(letter.isdigit() for letter in chunk):
            found[compact(chunk)] = None
    return "".join(f" {one}" for one in found)


def _usual(fields: Mapping[str, AnyField]) -> Iterator[SubjectPart]:
    """The first place that is not the owner's own, and the first number with a unit: for bundles that name none."""
    known: set[type] = set()
    for path, one in _columns(fields.values()):
        sort = next((kind for kind in (AddressField, NumberField) if isinstance(one, kind)), None)
        counts = not one.sensitive and not one.prefill and (not isinstance(one, NumberField) or one.unit is not None)
        if sort is not None and counts and sort not in known:
            known.add(sort)
            yield SubjectPart(field=path)


def _columns(fields: Iterable[AnyField]) -> Iterator[tuple[str, FieldBase]]:
    """Every field, and every column of a table, by its path."""
    for one in fields:
        if isinstance(one, TableField):
            yield from ((f"{one.id}.{column.id}", column) for column in one.columns)
        else:
            yield one.id, one


def _said(fields: Mapping[str, AnyField], part: SubjectPart, values: Answers) -> str:
    name, _dot, column = part.field.partition(".")
    field, value = fields[name], values.get(name)
    if not isinstance(field, TableField):
        shown = "" if field.sensitive else display(field, value, "vi", ministry.address_book())
        return _filled(part, shown)
    rows = value if isinstance(value, list) else []
    of = next(one for one in field.columns if one.id == column)
    if not rows or of.sensitive:
        return ""
    more = f" (+{len(rows) - 1})" if len(rows) > 1 else ""
    return _filled(part, display(of, rows[0].get(column), "vi", ministry.address_book()), more)


def _filled(part: SubjectPart, shown: str, more: str = "") -> str:
    text = " ".join(shown.split())
    return part.text.replace("{}", text) + more if text else ""


def _addresses(bundle: Bundle, values: Answers) -> Iterator[Mapping[str, str]]:
    for one in _answers(bundle, values):
        if isinstance(one[0], AddressField) and isinstance(one[1], dict):
            yield one[1]


def _tax_codes(bundle: Bundle, values: Answers) -> list[str]:
    return [str(value) for field, value in _answers(bundle, values) if field.type == "tax_code" and value]


def _answers(bundle: Bundle, values: Answers) -> Iterator[tuple[Any, Any]]:
    """Every open answer with its field, those in tables too."""
    for one in bundle.form.fields():
        value = values.get(one.id)
        if isinstance(one, TableField):
            for row in value if isinstance(value, list) else []:
                yield from ((column, row.get(column.id)) for column in one.columns if not column.sensitive)
        elif not one.sensitive:
            yield one, value
