"""What is wrong with a file, in sentences: which file and entry, what was found, what is taken, the way that works."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt.kernel import Fault

FILE_FAULTS: Mapping[str, Promise] = {
    "empty_file": lazy("Tệp rỗng (0 byte). Chọn lại tệp."),
    "required": lazy("Chọn một tệp."),
    "too_large": lazy("Tệp lớn quá: nhiều nhất %(limit)s."),
    "wrong_type": lazy("Mục này chỉ nhận %(allowed)s. Tệp Quý vị chọn là %(found)s: %(way)s."),
    "encrypted_pdf": lazy(
        "Tệp PDF phải có mật khẩu mới mở được. Mở tệp bằng mật khẩu, chọn In rồi Lưu thành PDF, và tải lên tệp mới."
    ),
    "pdf_for_recipients": lazy(
        "Tệp PDF được khóa bằng chứng thư số của người nhận nên nơi tiếp nhận không mở được. "
        "Mở tệp, chọn In rồi Lưu thành PDF, và tải lên tệp mới."
    ),
    "encrypted_document": lazy("Tệp này có mật khẩu. Bỏ mật khẩu rồi tải lên lại."),
    "encrypted_archive": lazy("Tệp nén có mật khẩu. Nén lại không đặt mật khẩu rồi tải lên."),
    "type_mismatch": lazy(
        "Tên tệp có đuôi .%(declared)s nhưng nội dung là %(found)s. "
        "Kiểm tra đúng tệp cần nộp, đổi lại đuôi tên cho khớp rồi tải lên."
    ),
    "not_signed_here": lazy(
        "Đây là %(found)s, không phải tờ khai đã ký số. "
        "Ký số đúng tệp PDF tải ở bước 1, không in, không quét, rồi tải tệp vừa ký lên."
    ),
    "polyglot": lazy(
        "Tệp này vừa là %(found)s vừa là một loại khác (ví dụ có tệp nén nối vào cuối) nên không nhận được. "
        "Mở tệp, chọn In rồi Lưu thành PDF, và tải lên tệp mới."
    ),
    "broken_pdf": lazy(
        "Tệp PDF bị lỗi cấu trúc. Nếu máy của Quý vị vẫn mở được: mở tệp, chọn In rồi Lưu thành PDF, "
        "và tải lên tệp mới; nếu không, lấy lại tệp từ nơi gửi."
    ),
    "broken_image": lazy("Tệp ảnh hỏng hoặc thiếu một phần. Chụp hoặc quét lại rồi tải lên."),
    "empty_pdf": lazy("Tệp PDF không có trang nào. Xuất lại tệp thành PDF, hoặc lấy lại tệp từ nơi gửi, rồi tải lên."),
    "broken_archive": lazy("Tệp nén hỏng. Nén lại rồi tải lên."),
    "broken_office": lazy(
        "Tệp Word hoặc Excel bị hỏng hoặc thiếu một phần. Mở tệp bằng Word hoặc Excel, lưu thành tệp mới rồi tải lên; "
        "nếu không mở được, lấy lại tệp từ nơi gửi."
    ),
    "unsupported_archive": lazy(
        "Tệp nén dùng cách nén mà hệ thống không đọc được. Giải nén, nén lại kiểu ZIP thường "
        "(phương pháp Deflate) rồi tải lên."
    ),
    "nested_archive": lazy(
        "Tệp nén có quá nhiều lớp tệp nén lồng nhau. Giải nén các tệp bên trong, nén tất cả một lần rồi tải lên."
    ),
    "empty_archive": lazy("Tệp nén không có tệp nào có nội dung bên trong. Nén lại các tệp cần nộp rồi tải lên."),
    "unsafe_archive": lazy(
        "Tệp nén có một tệp mang tên như đường dẫn ra ngoài thư mục của nó. Đổi tên tệp đó (bỏ dấu hai chấm, dấu gạch "
        "chéo và hai dấu chấm ở đầu tên), chép các tệp vào một thư mục, nén lại rồi tải lên."
    ),
    "archive_bomb": lazy(
        "Tệp nén giải ra quá lớn, quá nhiều tệp hoặc quá nhiều lớp. Chia thành nhiều tệp nén nhỏ rồi tải lên."
    ),
    "image_bomb": lazy(
        "Ảnh có %(width)s × %(height)s điểm ảnh; nhận nhiều nhất %(megapixels)s megapixel. "
        "Chọn cỡ ảnh thường trong cài đặt máy ảnh (ví dụ 12 megapixel) rồi chụp lại, hoặc giảm cỡ ảnh."
    ),
    "too_many_pages": lazy("Tệp có %(pages)s trang; nhiều nhất %(limit)s trang. Chia thành nhiều tệp rồi tải lên."),
    "active_content": lazy(
        "Tệp chứa thành phần tự chạy hoặc tự tải từ nơi khác về (%(what)s) nên không nhận được. "
        "Mở tệp, chọn In rồi Lưu thành PDF, và tải lên tệp mới."
    ),
    "active_office": lazy(
        "Tệp có đối tượng nhúng hoặc nội dung lấy từ nơi khác (%(what)s) nên không nhận được. "
        "Trong Word, dán lại đối tượng dưới dạng ảnh; trong Excel, vào Dữ liệu, Chỉnh sửa liên kết, Ngắt liên kết. "
        "Lưu tệp rồi tải lên lại."
    ),
    "active_archive": lazy(
        "Tệp nén có chương trình hoặc thành phần tự chạy (%(what)s) nên không nhận được. "
        "Bỏ tệp đó ra, nén lại rồi tải lên."
    ),
    "scanner_unavailable": lazy(
        "Chưa quét được mã độc nên chưa nhận tệp. Tệp trên máy của Quý vị vẫn còn; thử lại sau vài phút."
    ),
    "not_photographs": lazy(
        "Tệp này không phải ảnh (JPG, PNG, HEIC, WebP, TIFF) nên không ghép được với các tệp chọn cùng lúc. "
        "Chọn riêng các ảnh để ghép thành một PDF, và tải tệp này lên một mình."
    ),
    "several_files": lazy("Mục này nhận từng tệp một. Chọn và tải lên từng tệp."),
    "too_large_together": lazy(
        "Các ảnh chọn cùng lúc lớn quá: cộng lại nhiều nhất %(limit)s. Chọn ít ảnh hơn mỗi lần."
    ),
    "too_many_photographs": lazy("Ghép được nhiều nhất %(max)s ảnh một lần."),
    "too_many_uploads": lazy("Đang có quá nhiều tệp tải lên dở dang. Đợi các tệp đó xong."),
    "too_many_files": lazy(
        "Hồ sơ này đã nhận đủ %(max)s tệp, tính cả tệp đã thay hoặc rút lại. Bắt đầu một hồ sơ mới."
    ),
    "too_much_in_drafts": lazy(
        "Các hồ sơ chưa nộp của tài khoản đã có quá %(max)s MB tệp. Nộp hoặc bỏ bớt bản nháp rồi gửi tệp này."
    ),
    "too_much_in_all": lazy(
        "Các tệp của hồ sơ này đã vượt tổng dung lượng %(max)s MB, tính cả tệp đã thay hoặc rút lại."
    ),
    "incomplete": lazy("Tệp chưa đến đủ. Tải lên lại."),
    "wrong_offset": lazy("Tệp đến không đúng thứ tự. Tải lên lại."),
    "wrong_hash": lazy("Tệp đến không giống tệp đã gửi. Tải lên lại."),
    "not_judged": lazy(
        "Lần này hệ thống chưa kiểm tra được tệp; điều đó chưa nói gì về tệp. Tệp trên máy của Quý vị vẫn còn; "
        "tải lên lại sau ít phút."
    ),
    "infected": lazy("Tệp có mã độc nên không được nhận. Quét mã độc máy đã tạo tệp này."),
    "unreadable": lazy(
        "Hệ thống không đọc được tệp; tệp có thể đã hỏng. "
        "Mở tệp trên máy của Quý vị, chọn In rồi Lưu thành PDF, và tải lên tệp mới."
    ),
    "too_complex": lazy(
        "Tệp quá phức tạp nên không kiểm tra được trong thời gian và bộ nhớ dành cho một tệp. "
        "Mở tệp, chọn In rồi Lưu thành PDF, hoặc chia thành nhiều tệp, và tải lên tệp mới."
    ),
}

# What people call a content that was found; other types go by their extension.
FOUND: Mapping[str, Promise] = {
    "": lazy("loại tệp không rõ"),
    "macro": lazy("tệp Office có macro"),
    "office": lazy("tệp Office loại khác"),
    "doc": lazy("tệp Word cũ (.doc)"), "xls": lazy("tệp Excel cũ (.xls)"), "ppt": lazy("tệp PowerPoint cũ (.ppt)"),
    "ole": lazy("tệp Office cũ (.doc, .xls, .ppt)"),
    "docx": lazy("tệp Word (.docx)"), "xlsx": lazy("tệp Excel (.xlsx)"),
    "pptx": lazy("tệp PowerPoint"), "vsdx": lazy("tệp Visio"),
    "jpg": lazy("ảnh JPG"), "png": lazy("ảnh PNG"), "heic": lazy("ảnh HEIC"), "avif": lazy("ảnh AVIF"),
    "webp": lazy("ảnh WebP"), "tiff": lazy("ảnh TIFF"), "tif": lazy("ảnh TIFF"), "gif": lazy("ảnh GIF"),
    "bmp": lazy("ảnh BMP"), "exe": lazy("chương trình máy tính"), "zip": lazy("tệp nén ZIP"),
    "zeros": lazy("tệp mất hết nội dung khi sao chép (toàn byte 0)"),
    "rar": lazy("tệp nén RAR"), "7z": lazy("tệp nén 7z"), "mp4": lazy("phim"), "mov": lazy("phim"),
    "txt": lazy("văn bản thuần"), "html": lazy("trang web lưu về máy"), "htm": lazy("trang web lưu về máy"),
}  # fmt: skip
PICTURES = frozenset({"jpg", "png", "heic", "heif", "avif", "webp", "tiff", "tif", "gif", "bmp"})
OFFICE = frozenset({
    "csv", "doc", "docm", "docx", "dotm", "dotx", "htm", "html", "key", "macro", "numbers", "odp", "ods", "odt",
    "office", "ole", "oxps", "pages", "potx", "ppsx", "ppt", "pptm", "pptx", "rtf", "txt", "vsdx", "xlam", "xls",
    "xlsb", "xlsm", "xlsx", "xltm", "xltx", "xps",
})  # fmt: skip
ARCHIVES = frozenset({"zip", "rar", "7z", "gz", "tar"})


def file_sentence(fault: Fault) -> str:
    """The sentence of a file's fault: the file's name where it is known, what is wrong, and in which entry of it."""
    params = dict(fault.params)
    if fault.code in ("wrong_type", "type_mismatch", "polyglot"):
        actual = str(params.get("found", ""))
        allowed = [kind for kind in str(params.get("allowed", "")).split(",") if kind]
        joins = bool(params.get("photographs"))
        params |= {"found": _called(actual), "way": _way(actual, [*allowed, "jpg", "png"] if joins else allowed)}
        named = ", ".join(kind.upper() for kind in allowed) or _("một số loại tệp")
        params["allowed"] = (
            _("%(types)s hoặc ảnh chụp (JPG, PNG, HEIC, WebP, TIFF)") % {"types": named} if joins else named
        )
    if fault.code == "image_bomb":
        params["megapixels"] = int(params.get("limit", 0)) // 1_000_000
    sentences = [filled(FILE_FAULTS[_sentence(fault)], params)]
    if params.get("file"):
        sentences.insert(0, _("Tệp “%(file)s”:") % {"file": params["file"]})
    if params.get("entry"):
        sentences.append(_("Chỗ có lỗi trong tệp: “%(entry)s”.") % {"entry": params["entry"]})
    return " ".join(sentences)


def _sentence(fault: Fault) -> str:
    """The key of a fault's sentence: of several files sent at once another than of one."""
    code, params = fault.code, fault.params
    if code in ("wrong_type", "type_mismatch") and "signed" in params:
        return "not_signed_here"
    if code == "not_photographs" and "file" not in params:
        return "several_files"
    if code == "too_large" and "together" in params:
        return "too_large_together"
    if code == "archive_bomb" and params.get("why") == "depth":
        return "nested_archive"
    if code in ("broken_archive", "active_content"):
        return _KINDS.get((code, _holder(params)), code)
    return code


