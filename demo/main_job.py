"""The main job of one procedure, from an account to the verified result."""

import re
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from random import Random

from demo import answers, organisations, people
from demo.applying import Applying
from demo.browser import Browser, Unexpected
from demo.handling import Handling, vet
from demo.organisations import Applicant
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.ops import machine

Step = Callable[[str], AbstractContextManager[None]]
NAMES = {
    "1.000082": ("Công ty TNHH MTV Đo đạc {}", answers.surveying, "website"),
    "1.000070": ("Công ty cổ phần Cấp nước {}", answers.water, "fax"),
}
WORDS = ("Bình Minh", "Hải Vân", "Ngọc Hồi", "Phú Thọ Xanh", "Tân Tiến", "Việt Thắng", "Hồng Lĩnh", "Trường Xuân")
PRINTED = re.compile(r"\b(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}\b")
GENUINE = "Văn bản do hệ thống này cấp và đang có hiệu lực"
CHANGED = "Tệp đã bị thay đổi sau khi ký"


@dataclass(frozen=True)
class Done:
    """What the job came to: the signed result, its printed code and what the verification page said."""

    stem: str
    result: bytes
    code: str
    verified: str


def do(procedure: str, step: Step) -> Done:
    """Do it, every person with a browser of one's own; raises Unexpected inside of the step that went wrong."""
    with ExitStack() as stack:
        browsers = {name: Browser(machine.base_url()) for name in ("applicant", "operator", "stranger")}
        for browser in browsers.values():
            stack.callback(browser.close)
        fresh, random = _fresh(procedure)
        applying = Applying(browsers["applicant"], fresh, _mailbox())
        _account(applying, browsers["operator"], step)
        make = NAMES[procedure][1]
        _filed(applying, procedure, make(fresh, random, clock.today()), step)
        handling = Handling(procedure, applying.code, machine.base_url())
        stack.callback(handling.close)
        _handled(applying, handling, NAMES[procedure][2], step)
        return _verified(applying, browsers["stranger"], step)


def _account(applying: Applying, operator: Browser, step: Step) -> None:
    with step("Tổ chức đăng ký tài khoản"):
        applying.register()
    with step("Xác nhận thư điện tử bằng liên kết trong thư"):
        applying.confirm_email()
    with step("Người kiểm tra đăng nhập bằng mật khẩu và mã xác thực, chấp nhận đăng ký"):
        vet(operator, applying.applicant.name)
    with step("Đặt mật khẩu bằng liên kết một lần, đăng nhập"):
        applying.first_access(people.password())


def _filed(applying: Applying, procedure: str, filing: answers.Filing, step: Step) -> None:
    with step("Tìm thủ tục bằng từ không dấu, đọc và bắt đầu hồ sơ"):
        applying.start(procedure)
    with step("Khai từng bước"):
        applying.fill(filing.values)
    with step(f"Nộp {len(filing.components)} giấy tờ"):
        applying.hand_in(filing.components)
    with step("Xem lại, lập bản tờ khai (PDF)"):
        applying.review()
    with step("Ký bằng công cụ ngoài, tải lên, chữ ký được kiểm tra"):
        applying.sign()
    with step("Nộp hồ sơ"):
        applying.submit()
    with step("Xác nhận tự động: văn bản đã ký trên trang và thư, không qua công chức"):
        applying.acknowledged()


def _handled(applying: Applying, handling: Handling, changed: str, step: Step) -> None:
    with step(f"Hồ sơ {applying.code}: Bộ phận Một cửa tiếp nhận"):
        handling.act("desk", "accept")
    with step("Chuyên viên nhận thẩm định"):
        handling.act("appraiser", "take")
    with step("Chuyên viên yêu cầu bổ sung một giấy tờ và một ô"):
        component = handling.request_amendment(changed)
    with step("Người nộp trả lời từng mục, ký lại và gửi"):
        applying.answer(component, changed)
    with step("Chuyên viên trình kết quả thẩm định"):
        handling.act("appraiser", "appraise", {"report": "Hồ sơ đủ điều kiện.", "proposal": "grant", "thoi_han": "5"})
    with step("Trưởng phòng đề nghị cấp"):
        handling.act("head", "recommend_grant", {"opinion": "Đồng ý với kết quả thẩm định."})
    with step("Người có thẩm quyền phê duyệt"):
        handling.act("competent", "approve")
    with step("Văn thư cấp số, đóng dấu; giấy phép được ký số"):
        handling.act("clerk", "number_and_seal")
        handling.issued()
    with step("Văn thư trả kết quả"):
        handling.act("clerk", "publish")


def _verified(applying: Applying, stranger: Browser, step: Step) -> Done:
    with step("Người nộp tải giấy phép đã ký"):
        result = applying.result()
    with step("Người lạ xác minh bằng mã in trên văn bản"):
        code = _printed_code(result)
        stranger.open("/verify/")
        page = stranger.send(stranger.the_form(having="code"), {"code": code.lower()})
        _must(GENUINE in page.text, stranger)
        verified = page.text
    with step("Người lạ xác minh bằng tệp"):
        _must(GENUINE in _verify_file(stranger, result), stranger)
    with step("Tệp bị sửa một byte thì không còn được công nhận"):
        place = result.rindex(b"/ByteRange") - 200
        broken = result[:place] + bytes([result[place] ^ 1]) + result[place + 1 :]
        text = _verify_file(stranger, broken)
        _must(GENUINE not in text, stranger)
    return Done(applying.code, result, code, verified)


def _verify_file(stranger: Browser, pdf: bytes) -> str:
    stranger.open("/verify/")
    form = stranger.the_form(having="csrfmiddlewaretoken", ending="")
    form = next((form for form in stranger.page.forms if "file" in form.names()), form)
    return stranger.send(form, files={"file": ("van-ban.pdf", pdf, "application/pdf")}).text


def _printed_code(pdf: bytes) -> str:
    """The code that stands on the printout."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        for index in range(len(document)):
            if match := PRINTED.search(document[index].get_textpage().get_text_range()):
                return match[0]
    finally:
        document.close()
    raise Unexpected("no verification code is printed on the result")


def _fresh(procedure: str) -> tuple[Applicant, Random]:
    """An organisation that nobody has registered yet, with numbers of the right form."""
    random = Random(secrets.randbits(64))  # noqa: S311 - made-up numbers
    key = f"demo{secrets.token_hex(4)}"
    pattern, *_ = NAMES[procedure]
    name = pattern.format(f"{random.choice(WORDS)} {random.randint(2, 99)}")
    province = "01"
    commune = random.choice(ministry.communes(province)).code
    place = (province, commune, f"Số {random.randint(1, 200)} {random.choice(organisations.STREETS)}")
    person = organisations.any_person(random, youngest=1990)
    phone = f"+8424{random.randrange(32_000_000, 39_999_999)}"
    code = organisations.any_tax_code(random)
    founded = f"{random.randint(2004, 2022)}-05-19"
    return Applicant(key, name, "enterprise", code, person, place, phone, founded), random


def _mailbox() -> str:
    return f"http://127.0.0.1:{machine.ports().mailbox}"


def _must(holds: bool, browser: Browser) -> None:
    if not holds:
        raise Unexpected(browser.describe())
