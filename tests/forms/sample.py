"""A form with every type of field, and answers that satisfy it."""

from datetime import date
from typing import Any

from dvctt.forms import FormSpec

TODAY = date(2026, 5, 20)


def field(id: str, type: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "label": {"vi": f"Nhãn {id}", "en": f"Label {id}"}, **more}


def form(*fields: dict[str, Any], rules: tuple[dict[str, Any], ...] = ()) -> FormSpec:
    section = {"id": "phan", "title": {"vi": "Phần"}, "fields": list(fields)}
    return FormSpec.model_validate({"name": {"vi": "Đơn"}, "sections": [section], "rules": list(rules)})


OPTIONS = [{"value": "nam", "label": {"vi": "Nam"}}, {"value": "nu", "label": {"vi": "Nữ"}}]
PURPOSES = [{"value": one, "label": {"vi": one.upper(), "en": one.title()}} for one in ("a", "b", "c")]

WHOLE = form(
    field("ten", "text", max_length=40),
    field("mo_ta", "text", multiline=True, required=False),
    field("luu_luong", "number", decimals=2, min=0, max=50000, unit={"vi": "m³/ngày đêm"}),
    field("so_gieng", "number", decimals=0, min=1),
    field("phi", "money", required=False, max=10_000_000),
    field("ngay_sinh", "date", not_after_today=True),
    field("gioi_tinh", "choice", options=OPTIONS),
    field("muc_dich", "choice", options=PURPOSES, multiple=True),
    field("co_uy_quyen", "yes_no"),
    field("uy_quyen", "text", show_when={"eq": [{"field": "co_uy_quyen"}, True]}),
    field("cam_ket", "yes_no", must_be_true=True),
    field("so_dinh_danh", "citizen_id", birth_date="ngay_sinh", sex="gioi_tinh"),
    field("ma_so_thue", "tax_code", required=False),
    field("giay_to", "identity"),
    field("dien_thoai", "phone"),
    field("thu", "email"),
    field("trang", "url", required=False),
    field("dia_chi", "address"),
    field("vi_tri", "coordinates"),
    field("kinh_gui", "constant", value={"vi": "Bộ Tài nguyên và Môi trường"}),
    field(
        "gieng",
        "table",
        max_rows=5,
        columns=[
            field("ten", "text"),
            field("chieu_sau", "number", decimals=3, required=False),
            field("loai", "choice", options=PURPOSES, required=False),
            field("ghi_chu", "text", show_when={"eq": [{"column": "loai"}, "c"]}),
        ],
    ),
    rules=(
        {
            "id": "so_gieng_khop",
            "that": {"eq": [{"field": "so_gieng"}, {"count": {"table": "gieng"}}]},
            "text": {"vi": "Số giếng không khớp với bảng"},
            "at": "so_gieng",
        },
        {
            "id": "luu_luong_lon",
            "that": {"le": [{"field": "luu_luong"}, 5000]},
            "text": {"vi": "Lưu lượng vượt 5.000 m³/ngày đêm"},
            "at": "luu_luong",
            "level": "warning",
        },
    ),
)

GOOD: dict[str, Any] = {
    "ten": "Công ty Cổ phần Nước",
    "luu_luong": "1.234,5",
    "so_gieng": "1",
    "phi": "1.234.567 đ",
    "ngay_sinh": "02/09/1980",
    "gioi_tinh": "nam",
    "muc_dich": ["c", "a"],
    "co_uy_quyen": "false",
    "cam_ket": "true",
    "so_dinh_danh": "001 080 000123",
    "ma_so_thue": "0100109106",
    "giay_to": {"number": "12/GP", "date": "1/2/2020", "issuer": "Sở Kế hoạch và Đầu tư"},
    "dien_thoai": "0912 345 678",
    "thu": "nguoi.nop@example.vn",
    "trang": "https://example.vn/a?b=c",
    "dia_chi": {"province": "01", "commune": "00004", "line": "10 Tôn Thất Thuyết"},
    "vi_tri": {"x": "2.325.987,12", "y": "567.890", "meridian": "105°45'", "zone": "3"},
    "gieng": [{"ten": "G1", "chieu_sau": "45,5", "loai": "a"}],
}


class Book:
    """Two provinces and three communes."""

    version = "2025"
    units = {"01": ("Thành phố Hà Nội", None), "00004": ("Phường Ba Đình", "01"),
             "48": ("Thành phố Đà Nẵng", None), "20194": ("Phường Hải Châu", "48")}  # fmt: skip

    def name(self, code: str, set_version: str | None = None) -> str | None:
        return self.units.get(code, (None, None))[0]

    def parent(self, code: str, set_version: str | None = None) -> str | None:
        return self.units.get(code, (None, None))[1]
