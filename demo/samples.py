"""What the parts catalogue shows: every component in every state, with made-up people."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.urls import reverse

from dvctt import forms
from dvctt.kernel import Fault, clock
from dvctt.web.ui import parts
from dvctt.web.ui.address_choices import MinistryPlaces
from dvctt.web.ui.form_view import Filling, section_view


def everything() -> dict[str, Any]:
    """The context of the catalogue."""
    now = datetime(2026, 11, 20, 14, 32, tzinfo=clock.HANOI)
    return {
        "crumbs": [parts.Crumb("Trang chủ", reverse("home")), parts.Crumb("Mẫu giao diện")],
        "chips": _chips(),
        "dues": _dues(now),
        "entries": _entries(now),
        "acts": _acts(),
        "closed": _closed(),
        "components": _components(now),
        "checks": _checks(),
        "viewer": _viewer(),
        "section": _section(),
        "review": _review(),
        "differences": _differences(),
        "people": _people(),
        "columns": _columns(),
        "rows": _rows(now),
        "counters": _counters(),
        "keyset": parts.Keyset(next_url="?after=1", previous_url="?before=1", shown="50 hồ sơ mỗi trang"),
        "steps": _steps(),
        "long_steps": [*_steps(), parts.Step("Ký, ban hành"), parts.Step("Trả kết quả")],
        "now": now,
        "code": "000.00.15.G13-261120-0042",
    }


def _chips() -> list[parts.Chip]:
    return [
        parts.Chip("Bản nháp", "neutral"),
        parts.Chip("Đang được xử lý", "active", "Đang xử lý (4)"),
        parts.Chip("Đang chờ Quý vị bổ sung", "wait", "Yêu cầu bổ sung giấy tờ (5)"),
        parts.Chip("Đã có kết quả", "done", "Đã xử lý xong (9)"),
        parts.Chip("Không được tiếp nhận", "closed", "Từ chối tiếp nhận (3)"),
        parts.Chip("Quá hạn", "overdue"),
    ]


def _dues(now: datetime) -> list[parts.Due]:
    steps = (
        "Hồ sơ được chấp nhận lúc 09:10 ngày 12/11/2026; ngày bắt đầu không tính.",
        "Thời hạn là 11 ngày làm việc (điểm b khoản 3 Điều 31).",
        "Bỏ qua 14/11, 15/11, 21/11, 22/11 (thứ Bảy, Chủ nhật) và 24/11 (ngày nghỉ).",
        "Đến hạn lúc hết giờ làm việc của ngày thứ 11.",
    )
    at = now.replace(hour=17, minute=0)
    return [
        parts.Due(
            "Hẹn trả kết quả",
            at + timedelta(days=8),
            "còn 5 ngày làm việc",
            "calm",
            used=6,
            total=11,
            steps=steps,
            why_url="#",
        ),
        parts.Due(
            "Trả lời tiếp nhận",
            at + timedelta(days=3),
            "còn 1 ngày làm việc",
            "soon",
            used=10,
            total=11,
            steps=steps,
        ),
        parts.Due(
            "Hẹn trả kết quả",
            at - timedelta(days=3),
            "quá hạn 2 ngày làm việc",
            "overdue",
            used=11,
            total=11,
            note="Phiếu xin lỗi và hẹn lại ngày trả kết quả đã gửi.",
        ),
        parts.Due("Thời hạn đang tạm dừng", None, "chờ Quý vị bổ sung, chậm nhất 04/12/2026", "paused"),
    ]


def _entries(now: datetime) -> list[parts.Entry]:
    receipt = parts.FileLink("Giấy tiếp nhận hồ sơ và hẹn trả kết quả.pdf", "#", 68_120)
    return [
        parts.Entry(now, "Đang thẩm định", "Lê Thị Hồng Hạnh, Phòng Quản lý đo đạc", tone="active"),
        parts.Entry(
            now - timedelta(days=1),
            "Yêu cầu bổ sung 2 mục",
            "Bộ phận Một cửa",
            "Bản sao bằng cấp chưa đọc được.",
            "Mẫu số 02",
            tone="wait",
        ),
        parts.Entry(now - timedelta(days=3), "Đã tiếp nhận hồ sơ", "Bộ phận Một cửa", files=(receipt,), tone="done"),
        parts.Entry(now - timedelta(days=4), "Hệ thống xác nhận đã nhận hồ sơ", "Hệ thống"),
    ]


def _acts() -> list[parts.Act]:
    return [
        parts.Act("Chấp nhận hồ sơ", "accept", tone="primary", key="c"),
        parts.Act("Yêu cầu bổ sung", url="#", key="b"),
        parts.Act("Từ chối tiếp nhận", url="#", tone="danger"),
    ]


def _closed() -> list[parts.Act]:
    return [parts.Act("Phê duyệt", reasons=("Ông/Bà là người đề xuất nên người phê duyệt phải là người khác.",))]


def _checks() -> list[parts.Check]:
    return [
        parts.Check("Chữ ký số hợp lệ", "ok", "Công ty TNHH Đo đạc Hồng Hà, lúc 09:12 ngày 19/11/2026"),
        parts.Check("Chưa quét mã độc", "warn"),
        parts.Check("Tệp bị sửa sau khi ký", "bad"),
        parts.Check("Đang kiểm tra tệp", "wait"),
    ]


def _components(now: datetime) -> list[parts.Component]:
    current = parts.FileLink("Bang-tot-nghiep_Nguyen-Van-Ước.pdf", "#", 1_482_220)
    older = parts.FileLink("scan0001.pdf", "#", 882_220)
    return [
        parts.Component(
            "declaration",
            "Đơn đề nghị cấp giấy phép hoạt động đo đạc và bản đồ",
            "Bản chính, 01 bản",
            form=parts.FileLink("Mẫu số 12", "#"),
            upload_url="#",
            accept=".pdf",
            accept_words="PDF, nhiều nhất 50 MB",
        ),
        parts.Component(
            "degree",
            "Bằng tốt nghiệp của người phụ trách kỹ thuật",
            "Bản sao, 01 bản",
            versions=(
                parts.Version(current, now, "Trần Thị Bích Ngọc", tuple(_checks()[:2]), remove_url="#"),
                parts.Version(older, now - timedelta(days=2), "Trần Thị Bích Ngọc"),
            ),
        ),
        parts.Component(
            "lease",
            "Hợp đồng thuê thiết bị",
            "Khi thiết bị không thuộc sở hữu",
            required=False,
            upload_url="#",
            faults=("Tệp PDF này có mật khẩu. Bỏ mật khẩu rồi tải lên lại.",),
            accept_words="PDF hoặc ảnh",
        ),
    ]


def _viewer() -> parts.Viewer:
    from django.templatetags.static import static

    page = parts.PageView(
        1,
        static("dvctt/sample-page.svg"),
        600,
        848,
        "CÔNG TY TNHH ĐO ĐẠC HỒNG HÀ\nĐƠN ĐỀ NGHỊ",
        (parts.Word("ĐƠN ĐỀ NGHỊ", 210, 150, 180, 22),),
    )
    return parts.Viewer(
        "Đơn đề nghị.pdf",
        page,
        3,
        reverse("demo:style_guide"),
        parts.FileLink("Đơn đề nghị.pdf", "#"),
        tuple(_checks()[:1]),
    )


def _section() -> Any:
    spec = forms.Section.model_validate(SECTION)
    filling = Filling(
        values={
            "ten": "Công ty TNHH Đo đạc Hồng Hà",
            "von": 12_500_000_000,
            "luu_luong": "5000.5",
            "hinh_thuc": "new",
            "dia_chi": {"province": "01", "line": "Số 10 Tôn Thất Thuyết"},
            "gieng": [{"ten": "G1", "sau": "120"}, {"ten": "G2"}],
        },
        kept={"ngay_sinh": "31/02/1987", "cccd": "00108701234"},
        faults=(
            Fault("ngay_sinh", "no_such_date"),
            Fault("cccd", "not_a_citizen_id"),
            Fault("gieng.1.sau", "required"),
            Fault("cam_ket", "must_be_true"),
        ),
        warnings=(Fault("luu_luong", "rule"),),
        today=date(2026, 11, 20),
        places=MinistryPlaces(),
    )
    return section_view(spec, filling)


def _text(vi: str) -> dict[str, str]:
    return {"vi": vi}


SECTION: dict[str, Any] = {
    "id": "mau",
    "title": _text("Tổ chức đề nghị cấp phép"),
    "intro": _text("Điền như trên giấy chứng nhận đăng ký. Mọi câu trả lời được lưu ngay khi nhập."),
    "fields": [
        {
            "id": "kinh_gui",
            "type": "constant",
            "label": _text("Kính gửi"),
            "value": _text("Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam"),
        },
        {"id": "ten", "type": "text", "label": _text("Tên tổ chức"), "prefill": "owner.name"},
        {
            "id": "cccd",
            "type": "citizen_id",
            "label": _text("Số định danh cá nhân của người đại diện"),
            "hint": _text("12 chữ số trên thẻ căn cước"),
        },
        {"id": "ngay_sinh", "type": "date", "label": _text("Ngày sinh")},
        {"id": "dien_thoai", "type": "phone", "label": _text("Điện thoại"), "required": False},
        {"id": "quyet_dinh", "type": "identity", "label": _text("Giấy chứng nhận đăng ký doanh nghiệp")},
        {"id": "dia_chi", "type": "address", "label": _text("Trụ sở chính")},
        {
            "id": "hinh_thuc",
            "type": "choice",
            "label": _text("Đề nghị"),
            "options": [
                {"value": "new", "label": _text("Cấp mới")},
                {"value": "renew", "label": _text("Gia hạn")},
                {"value": "reissue", "label": _text("Cấp lại do mất, hỏng")},
            ],
        },
        {
            "id": "noi_dung",
            "type": "choice",
            "multiple": True,
            "label": _text("Nội dung hoạt động"),
            "options": [
                {"value": "a", "label": _text("Xây dựng lưới tọa độ, độ cao")},
                {"value": "b", "label": _text("Đo đạc, thành lập bản đồ địa hình")},
            ],
        },
        {"id": "von", "type": "money", "label": _text("Vốn điều lệ")},
        {"id": "luu_luong", "type": "number", "label": _text("Tổng lưu lượng khai thác"), "unit": _text("m³/ngày đêm")},
        {"id": "thue", "type": "yes_no", "label": _text("Có thiết bị thuê của đơn vị khác không?")},
        {"id": "vi_tri", "type": "coordinates", "label": _text("Vị trí công trình")},
        {
            "id": "gieng",
            "type": "table",
            "label": _text("Giếng khai thác"),
            "row_label": _text("Giếng"),
            "columns": [
                {"id": "ten", "type": "text", "label": _text("Số hiệu")},
                {"id": "sau", "type": "number", "label": _text("Chiều sâu"), "unit": _text("m")},
            ],
        },
        {"id": "ghi_chu", "type": "text", "multiline": True, "label": _text("Ghi chú"), "required": False},
        {
            "id": "cam_ket",
            "type": "yes_no",
            "must_be_true": True,
            "label": _text("Tôi cam đoan nội dung khai là đúng sự thật và chịu trách nhiệm trước pháp luật."),
        },
    ],
}


def _review() -> list[parts.ReviewSection]:
    wells = parts.ReviewTable(
        ("Số hiệu", "Chiều sâu", "Lưu lượng"),
        (("G1", "120 m", "800 m³/ngày đêm"), ("G2", "95 m", "650 m³/ngày đêm")),
    )
    return [
        parts.ReviewSection(
            "Tổ chức đề nghị",
            (
                parts.ReviewRow("Tên tổ chức", "Công ty TNHH Đo đạc Hồng Hà"),
                parts.ReviewRow("Mã số thuế", "0100233488", before="0100233489"),
                parts.ReviewRow("Trụ sở chính", "Số 10 Tôn Thất Thuyết, Phường Cầu Giấy, Thành phố Hà Nội"),
                parts.ReviewRow("Fax", ""),
            ),
            "#",
        ),
        parts.ReviewSection(
            "Công trình",
            (
                parts.ReviewRow("Giếng khai thác", "", table=wells),
                parts.ReviewRow("Ngày bắt đầu", "31/02/2026", fault="Lịch không có ngày này.", url="#"),
            ),
            "#",
        ),
    ]


def _differences() -> list[parts.Difference]:
    return [
        parts.Difference("Chiều sâu giếng G2", "95 m", "98,5 m", "Đề nghị ghi theo kết quả đo ngày 03/11/2026."),
        parts.Difference(
            "Bằng tốt nghiệp",
            "",
            "",
            before_files=(parts.FileLink("scan0001.pdf", "#", 882_220),),
            after_files=(parts.FileLink("Bang-tot-nghiep.pdf", "#", 1_482_220),),
        ),
    ]


def _people() -> list[parts.Person]:
    return [
        parts.Person(
            "Công ty TNHH Đo đạc Hồng Hà",
            "organisation",
            "Chủ hồ sơ",
            (("Mã số thuế", "0100233488"), ("Điện thoại", "024 3795 6868")),
        ),
        parts.Person("Trần Thị Bích Ngọc", "person", "Người nộp, được ủy quyền"),
        parts.Person("Lê Thị Hồng Hạnh", "officer", "Thẩm định, Phòng Quản lý đo đạc"),
    ]


def _columns() -> list[parts.Column]:
    return [
        parts.Column("code", "Mã hồ sơ", "code"),
        parts.Column("owner", "Chủ hồ sơ"),
        parts.Column("status", "Trạng thái", "chip"),
        parts.Column("due", "Hạn", "due"),
        parts.Column("who", "Người giữ"),
    ]


def _rows(now: datetime) -> list[parts.QueueRow]:
    survey, water = "Cấp giấy phép hoạt động đo đạc và bản đồ", "Cấp giấy phép khai thác nước dưới đất"
    due = _dues(now)
    overdue, active = _chips()[5], parts.Chip("Đang thẩm định", "active")
    code = "000.00.15.G13-261120-004{}".format

    def row(number: int, title: str, owner: str, chip: parts.Chip, at: parts.Due, who: str) -> parts.QueueRow:
        level: Literal["", "soon", "overdue"] = (
            "overdue" if at.level == "overdue" else "soon" if at.level == "soon" else ""
        )
        cells: dict[str, object] = {"code": code(number), "owner": owner, "status": chip, "due": at, "who": who}
        return parts.QueueRow(str(number), "#", title, cells, level)

    return [
        row(1, survey, "Công ty TNHH Đo đạc Hồng Hà", overdue, due[2], "Lê Thị Hồng Hạnh"),
        row(2, water, "Công ty CP Nước sạch Sông Đuống", active, due[1], "Nguyễn Hữu Phước"),
        row(3, survey, "Trung tâm Kỹ thuật Tài nguyên Đắk Lắk", active, due[0], ""),
        row(4, water, "Hợp tác xã Nông nghiệp Ước Lễ", _chips()[2], due[3], ""),
    ]


def _counters() -> list[parts.Counter]:
    return [
        parts.Counter("Của tôi", 12, "#", current=True),
        parts.Counter("Đơn vị tôi", 58, "#"),
        parts.Counter("Chưa giao", 4, "#"),
        parts.Counter("Sắp đến hạn", 7, "#", "soon"),
        parts.Counter("Quá hạn", 2, "#", "overdue"),
        parts.Counter("Chờ bổ sung", 0, "#"),
    ]


def _steps() -> list[parts.Step]:
    return [
        parts.Step("Nộp hồ sơ", "done", "19/11/2026", "#"),
        parts.Step("Tiếp nhận", "done", "20/11/2026"),
        parts.Step("Thẩm định", "current", "2/5 ngày làm việc"),
        parts.Step("Quyết định", "ahead"),
    ]
