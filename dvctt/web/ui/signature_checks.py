"""What the judgement of a signature says, in sentences with the way out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.casework import api as casework
from dvctt.web.ui import parts
from dvctt.web.ui.template_tags import moment

FAULTS: Mapping[str, Promise] = {
    "not_signed": lazy("Tệp này chưa có chữ ký số. Ký tệp bằng phần mềm ký số rồi tải lên đúng tệp đã ký."),
    "broken": lazy("Không đọc được tệp này. Tải lại bản tờ khai ở trang này về, ký lại rồi tải lên."),
    "signature_unreadable": lazy(
        "Không đọc được chữ ký số trong tệp: chữ ký hoặc chứng thư không theo khuôn dạng chuẩn. "
        "Điều này không có nghĩa là tệp đã bị sửa. Ký lại bằng phần mềm ký số khác, hoặc hỏi nơi cấp chứng thư số."
    ),
    "signature_invalid": lazy(
        "Chữ ký không khớp với chứng thư số đi kèm nên không xác nhận được gì. Ký lại bản tờ khai rồi tải lên."
    ),
    "covers_part_only": lazy(
        "Chữ ký chỉ bao trùm một phần của tệp; phần còn lại không được ký. Ký lại toàn bộ bản tờ khai rồi tải lên."
    ),
    "not_judged": lazy(
        "Lần này hệ thống chưa kiểm tra được chữ ký; điều đó chưa nói gì về tệp. Tải lại tệp đã ký sau ít phút."
    ),
    "changed_after_signing": lazy(
        "Tệp đã bị thay đổi sau khi ký. Ký lại bản tờ khai tải từ trang này và không sửa gì thêm."
    ),
    "does_not_cover_our_bytes": lazy(
        "Chữ ký không nằm trên đúng bản tờ khai này. Tải bản tờ khai ở trang này về, ký đúng tệp đó rồi tải lên."
    ),
    "stamp_over_words": lazy(
        "Hình chữ ký che mất chữ của bản tờ khai. Tải bản tờ khai ở trang này về, ký lại và đặt hình chữ ký vào chỗ "
        "trống, hoặc chọn ký không hiện hình, rồi tải lên."
    ),
    "read_differently": lazy(
        "Các phần mềm đọc tệp này ra nội dung khác nhau nên chữ ký không nói chắc được điều gì. "
        "Ký lại đúng tệp gốc bằng phần mềm ký số khác."
    ),
    "unknown_issuer": lazy(
        "Chứng thư số không do tổ chức được công nhận cấp. "
        "Ký bằng chứng thư số công cộng hoặc chuyên dùng công vụ còn hiệu lực."
    ),
    "expired": lazy("Chứng thư số đã hết hạn khi ký. Gia hạn hoặc dùng chứng thư khác rồi ký lại."),
    "not_yet_valid": lazy("Chứng thư số chưa có hiệu lực khi ký. Kiểm tra giờ của máy rồi ký lại."),
    "revoked": lazy("Chứng thư số đã bị thu hồi. Dùng chứng thư khác rồi ký lại."),
    "revocation_unknown": lazy(
        "Chưa hỏi được tổ chức cấp chứng thư xem chứng thư còn hiệu lực không. Vài phút nữa, tải tệp đã ký lên lại."
    ),
    "wrong_key_usage": lazy(
        "Chứng thư số này không được cấp để ký văn bản (chẳng hạn cấp cho máy chủ hoặc chỉ để mã hóa). "
        "Ký bằng chứng thư chữ ký số."
    ),
    "weak_algorithm": lazy("Thuật toán ký quá yếu. Dùng phần mềm ký số mới hơn (SHA-256 trở lên)."),
    "too_complex": lazy(
        "Tệp có quá nhiều chữ ký hoặc phần thêm, hoặc quá phức tạp, nên không kiểm tra được. "
        "Ký lại bản tờ khai tải từ trang này."
    ),
}

# What these say is that something is not known: no signature is called bad for it.
UNKNOWN = {"not_judged", "revocation_unknown", "signature_unreadable"}


def sentence(code: str) -> str:
    """The sentence of a fault of a signature."""
    return str(FAULTS[code]) if code in FAULTS else _("Chữ ký chưa hợp lệ (%(code)s).") % {"code": code}


def fault_sentences(standing: casework.DeclarationView) -> list[str]:
    """Each kind of fault once."""
    codes = dict.fromkeys(code for _place, code in standing.report.get("faults", ()))
    return [sentence(code) for code in codes]


def checks(standing: casework.DeclarationView) -> list[parts.Check]:
    """Each signature: by whom, issued by whom, when, and whether it holds."""
    return [_check(signature) for signature in standing.report.get("signatures", ())]


def _check(signature: Mapping[str, object]) -> parts.Check:
    faults = {str(code) for code in cast(Iterable[object], signature.get("faults") or ())}
    level: Literal["ok", "warn", "bad"] = "ok" if not faults else "warn" if faults <= UNKNOWN else "bad"
    when = str(signature.get("time_stamp") or signature.get("claimed_time") or "")
    texts = [_("chứng thư do %(issuer)s cấp") % {"issuer": signature.get("issuer") or "?"}]
    if when:
        texts.append(_("ký lúc %(when)s") % {"when": moment(datetime.fromisoformat(when))})
    texts.append(_("có dấu thời gian") if signature.get("time_stamp") else _("thời điểm do máy người ký ghi"))
    name = signature.get("cn") or _("không rõ người ký")
    return parts.Check(str(name), level, "; ".join(texts))
