"""Article 7: the electronic dossier."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from dvctt.documents import tasks
from dvctt.kernel import Role, clock
from dvctt.ops.command import main
from dvctt.outbox import api as outbox
from dvctt.web.ui import signature_checks
from tests.circular.conftest import CONFIRMED, Story
from tests.documents.test_signing import changed
from tests.fixtures_casework import OWNERS, pdf
from tests.web.accounts_pages import official
from tests.web.test_health import shows_itself, told
from tests.web.walking import valid

GOOD, VALID = "Chữ ký số hợp lệ", "đang có hiệu lực"
# The certificates of the first stamping authority and all below it end with 2044, the next one's with 2074.
BEFORE_THE_END, LONG_AFTER = datetime(2044, 6, 1, tzinfo=UTC), datetime(2060, 6, 1, tzinfo=UTC)
PAPERS = ("Xác nhận đã nhận hồ sơ", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
REQUEST, REFUSAL = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
LICENCE = "Giấy phép hoạt động đo đạc và bản đồ"
REASON = "Thuộc thủ tục của cấp tỉnh."
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
LETTERHEADS = {"1.000082": "Cục Đo đạc, Bản đồ và Thông tin địa lý Việt Nam", "1.000070": "Bộ phận Một cửa của Bộ"}


@pytest.mark.circular("7.2.a")
def test_7_2_a_a_declaration_is_made_signed_and_submitted(water_story: Story) -> None:
    """The application that is made of what was declared prints it, is void once an answer changes, and the file that
    was signed anew and submitted is byte for byte what the agency downloads.
    """
    story = water_story
    story.start()
    for component in story.world.answers["given"]:
        story.hand_in(component)
    story.sign()
    (declaration,) = story.downloads("applicant", story.address("applicant", "declaration/"))
    declared = " ".join(story.printed(declaration).split())
    for words in ("ĐỀ NGHỊ CẤP GIẤY PHÉP KHAI THÁC NƯỚC DƯỚI ĐẤT", "Nước sạch Hương Mai", "8.000 m³", "G1", "G2", "G3"):
        assert words.upper() in declared.upper(), (words, declared)
    story.answer("cong_trinh", thoi_gian="9")
    assert 'data-signature="lost"' in story.page("applicant", "declaration/")
    sent = story.browser("applicant").post(story.address("applicant", "act/submit/"), {**CONFIRMED, "seen": "1"})
    assert sent.status_code in (409, 422) and "chưa gửi" in story.status()
    story.sign()
    (signed,) = story.downloads("applicant", story.address("applicant", "declaration/"))
    assert "9 năm" in " ".join(story.printed(signed).split())
    story.act("applicant", "submit", **CONFIRMED)
    story.take_in()
    assert signed in story.files("appraiser")


@pytest.mark.circular("7.2.b")
def test_7_2_b_notices_of_acceptance_refusal_and_amendment_are_on_the_system(story: Story, water_story: Story) -> None:
    """The request for an amendment, the receipt and the refusal are signed papers on the applicant's page, each with
    what it has to say, are told by mail, and stay there.
    """
    component = story.world.answers["given"][0]
    story.arranged()
    story.ask_for_amendment(component, "desk", "request_amendment_at_reception")
    notice(story, REQUEST, "Bản chụp mờ, không đọc được.", f"Yêu cầu bổ sung hồ sơ {story.code()}")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)
    story.act("desk", "accept")
    notice(story, PAPERS[1], story.code(), f"Hồ sơ {story.code()} đã được tiếp nhận")
    assert story.titled(REQUEST)
    water_story.arranged()
    water_story.act("desk", "refuse", grounds="wrong_procedure", reason=REASON, basis="Điều 33")
    notice(water_story, REFUSAL, REASON, f"Hồ sơ {water_story.code()} không được tiếp nhận")


def notice(story: Story, title: str, words: str, letter: str) -> None:
    """The paper says this and is signed; the mail with that title came."""
    paper = story.titled(title)
    assert words in " ".join(story.printed(paper).split()), title
    path = story.folder / "paper.pdf"
    path.write_bytes(paper)
    signed = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True).stdout
    assert "Signature is Valid" in signed and "Signature is Invalid" not in signed, title
    assert story.letter(letter)


@pytest.mark.circular("7.2.c")
def test_7_2_c_results_and_decisions_of_the_competent_authority_are_given(story: Story, water_story: Story) -> None:
    """The licence that the applicant downloads bears number, authority, position and name of who decided and what was
    decided, verifies as in force, and a decision not to grant bears its reason and the same lines.
    """
    water_story.arranged()
    water_story.take_in()
    water_story.decide()
    water_story.hand_over()
    number = water_story.number()
    licence = water_story.titled("Giấy phép Khai thác nước dưới đất", number)
    text = " ".join(water_story.printed(licence).split())
    competent = water_story.world.people["competent"].name
    for words in (number, "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", competent, "10 năm", "8.000 m³", "G1", "G2", "G3"):
        assert words in text, (words, text)
    assert VALID in verified(licence) and number in verified(licence)
    story.arranged()
    story.take_in()
    story.refuse_to_grant("Chưa đủ nhân viên kỹ thuật theo quy định.")
    number = story.number("TB")
    text = " ".join(story.printed(story.titled("Thông báo", number)).split())
    competent = story.world.people["competent"].name
    for words in (number, "CỤC TRƯỞNG", competent, "Chưa đủ nhân viên kỹ thuật theo quy định."):
        assert words in text, (words, text)


@pytest.mark.circular("7.3.a")
def test_7_3_a_signatures_of_people_are_judged_and_papers_of_agencies_are_signed(story: Story) -> None:
    """Six signatures that do not hold are refused on the page with their cause and a lawful one lets the dossier in,
    and the agency's acknowledgement, receipt and licence bear its own signature, as another program says too.
    """
    story.start()
    for component in story.world.answers["given"]:
        story.hand_in(component)
    here = story.address("applicant", "declaration/")
    story.browser("applicant").post(here)
    outbox.drain()
    made = story.downloads("applicant", here)[0]
    for code, file in unlawful(story, made).items():
        page = " ".join(story.hand_in_signed(file).split())
        assert GOOD not in page, code
        assert escape(signature_checks.sentence(code)) in page, (code, page)
        assert "/act/submit/" not in page, code
    unsigned = story.browser("applicant").post(story.address("applicant", "act/submit/"), {**CONFIRMED, "seen": "1"})
    assert unsigned.status_code in (409, 422)
    assert "chưa gửi" in story.status()
    owner, tax_code = OWNERS[story.world.code]
    assert GOOD in story.hand_in_signed(story.pki.sign(made, story.pki.key(owner, f"MST:{tax_code}")))
    story.act("applicant", "submit", **CONFIRMED)
    story.take_in()
    story.decide()
    story.hand_over()
    agency_signs(story)


def unlawful(story: Story, made: bytes) -> dict[str, bytes]:
    """The declaration with signatures that do not hold, by why not."""
    name, tax_code = OWNERS[story.world.code]
    owner = (name, f"MST:{tax_code}")
    return {
        "not_signed": made,
        "unknown_issuer": story.pki.sign(made, story.pki.key(*owner, "unknown_ca")),
        "revoked": story.pki.sign(made, story.pki.key(*owner, "revoked")),
        "expired": story.pki.sign(made, story.pki.key(*owner, "expired")),
        "changed_after_signing": changed(story.pki.sign(made, story.pki.key(*owner))),
        "does_not_cover_our_bytes": story.pki.sign(pdf("một tờ khai khác"), story.pki.key(*owner)),
    }


def agency_signs(story: Story) -> None:
    """Acknowledgement, receipt and licence bear the agency's signature, as poppler and our own page say."""
    owner, _tax_code = OWNERS[story.world.code]
    number = story.number()
    licence = story.titled(LICENCE, number)
    for title, paper in {**{title: story.titled(title) for title in PAPERS}, LICENCE: licence}.items():
        path = story.folder / "paper.pdf"
        path.write_bytes(paper)
        told = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True).stdout
        assert "Signature is Valid" in told, title
        assert "Signature is Invalid" not in told, title
        signer = re.search(r"Signer Certificate Common Name: (.*)", told)
        assert signer and "Cục" in signer[1] and owner not in signer[1], (title, told)
    assert VALID in verified(licence)