_KINDS = {
    ("broken_archive", "office"): "broken_office",
    ("active_content", "office"): "active_office",
    ("active_content", "zip"): "active_archive",
}


def _holder(params: Mapping[str, str | int]) -> str:
    """In what a fault stands: an office file (`office`), also one in an archive, a `zip`, or something else."""
    outer, *inner = [str(params.get("file", "")), *str(params.get("entry", "")).split(" / ")]
    if any(name.lower().endswith((".docx", ".xlsx")) for name in (outer, *inner)):
        return "office"
    return "zip" if outer.lower().endswith(".zip") else ""


def _called(actual: str) -> str:
    return str(FOUND[actual]) if actual in FOUND else _("tệp .%(extension)s") % {"extension": actual}


def _way(actual: str, allowed: list[str]) -> str:
    """How to get from what was found to what is taken."""
    if actual == "zeros":
        return _("lấy lại tệp từ bản gốc hoặc nơi gửi rồi tải lên")
    if actual in ARCHIVES:
        if "zip" in allowed:
            return _("giải nén, nén lại thành ZIP rồi tải lên")
        return _("giải nén rồi tải lên từng tệp cần nộp")
    if actual in PICTURES and {"jpg", "png"} & set(allowed):
        return _("lưu ảnh thành JPG hoặc PNG rồi tải lên")
    if actual in PICTURES | OFFICE and "pdf" in allowed:
        return _("mở tệp, chọn In rồi Lưu thành PDF, và tải lên tệp mới")
    if "pdf" in allowed:
        return _("chọn đúng tệp cần nộp, hoặc lưu nội dung thành PDF rồi tải lên")
    return _("chọn đúng tệp cần nộp, hoặc lưu nội dung thành một trong các loại trên rồi tải lên")


def filled(sentence: Promise, params: Mapping[str, str | int]) -> str:
    """The sentence with its values; a value it names but was not given shows as a dash."""
    values = _Shown(params)
    if "limit" in values and isinstance(values["limit"], int) and values["limit"] >= 1024 * 1024:
        values["limit"] = f"{values['limit'] // (1024 * 1024)} MB"
    return str(sentence) % values


class _Shown(dict[str, str | int]):
    """Parameters of a sentence."""

    def __missing__(self, key: str) -> str:
        return "–"
