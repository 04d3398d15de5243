"""The golden answers of each bundle: complete ones pass, broken ones are refused at the places that they name."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dvctt.catalogue.bundle import Bundle
from dvctt.documents.api import render
from dvctt.forms import Cleaned, TableField, clean, display, evaluate
from tests.catalogue.conftest import FOLDERS, Book, bundle_in, golden

GOLDEN = [file for folder in FOLDERS for file in sorted((folder / "golden").glob("*.yaml"))]
COMPLETE = [file for file in GOLDEN if file.name.startswith("complete")]


def label(file: Path) -> str:
    return f"{file.parent.parent.name}-{file.stem}"


def judged(file: Path, book: Book) -> tuple[Bundle, dict[str, Any], Cleaned]:
    data, bundle = golden(file), bundle_in(file.parent.parent)
    return bundle, data, clean(bundle.form, data["values"], today=data["today"], addresses=book)


def missing(bundle: Bundle, data: dict[str, Any], values: dict[str, Any]) -> set[str]:
    given = set(data["given"])
    facts = {f"has_{one.id}": one.id in given for one in bundle.components}
    wanted = {
        one.id
        for one in bundle.uploads()
        if (
            one.required
            if isinstance(one.required, bool)
            else evaluate(one.required, values=values, facts=facts, today=data["today"]).holds
        )
    }
    groups = {
        group.id
        for group in bundle.alternatives
        if sum(one.id in given for one in bundle.components if one.alternatives == group.id) < group.at_least
    }
    return (wanted - given) | groups


@pytest.mark.parametrize("file", GOLDEN, ids=label)
def test_answers_are_judged_as_expected(file: Path, book: Book) -> None:
    bundle, data, cleaned = judged(file, book)
    expect = data.get("expect", {})

    def expected(level: str) -> set[tuple[str, str]]:
        return {(one["place"], one.get("rule") or one["code"]) for one in expect.get(level, [])}

    def found(level: str) -> set[tuple[str, str]]:
        return {(fault.place, str(fault.params.get("rule", fault.code))) for fault in getattr(cleaned, level)}

    assert found("faults") == expected("faults")
    assert found("warnings") == expected("warnings")
    assert missing(bundle, data, cleaned.values) == set(expect.get("missing", []))
    facts = {f"has_{one.id}": one.id in data["given"] for one in bundle.components}
    failed = {
        check.id
        for check in bundle.checks
        if "faults" not in expect
        and not evaluate(check.that, values=cleaned.values, facts=facts, today=data["today"]).holds
    }
    assert failed == (set(expect.get("checks", [])) if "faults" not in expect else set())


@pytest.mark.parametrize("file", COMPLETE, ids=label)
def test_clean_answers_stay_as_they_are(file: Path, book: Book) -> None:
    bundle, data, cleaned = judged(file, book)
    again = clean(bundle.form, cleaned.values, today=data["today"], addresses=book)
    assert again.values == cleaned.values
    assert cleaned.kept == {}


@pytest.mark.parametrize("file", [file for file in GOLDEN if "fee" in golden(file)], ids=label)
def test_the_fee_follows_its_steps(file: Path, book: Book) -> None:
    bundle, data, cleaned = judged(file, book)
    fee = bundle.fees[0]
    assert fee.by is not None
    assert fee.amount_for(Decimal(cleaned.values[fee.by])) == data["fee"]


@pytest.mark.parametrize("file", COMPLETE, ids=label)
def test_the_licence_can_be_printed(file: Path, book: Book) -> None:
    bundle, _data, cleaned = judged(file, book)
    shown: dict[str, Any] = {}
    for field in bundle.form.fields():
        value = cleaned.values.get(field.id)
        if isinstance(field, TableField):
            shown[field.id] = [
                {column.id: display(column, row.get(column.id), "vi", book) for column in field.columns}
                for row in value or []
            ]
        else:
            shown[field.id] = display(field, value, "vi", book)
    document = next(one for one in bundle.process.documents.values() if one.kind == "result")
    pdf = render(
        (file.parent.parent / document.template).read_bytes(),
        {
            "agency": {"parent": "Bộ Tài nguyên và Môi trường", "name": "Cục mẫu"},
            "place": "Hà Nội",
            "date": "2026-03-30",
            "number": "07/GP",
            "signer": {"authority": "", "position": "CỤC TRƯỞNG", "name": "Người Ký"},
            "recipients": ["Như trên", "Lưu: VT, HS"],
            "verify": {"url": "https://dvctt.example/verify/ABCD", "code": "ABCDEFGHJKLMNPQR"},
            "body": {"owner": {"name": "?"}, "form": shown, "dossier": {"code": "000.00.15.G13-260316-0001"}},
        },
        title=document.title.vi,
    )
    assert pdf.startswith(b"%PDF-")