@pytest.mark.circular("7.3.b")
def test_7_3_b_papers_are_equal_to_those_on_paper(story: Story, water_story: Story) -> None:
    """The papers that the applicant downloads, from the acknowledgement to the decision, have the national heading,
    the letterhead, the code and all their lines, and print on A4 without a password or a font of the reader's.
    """
    component = story.world.answers["given"][0]
    story.arranged()
    story.ask_for_amendment(component, "desk", "request_amendment_at_reception")
    story.hand_in(component, "bản rõ")
    story.act("applicant", "answer_amendment_at_reception", **CONFIRMED)
    story.take_in()
    story.decide()
    story.hand_over()
    number = story.number()
    papers = {title: story.titled(title) for title in (*PAPERS, REQUEST)} | {LICENCE: story.titled(LICENCE, number)}
    water_story.arranged()
    water_story.act("desk", "refuse", grounds="wrong_procedure", reason=REASON, basis="Điều 33")
    for title, paper in papers.items():
        official_paper(story, title, paper)
    official_paper(water_story, REFUSAL, water_story.titled(REFUSAL))
    receipt = story.printed(papers[PAPERS[1]])
    for line_number in range(1, 8):
        line = next(line for line in receipt.splitlines() if line.strip().startswith(f"{line_number}."))
        assert line.partition(":")[2].strip() or receipt.partition(line)[2].strip(), line


