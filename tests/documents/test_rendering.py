"""From template and data to the page: what stands on it, and that data stays data."""

import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst

from dvctt.documents.rendering import render
from tests.documents.papers import CODE, HARD, declaration_data, letter_data, template


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf)
    out = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(out.split())


def test_letter_has_the_parts_of_an_administrative_document(tmp_path: Path) -> None:
    text = text_of(render(template("refusal"), letter_data(), title="Phiếu từ chối"), tmp_path)
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 07/PTC-TNN",
                 "Hà Nội, ngày 05 tháng 02 năm 2026", "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
                 "Không thuộc thẩm quyền.", CODE):  # fmt: skip
        assert part in text


def test_negative_decision_is_closed_by_authority_line_and_recipients(tmp_path: Path) -> None:
    text = text_of(render(template("negative_decision"), letter_data(), title="Thông báo"), tmp_path)
    for part in ("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG", "Lê Thị Mỹ Ỷ", "Nơi nhận:", "- Như trên;", "- Lưu: VT."):
        assert part in text


def test_declaration_prints_every_field_table_and_file_with_hard_letters(tmp_path: Path) -> None:
    data = declaration_data()
    text = text_of(render(template("declaration"), data, title=data["title"]), tmp_path)
    for part in (HARD, "Số hiệu", "G2", "95,5", "đề án.pdf", "ab" * 8, "Kính gửi: Cục Quản lý tài nguyên nước"):
        assert part in text


def test_a_commitment_is_a_sentence_and_a_label_has_one_mark(tmp_path: Path) -> None:
    fields = [{"promise": "Tôi chấp hành quy định."}, {"label": "Ghi chú.", "value": "X"}]
    data = declaration_data(sections=[{"title": "Cam kết", "fields": fields}])
    text = text_of(render(template("declaration"), data, title="Đơn"), tmp_path)
    assert "Tôi chấp hành quy định." in text and "định.:" not in text
    assert "Ghi chú: X" in text and text.count("Cam kết") == 1


@pytest.mark.parametrize("lines", range(20, 45))
def test_a_signature_never_stands_alone_on_a_page(lines: int, tmp_path: Path) -> None:
    fields = [{"label": f"Ô {number}", "value": "x"} for number in range(lines)]
    data = declaration_data(sections=[{"title": "A", "fields": fields}], files=[])
    made = render(template("declaration"), data, title="Đơn")
    with pikepdf.open(BytesIO(made)) as pdf:
        last = pikepdf.new()
        last.pages.append(pdf.pages[-1])
        kept = BytesIO()
        last.save(kept)
    text = text_of(kept.getvalue(), tmp_path)
    assert "NGƯỜI ĐỀ NGHỊ" in text and "Tôi cam đoan" in text


def test_data_stays_data(tmp_path: Path) -> None:
    hostile = '#panic("x") *B* $x$ <a> \\ _i_ #read("/etc/passwd") [y] // z'
    data = declaration_data(sections=[{"title": hostile, "fields": [{"label": "A", "value": hostile}]}])
    assert text_of(render(template("declaration"), data, title=hostile), tmp_path).count(hostile) == 2


def test_template_reads_nothing_outside_its_folder() -> None:
    with pytest.raises(typst.TypstError):
        render(b'#read("/../../../pyproject.toml")', {}, title="x")
    with pytest.raises(typst.TypstError):
        render(b'#read("/etc/passwd")', {}, title="x")


def test_same_data_gives_the_same_bytes_and_claims_pdf_a() -> None:
    at = datetime(2026, 2, 5, tzinfo=UTC)
    first, second = (render(template("refusal"), letter_data(), title="Phiếu", at=at) for _ in range(2))
    assert first == second
    with pikepdf.open(BytesIO(first)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        fonts = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert all("Tinos" in name or "LiberationSerif" in name for name in fonts)


def test_second_page_is_numbered_and_draft_is_marked(tmp_path: Path) -> None:
    rows = [[f"G{index}", "1"] for index in range(80)]
    data = declaration_data(sections=[{"title": "G", "fields": [{"label": "G", "columns": ["Số", "m"], "rows": rows}]}])
    plain, draft = (text_of(render(template("declaration"), data | {"draft": is_draft}, title="Đơn"), tmp_path)
                    for is_draft in (False, True))  # fmt: skip
    assert " 2 " in plain
    # The letters stand slanted across the page, so the extracted text has them one by one.
    assert draft.count("Ự") - plain.count("Ự") >= 2


@pytest.mark.parametrize("name", ["acknowledgement", "receipt", "amendment_request", "refusal", "negative_decision"])
def test_every_form_stands_with_the_least_data(name: str) -> None:
    assert render(template(name), {}, title="Văn bản").startswith(b"%PDF-")
