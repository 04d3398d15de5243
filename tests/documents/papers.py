"""Data of a plausible paper for the tests of rendering and signatures."""

from typing import Any

from django.conf import settings

from dvctt.documents.rendering import render

HARD = "ẶẰẲẴẮ ỆỀỂỄẾ ộồổỗố ữừửứự ỹỳỷýỵ Đđ"
CODE = "7K3M-ABCD-EFGH-JKMN-PQRS"


def template(name: str) -> bytes:
    path = settings.LAYOUT_FOLDER / f"{name}.typ"
    data: bytes = path.read_bytes()
    return data


def declaration_data(**changes: Any) -> dict[str, Any]:
    body = {
        "addressee": "Cục Quản lý tài nguyên nước",
        "procedure": {"code": "1.000070", "name": "Cấp giấy phép khai thác nước dưới đất"},
        "owner": {"name": "Công ty TNHH Nước sạch Ỷ La", "tax_code": "0100233488", "address": "Tuyên Quang"},
        "sections": [
            {"title": "Thông tin chung", "fields": [{"label": "Mục đích", "value": HARD}]},
            {"title": "Giếng", "fields": [{"label": "Giếng", "columns": ["Số hiệu", "Độ sâu"],
                                           "rows": [["G1", "120"], ["G2", "95,5"]]}]},
        ],
        "files": [{"name": "Đề án", "file": "đề án.pdf", "sha256": "ab" * 32}],
    }  # fmt: skip
    return {"date": "2026-02-05", "title": "Đơn đề nghị cấp giấy phép", "body": body | changes}


def letter_data(**changes: Any) -> dict[str, Any]:
    body = {
        "dossier": {
            "code": "000.00.16.G13-260205-0001",
            "procedure": "Đăng ký khai thác",
            "procedure_code": "1.000070",
        },
        "owner": {"name": "Công ty TNHH Nước sạch Ỷ La", "address": "Tuyên Quang", "phone": "0912 345 678"},
        "desk": {"name": "Bộ phận Một cửa", "phone": "024 3755 4999"},
        "reason": "Không thuộc thẩm quyền.",
    }
    letter = {
        "agency": {"parent": "Bộ Tài nguyên và Môi trường", "name": "Cục Quản lý tài nguyên nước"},
        "place": "Hà Nội", "date": "2026-02-05", "number": "07/PTC-TNN", "title": "Phiếu từ chối", "body": body,
        "signer": {"authority": "KT. CỤC TRƯỞNG", "position": "PHÓ CỤC TRƯỞNG", "name": "Lê Thị Mỹ Ỷ"},
        "recipients": ["Như trên", "Lưu: VT."],
        "verify": {"url": f"http://127.0.0.1:8000/verify/{CODE}", "code": CODE},
    }  # fmt: skip
    return letter | changes


def declaration() -> bytes:
    data = declaration_data()
    return render(template("declaration"), data, title=data["title"])
