"""The main job in a real browser, as every person in it, from the registration to the stranger who verifies."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from dvctt.kernel import Role, clock
from tests.browser import moving
from tests.browser.applying import Applicant
from tests.browser.deciding import Officer
from tests.browser.filling import fill
from tests.browser.looking import look, quiet
from tests.browser.people import Town
from tests.browser.story import registration_of
from tests.fixtures_casework import golden, pdf

CODE = "1.000082"
ASKED = {("field", "dai_dien_chuc_vu"): "Chức vụ ghi chưa khớp giấy chứng nhận đăng ký doanh nghiệp.",
         ("component", "so_huu_thiet_bi"): "Hóa đơn bị mờ, không đọc được số sê-ri."}  # fmt: skip


@dataclass
class Story:
    """What has happened so far; each leg goes on where the last one ended."""

    town: Town
    answers: dict[str, Any]
    applicant: Applicant
    username: str = ""
    code: str = ""
    licence: bytes = b""
    officers: dict[str, Officer] = field(default_factory=dict)

    @property
    def key(self) -> Path:
        """The owner's certificate, which bears the tax code."""
        return self.town.pki.key(self.answers["values"]["ten"], f"MST:{self.answers['values']['ma_so_thue']}")

    def officer(self, who: str) -> Officer:
        """An officer of the procedure, signed in with password and code, before the dossier."""
        if who not in self.officers:
            page = self.town.sign_in(self.town.officer(CODE, who))
            self.officers[who] = Officer(page, self.code)
        self.officers[who].open()
        return self.officers[who]


@pytest.fixture(scope="module")
def story(town: Town) -> Iterator[Story]:
    """The beginning: a visitor who has never been here."""
    page = town.visitor()
    with quiet(page):
        yield Story(town, golden(CODE), Applicant(town, page))


@pytest.fixture(scope="module")
def admitted(story: Story) -> Story:
    """An organisation registers, the operator lets it in, its person sets a password and signs in."""
    values = registration_of(story.answers["values"])
    story.applicant.register(values)
    vetter = story.town.sign_in(story.town.official("operator.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành"))
    vetter.goto("/operator/registrations/")
    look(vetter)
    moving.press(vetter.get_by_role("link", name=values["name"]))
    look(vetter)
    moving.press(vetter.get_by_role("button", name="Chấp nhận, cấp tài khoản"))
    expect(vetter.get_by_role("main")).to_contain_text("Đã chấp nhận đăng ký")
    look(vetter)
    story.username = story.applicant.first_access(values["email"])
    story.town.sign_in(story.username, page=story.applicant.page)
    return story


@pytest.fixture(scope="module")
def declared_story(admitted: Story) -> Story:
    """The procedure found, every question answered, every paper handed in, the declaration signed."""
    applicant, answers = admitted.applicant, admitted.answers
    applicant.find("cap giay phep hoat dong do dac", CODE)
    applicant.declare(answers["values"])
    applicant.see(applicant.page)
    told = applicant.refused(answers["given"][0], ("bang-cap.pdf", b"MZ" + bytes(4000)))
    assert "PDF" in told
    for component in answers["given"]:
        applicant.hand_in(component, (f"{component}.pdf", pdf(component)))
    applicant.see(applicant.page)
    applicant.render()
    return admitted


@pytest.fixture(scope="module")
def submitted(declared_story: Story) -> Story:
    """Signed outside, judged, sent."""
    applicant = declared_story.applicant
    applicant.sign(declared_story.key)
    applicant.send("Nộp hồ sơ")
    declared_story.code = applicant.code()
    applicant.wait_for_paper("Xác nhận đã nhận hồ sơ")
    applicant.see(applicant.page)
    return declared_story


@pytest.fixture(scope="module")
def amended(submitted: Story) -> Story:
    """Received by the desk, taken by an appraiser, who asks for a field and a paper; answered item by item."""
    desk = submitted.officer("desk")
    desk.act("Tiếp nhận")
    appraiser = submitted.officer("appraiser")
    appraiser.act("Nhận thẩm định")
    answer_by = (clock.today() + timedelta(days=10)).isoformat()
    appraiser.ask("Hồ sơ còn hai chỗ chưa đạt.", answer_by, ASKED)
    applicant, answers = submitted.applicant, submitted.answers
    applicant.open(applicant.home)
    applicant.wait_for_paper("Phiếu yêu cầu bổ sung")
    applicant.follow("Xem từng mục và trả lời")
    for wrong in ASKED.values():
        expect(applicant.main).to_contain_text(wrong)
    applicant.see(applicant.page)
    applicant.page.get_by_label("Trả lời mục 2:").fill("Đã mua thêm thiết bị.")
    applicant.press(re.compile("^Sửa nội dung này"))
    answers["values"]["dai_dien_chuc_vu"] = "Tổng giám đốc"
    assert "dai_dien_chuc_vu" in fill(applicant.page, answers["values"])
    applicant.see(applicant.page)
    applicant.press("Lưu và về yêu cầu bổ sung")
    expect(applicant.page.get_by_label("Trả lời mục 2:")).to_have_value("Đã mua thêm thiết bị.")
    applicant.press(re.compile("^Nộp tệp mới"))
    applicant.hand_in("so_huu_thiet_bi", ("hoa-don-ro.pdf", pdf("hoa don ro")))
    applicant.see(applicant.page)
    applicant.render()
    applicant.sign(submitted.key)
    applicant.send("Gửi bổ sung")
    return submitted


