"""What the record of security events says, in words; a code that has none is shown as it is (13.2.e)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.kernel import Reason
from dvctt.ministry import api as ministry
from dvctt.web.ui import signature_checks
from dvctt.web.wording.sentences import reason_sentence

DETAILS: Mapping[str, str | Promise] = {
    "password": lazy("sai mật khẩu"),
    "incorrect_code": lazy("sai mã xác thực"),
    "too_many_login_attempts": lazy("thử mật khẩu quá nhiều lần"),
    "too_much_sent": lazy("gửi nhiều hơn mức một trang có thể gửi"),
    "too_many_rows_sent": lazy("gửi nhiều dòng hơn mức một bảng có thể gửi"),
    "few_digits": lazy("thử bốn số cuối quá nhiều lần"),
    "rate_limited": lazy("thử mã xác thực quá nhiều lần"),
    "not_found": lazy("trang không có, hoặc không dành cho người này"),
    "csrf": lazy("biểu mẫu gửi từ nơi khác"),
    "signature": lazy("chữ ký của máy gửi không đúng"),
    "wrong_type": lazy("chương trình mang tên tệp khác"),
    "type_mismatch": lazy("tên tệp khác với nội dung"),
    "active_content": lazy("tệp có phần tự chạy hoặc tự tải về"),
    "infected": lazy("tệp nhiễm mã độc"),
    "polyglot": lazy("tệp đọc được thành hai loại khác nhau"),
    "archive_bomb": lazy("tệp nén bung ra quá lớn"),
    "image_bomb": lazy("ảnh quá lớn khi mở"),
    "unsafe_archive": lazy("tệp nén ghi ra ngoài thư mục của nó"),
    "encrypted_pdf": lazy("PDF có mật khẩu"),
    "encrypted_archive": lazy("tệp nén có mật khẩu"),
    "encrypted_document": lazy("tài liệu có mật khẩu"),
    "broken_pdf": lazy("PDF hỏng"),
    "broken_image": lazy("ảnh hỏng"),
    "broken_archive": lazy("tệp nén hoặc tài liệu hỏng"),
    "unreadable": lazy("tệp không đọc được"),
    "too_complex": lazy("tệp quá phức tạp để kiểm tra"),
    "file_gone": lazy("tệp không còn trong kho"),
    "file_changed": lazy("tệp khác với tệp đã lưu"),
    "picture_changed": lazy("ảnh trang khác với ảnh hệ thống đã vẽ; ảnh được vẽ lại"),
}
PLACES: Mapping[str, str | Promise] = {
    "account_login": lazy("Trang đăng nhập"),
    "mfa_authenticate": lazy("Trang nhập mã xác thực"),
    "account_reauthenticate": lazy("Trang xác nhận lại"),
    "identity_callback": lazy("Đăng nhập bằng nhà cung cấp định danh"),
    "look_up": lazy("Tra cứu hồ sơ"),
    "verify": lazy("Xác minh văn bản"),
    "documents.receive": lazy("Nhận tệp"),
    "documents.register": lazy("Sổ văn bản đã cấp"),
    "machine:sms_reports": lazy("Báo cáo của cổng tin nhắn"),
}
STORE = "store"
AREAS: Mapping[str, str | Promise] = {
    "applicant": lazy("Trang của người nộp"),
    "officer": lazy("Trang của cán bộ"),
    "operator": lazy("Trang vận hành"),
}


def detail(code: str) -> str:
    """What happened, in a few words."""
    if code in DETAILS:
        return str(DETAILS[code])
    if code in signature_checks.FAULTS:
        return signature_checks.sentence(code)
    return reason_sentence(Reason(code)) if code in ministry.ONES_OWN else code


def place(code: str) -> str:
    """Where it happened; the route of a page stands behind the area that it belongs to, for who looks into it."""
    if code in PLACES:
        return str(PLACES[code])
    area, _colon, rest = code.partition(":")
    if area == STORE:
        return _("Kho tệp: %(file)s") % {"file": rest}
    return f"{AREAS[area]} ({rest})" if area in AREAS else code


def somebody(name: str, named: str) -> str:
    """Whose account it was; a name that was typed and belongs to nobody is kept as a mark alone."""
    if name or not named:
        return name
    return _("Tên không có trong hệ thống (dấu %(mark)s)") % {"mark": named[:6]}