def official_paper(story: Story, title: str, paper: bytes) -> None:
    """National heading, letterhead of the agency and the dossier's code, and what a printer needs."""
    path = story.folder / "paper.pdf"
    path.write_bytes(paper)
    read = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    text = " ".join(read.upper().split())
    for words in (NATION, "Độc lập - Tự do - Hạnh phúc", story.code(), LETTERHEADS[story.world.code]):
        assert words.upper() in text, (title, words, text)
    printable(story.folder, paper)


def printable(folder: Path, document: bytes) -> None:
    """A4 upright, every font within the file, and no password: what a printer needs."""
    path = folder / "paper.pdf"
    path.write_bytes(document)
    facts = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert "(A4)" in facts
    assert "Encrypted:       no" in facts
    rows = subprocess.run(["pdffonts", path], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows), rows


@pytest.mark.circular("7.3.d")
def test_7_3_d_a_change_is_found_and_a_document_opens_years_later(
    story: Story, own_record: Settings, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte of a licence changed on the disk is found by night and command, told to the operator and not given out,
    and when all certificates of its day have ended and every authority is silent licence and declaration are verified.
    """
    story.returned()
    address = licence_address(story)
    first = fetched(story, address)
    stored = next(path for path in (story.folder / "bytes").rglob("*") if path.is_file() and path.read_bytes() == first)
    what_changes_in_the_store_is_found(story, stored, address, capsys)

    settings.TSA_URL = f"{story.pki.time_stamp_url}-2"
    with clock.travel(BEFORE_THE_END):
        tasks.renew()
    newest, declaration = fetched(story, address), story.declaration()
    assert newest.startswith(first) and newest != first
    story.pki.stop()
    try:
        with clock.travel(LONG_AFTER):
            for file in (first, newest):
                assert "Văn bản do hệ thống này cấp" in verified(file)
            for file in (first, newest, declaration):
                assert 'data-intact="yes"' in verified(file) and 'data-trusted="yes"' in verified(file)
                assert 'data-intact="no"' in verified(changed(file))
    finally:
        story.pki.start()
    assert story.number() in story.printed(newest)
    with story.evidence() as archive:
        assert {first, newest} <= {archive.read(name) for name in archive.namelist()}


def licence_address(story: Story) -> str:
    """Where the applicant downloads the licence."""
    number = story.number()
    licence = story.titled(LICENCE, number)
    links = re.findall(r'href="(/documents/[0-9a-f-]{36}/)"', story.page("applicant"))
    return next(link for link in links if fetched(story, link) == licence)


def fetched(story: Story, address: str) -> bytes:
    """The file as the applicant gets it."""
    return b"".join(story.browser("applicant").get(address).streaming_content)  # type: ignore[attr-defined]


def verified(file: bytes) -> str:
    """What the page by which anybody verifies a file says of it."""
    return valid(Client().post("/verify/", {"file": SimpleUploadedFile("giay-phep.pdf", file, "application/pdf")}))


def what_changes_in_the_store_is_found(
    story: Story, stored: Path, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Changed, and taken away: health, the operator's page and the command say so, and nobody is given the file."""
    kept, operator = stored.read_bytes(), official("vanhanh", Role.OPERATOR, "CNTT")
    assert main(["documents", "check"]) == 0
    assert ready() == "ok"
    for wrong, why in ((changed(kept), "tệp khác với tệp đã lưu"), (None, "tệp không còn trong kho")):
        stored.write_bytes(wrong) if wrong else stored.unlink()
        assert story.browser("applicant").get(address).status_code == 409
        tasks.sweep()
        assert ready() == "degraded"
        page = valid(operator.get(reverse("operator:security")))
        assert "Tệp trong kho hỏng hoặc mất" in page and why in page and stored.name in page
        capsys.readouterr()
        assert main(["documents", "check"]) == 1
        said = capsys.readouterr().out
        assert f"{stored.name}: {why}" in said and address.split("/")[2] in said and str(story.dossier) in said
    stored.write_bytes(kept)
    tasks.sweep()
    assert ready() == "ok"


def ready() -> str:
    """What the health of the system says beside a worker that lives."""
    shows_itself(0)
    status, text = told()
    assert status == 200
    return text