@pytest.fixture(scope="module")
def decided(amended: Story) -> Story:
    """Appraised, recommended, approved, numbered and sealed, signed, delivered."""
    appraiser = amended.officer("appraiser")
    expect(appraiser.main).to_contain_text("Tổng giám đốc")
    report = {"report": "Đủ nhân lực và thiết bị cho các hoạt động đề nghị.", "proposal": "grant"}
    appraiser.act("Trình kết quả thẩm định", report, {"thoi_han": "5"})
    amended.officer("head").act("Đề nghị cấp", {"opinion": "Nhất trí với kết quả thẩm định."})
    amended.officer("competent").act("Phê duyệt cấp giấy phép")
    clerk = amended.officer("clerk")
    clerk.act("Cấp số và đóng dấu")
    clerk.wait_for("Giấy phép đã ký và sắp được trả.")
    clerk.page.reload()
    clerk.see(clerk.page)
    clerk.act("Trả kết quả")
    return amended


@pytest.fixture(scope="module")
def licensed(decided: Story) -> Story:
    """The applicant has the signed licence."""
    applicant = decided.applicant
    applicant.open(applicant.home)
    link = applicant.wait_for_paper("Giấy phép hoạt động đo đạc và bản đồ")
    decided.licence = applicant.download(link)
    return decided


def test_an_organisation_gets_an_account(admitted: Story) -> None:
    applicant = admitted.applicant
    applicant.see(applicant.page)
    expect(applicant.page.get_by_role("heading", level=1)).to_have_text("Hồ sơ của tôi")
    applicant.open("/account/")
    expect(applicant.main).to_contain_text(admitted.answers["values"]["ten"])


def test_everything_is_declared_and_handed_in_on_line(declared_story: Story) -> None:
    applicant = declared_story.applicant
    applicant.open(f"{applicant.home}review/")
    for words in ("Đỗ Thị Hạnh", "Máy thu GNSS hai tần R8", "kiem_dinh.pdf", "31/12/2026"):
        expect(applicant.main).to_contain_text(words)
    applicant.open(f"{applicant.home}declaration/")


def test_a_signed_dossier_is_acknowledged_without_an_officer(submitted: Story) -> None:
    applicant = submitted.applicant
    expect(applicant.main).to_contain_text("Bộ phận Một cửa đang kiểm tra")
    expect(applicant.main).to_contain_text("Dự kiến trả kết quả")
    mails = submitted.town.mailsink.messages(submitted.answers["values"]["email"])
    assert any(submitted.code in str(mail) for mail in mails)


def test_an_amendment_is_asked_for_and_answered_item_by_item(amended: Story) -> None:
    appraiser = amended.officer("appraiser")
    for words in ("Giám đốc", "Tổng giám đốc", "hoa-don-ro.pdf"):
        expect(appraiser.main).to_contain_text(words)


def test_the_licence_is_signed_and_fails_when_a_byte_is_changed(licensed: Story, tmp_path: Path) -> None:
    kept = tmp_path / "giay-phep.pdf"
    kept.write_bytes(licensed.licence)
    assert "Signature is Valid" in pdfsig(kept)
    kept.write_bytes(changed(licensed.licence))
    assert "Signature is Valid" not in pdfsig(kept)
    expect(licensed.applicant.main).to_contain_text("Giấy phép đã được trả")


def test_a_stranger_verifies_by_code_and_by_file(licensed: Story, tmp_path: Path) -> None:
    from dvctt.documents.models import Issued

    issued = Issued.objects.filter(kind="result").latest("issued_on")
    page = licensed.town.visitor()
    stranger = Applicant(licensed.town, page)
    stranger.open("/verify/")
    page.get_by_label("Mã xác minh").fill(issued.verification_code.lower())
    stranger.press("Kiểm tra mã")
    expect(stranger.main).to_contain_text("đang có hiệu lực")
    look(page)
    for content, words in ((licensed.licence, "đúng là bản gốc"), (changed(licensed.licence), "đã bị thay đổi")):
        page.goto("/verify/")
        given = {"name": "giay-phep.pdf", "mimeType": "application/pdf", "buffer": content}
        page.get_by_label("Tệp PDF của văn bản").set_input_files(given)  # type: ignore[arg-type]
        stranger.press("Kiểm tra tệp")
        expect(stranger.main).to_contain_text(words)
        look(page)
    assert licensed.answers["values"]["dai_dien_cccd"] not in stranger.main.inner_text()
    stranger.open("/look-up/")
    page.get_by_label("Mã hồ sơ").fill(licensed.code)
    page.get_by_label("Bốn số cuối").fill(licensed.answers["values"]["dien_thoai"][-4:])
    stranger.press("Tra cứu")
    expect(stranger.main).to_contain_text("Đã trả kết quả")
    look(page)


def pdfsig(file: Path) -> str:
    """What poppler says of a file's signatures."""
    return subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout


def changed(content: bytes) -> bytes:
    """The file with one byte of what was signed another."""
    place = content.index(b"stream\n") + 20
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
