"""The golden answers of each bundle: complete ones pass, broken ones are refused at the places that they name."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from dvctt.catalogue.api import FeeTold, fee_for
from dvctt.catalogue.bundle import Bundle
from dvctt.documents.api import render
from dvctt.forms import AnyField, Cleaned, TableField, clean, display, evaluate, rule_fields
from dvctt.forms.printing import references
from tests.catalogue.conftest import FOLDERS, WATER, Book, bundle_in, golden

GOLDEN = [file for folder in FOLDERS for file in sorted((folder / "golden").glob("*.yaml"))]
COMPLETE = [file for file in GOLDEN if file.name.startswith("complete")]


def fee_of(bundle: Bundle, data: dict[str, Any], values: dict[str, Any]) -> FeeTold:
    facts = {f"has_{one.id}": one.id in data["given"] for one in bundle.components}
    return fee_for(bundle.fees[0], values, facts, data["today"])


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


@pytest.mark.parametrize(
    ("place", "typed", "stored"),
    [
        ("so_gieng", "3 wells", "3"), ("so_gieng", "1 borehole", "1"), ("so_gieng", "3 giếng", "3"),
        ("tong_luu_luong", "6,500 cubic metres per day", "6500"), ("tong_luu_luong", "6500 m3/day", "6500"),
        ("thoi_gian", "10 yrs", "10"), ("thoi_gian", "10 years", "10"),
    ],
)  # fmt: skip
def test_what_stands_behind_a_number_may_be_english(place: str, typed: str, stored: str) -> None:
    found = clean(bundle_in(WATER).form, {place: typed}, today=date(2026, 3, 16), partial=True, language="en")
    assert (found.values[place], found.faults) == (stored, ())


@pytest.mark.parametrize("file", [file for file in GOLDEN if "fee" in golden(file)], ids=label)
def test_the_fee_follows_its_steps(file: Path, book: Book) -> None:
    bundle, data, cleaned = judged(file, book)
    assert fee_of(bundle, data, cleaned.values).amount == data["fee"]


@pytest.mark.parametrize(
    ("given", "amount", "words"),
    [
        (["bao_cao_hien_trang"], 8_000_000, "hiện trạng"), (["bao_cao_tham_do"], None, "thăm dò"),
        (["bao_cao_tham_do", "bao_cao_hien_trang"], None, "thăm dò"), ([], None, "hiện trạng"),
    ],
)  # fmt: skip
def test_the_fee_is_that_of_the_report_which_was_handed_in(
    given: list[str], amount: int | None, words: str, book: Book
) -> None:
    bundle, data, cleaned = judged(WATER / "golden" / "complete-enterprise.yaml", book)
    told = fee_of(bundle, data | {"given": given}, cleaned.values)
    assert told.amount == amount
    assert words in told.name.vi


def printed(fields: Sequence[AnyField], values: dict[str, Any], book: Book) -> dict[str, Any]:
    """The values as a template reads them: text by field, and the rows of tables."""
    shown: dict[str, Any] = {}
    for field in fields:
        value = values.get(field.id)
        if isinstance(field, TableField):
            shown[field.id] = [
                {column.id: display(column, row.get(column.id), "vi", book) for column in field.columns}
                for row in value or []
            ]
        else:
            shown[field.id] = display(field, value, "vi", book)
    return shown


def words_of(pdf: bytes) -> str:
    document = PdfDocument(pdf)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


@pytest.mark.parametrize("file", COMPLETE, ids=label)
def test_the_licence_can_be_printed(file: Path, book: Book) -> None:
    bundle, data, cleaned = judged(file, book)
    name, document = next((name, one) for name, one in bundle.process.documents.items() if one.kind == "result")
    assert document.content is not None
    content = document.content.fields()
    taken = {(field.prefill or "").removeprefix("answer."): field.id for field in content if field.prefill}
    decided = {taken[source]: cleaned.values[source] for source in taken if source in cleaned.values}
    decided = {"thoi_han": "5"} | decided | data.get("decided", {}).get(name, {})
    asked = [field for field in bundle.form.fields() if field.id not in taken]
    shown = printed(content, decided, book)
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
            "body": {
                "owner": {"name": "?"},
                "form": printed(asked, cleaned.values, book),
                "content": shown,
                "dossier": {"code": "000.00.15.G13-260316-0001"},
            },
        },
        title=document.title.vi,
    )
    said = words_of(pdf)
    assert shown["thoi_han"] and shown["thoi_han"] in said
    plain = [text for text in shown.values() if isinstance(text, str) and text]
    cells = [text for rows in shown.values() if isinstance(rows, list) for row in rows for text in row.values()]
    assert [text for text in (*plain, *cells) if len(text) < 20 and text not in said] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_content_keeps_the_rules_between_the_answers_that_it_starts_from(folder: Path) -> None:
    bundle = bundle_in(folder)
    for document in bundle.process.documents.values():
        if document.content is None:
            continue
        starts = {(one.prefill or "").removeprefix("answer."): one.id for one in document.content.fields()}
        kept = {rule.that.model_dump_json() for rule in document.content.rules}
        taken_over = [rule for rule in bundle.form.rules if rule_fields(rule) <= starts.keys()]
        meant = [rule for rule in taken_over if len(references(rule.that)) > 1 or rule.level == "warning"]
        missing = {rule.id for rule in meant if _renamed(rule.that.model_dump_json(), starts) not in kept}
        assert not missing, (folder.name, document.title.vi, missing)


def _renamed(rule: str, names: dict[str, str]) -> str:
    """A rule about answers as one about the fields that start from them."""
    return re.sub(r'"(field|table)":"(\w+)"', lambda found: f'"{found[1]}":"{names.get(found[2], found[2])}"', rule)
