"""The whole way once more with script switched off, for the other procedure: nothing on it needs script."""

from playwright.sync_api import expect

from dvctt.kernel import Role, clock
from tests.browser.applying import Applicant
from tests.browser.deciding import Officer
from tests.browser.looking import glance
from tests.browser.people import Town
from tests.browser.story import registration_of
from tests.fixtures_casework import golden, pdf

CODE = "1.000070"
# One word of the longest kind that people paste: no page may become as wide as it.
LONG_WORD = "a" * 3000


def test_a_licence_without_script(town: Town) -> None:
    answers = golden(CODE)
    values = answers["values"]
    applicant = Applicant(town, town.visitor(script=False), script=False, see=glance)
    applicant.register(registration_of(values))
    _admit(town, values["ten"])
    town.sign_in(applicant.first_access(values["email"]), page=applicant.page)
    applicant.find("khai thac nuoc duoi dat", CODE)
    applicant.declare(values)
    told = applicant.refused(answers["given"][0], ("rong.pdf", b""))
    assert "0 byte" in told
    for component in answers["given"]:
        applicant.hand_in(component, (f"{component}.pdf", pdf(component)))
    applicant.render()
    applicant.sign(town.pki.key(values["ten"], f"MST:{values['ma_so_thue']}"))
    applicant.send("Nộp hồ sơ")
    code = applicant.code()
    applicant.wait_for_paper("Xác nhận đã nhận hồ sơ")
    _decide(town, code, answers["fee"])
    link = applicant.wait_for_paper("Giấy phép khai thác nước dưới đất")
    assert applicant.download(link).startswith(b"%PDF")
    expect(applicant.main).to_contain_text("Đã trả kết quả")


def _admit(town: Town, name: str) -> None:
    username = town.official("nhanvien.cntt", Role.OPERATOR, "CNTT", "Chuyên viên vận hành")
    page = town.sign_in(username, script=False)
    page.goto("/operator/registrations/")
    page.get_by_role("link", name=name).click()
    glance(page)
    page.get_by_role("button", name="Chấp nhận, cấp tài khoản").click()
    expect(page.get_by_role("main")).to_contain_text("Đã chấp nhận đăng ký")


def _decide(town: Town, code: str, fee: int) -> None:
    def officer(who: str) -> Officer:
        page = town.sign_in(town.officer(CODE, who), script=False)
        found = Officer(page, code, script=False, see=glance)
        found.open()
        return found

    desk = officer("desk")
    desk.act("Tiếp nhận")
    desk.act("Ghi nhận phí", {"amount": fee, "note": "Biên lai 0001", "paid_on": clock.today().isoformat()})
    appraiser = officer("appraiser")
    appraiser.act("Nhận thẩm định")
    proposed = {"report": f"Đủ điều kiện. {LONG_WORD}", "proposal": "grant"}
    appraiser.act("Trình kết quả thẩm định", proposed, {"thoi_han": "5"})
    officer("head").act("Đề nghị cấp", {"opinion": f"Nhất trí. {LONG_WORD}"})
    officer("competent").act("Phê duyệt cấp giấy phép")
    clerk = officer("clerk")
    clerk.act("Cấp số và đóng dấu")
    clerk.wait_for("Giấy phép đã ký và sắp được trả.")
    clerk.act("Trả kết quả")
