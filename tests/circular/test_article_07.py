"""Article 7: the on-line dossier."""

import hashlib
import re
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import Settings

from dvctt.casework.models import Declaration, Dossier, Paper
from dvctt.documents import api as documents
from dvctt.evidence import api as evidence
from dvctt.kernel import Role, clock
from dvctt.ministry import api as ministry
from dvctt.ops.command import main
from dvctt.outbox import api as outbox
from dvctt.web.ui import signature_checks
from tests.circular.conftest import CONFIRMED, Story
from tests.documents.test_signing import changed
from tests.fixtures_casework import OWNERS, pdf
from tests.web.accounts_pages import official
from tests.web.test_health import shows_itself, told
from tests.web.walking import valid

GOOD = "Chữ ký số hợp lệ"
LARGEST = 50_000_000
# The certificates of the first stamping authority and all below it end with 2044, the next one's with 2074.
BEFORE_THE_END, LONG_AFTER = datetime(2044, 6, 1, tzinfo=UTC), datetime(2060, 6, 1, tzinfo=UTC)
PAPERS = ("Xác nhận đã nhận hồ sơ", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
LICENCE = "Giấy phép hoạt động đo đạc và bản đồ"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@pytest.mark.circular("7.3.b")
def test_7_3_b_papers_are_equal_to_those_on_paper(story: Story) -> None:
    """Receipt and licence, downloaded: national layout, letterhead, number, all lines filled, printable."""
    story.returned()
    dossier = Dossier.objects.get(pk=story.dossier)
    files = story.downloads("applicant", story.address("applicant"))
    printed = {story.printed(file): file for file in files}
    receipt = next(text for text in printed if "HẸN TRẢ KẾT QUẢ" in " ".join(text.upper().split()))
    licence = next(text for text in printed if Paper.objects.get(dossier=dossier, name="licence").number in text)
    for text in (receipt, licence):
        assert NATION in text
        assert "Độc lập - Tự do - Hạnh phúc" in text
        assert str(dossier.code) in text
        printable(story.folder, printed[text])
    assert ministry.unit(dossier.receiving).name.vi.upper() in " ".join(receipt.upper().split())
    assert ministry.unit(dossier.deciding).name.vi.upper() in " ".join(licence.upper().split())
    for number in range(1, 8):
        line = next(line for line in receipt.splitlines() if line.strip().startswith(f"{number}."))
        said = line.partition(":")[2].strip() or receipt.partition(line)[2].strip()
        assert said, line


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


@pytest.mark.circular("7.3.a")
def test_7_3_a_a_persons_signature_is_judged_before_the_dossier_is_taken(story: Story) -> None:
    """Through the page of the declaration: each bad signature is refused with its cause, a lawful one is taken."""
    story.start()
    for component in story.world.answers["given"]:
        story.hand_in(component)
    here = story.address("applicant", "declaration/")
    story.browser("applicant").post(here)
    outbox.drain()
    made = story.downloads("applicant", here)[0]
    name, tax_code = OWNERS[story.world.code]
    owner = (name, f"MST:{tax_code}")
    bad = {
        "not_signed": made,
        "unknown_issuer": story.pki.sign(made, story.pki.key(*owner, "unknown_ca")),
        "revoked": story.pki.sign(made, story.pki.key(*owner, "revoked")),
        "expired": story.pki.sign(made, story.pki.key(*owner, "expired")),
        "changed_after_signing": changed(story.pki.sign(made, story.pki.key(*owner))),
        "does_not_cover_our_bytes": story.pki.sign(pdf("một tờ khai khác"), story.pki.key(*owner)),
    }
    for code, file in bad.items():
        page = " ".join(story.hand_in_signed(file).split())
        assert GOOD not in page, code
        assert escape(signature_checks.sentence(code)) in page, (code, page)
        assert "/act/submit/" not in page, code
    assert Dossier.objects.get(pk=story.dossier).submitted_at is None
    assert GOOD in story.hand_in_signed(story.pki.sign(made, story.pki.key(*owner)))
    story.act("applicant", "submit", **CONFIRMED)
    assert Dossier.objects.get(pk=story.dossier).submitted_at is not None


@pytest.mark.circular("7.3.a")
def test_7_3_a_the_agencies_papers_are_signed(story: Story) -> None:
    """Acknowledgement, receipt and licence bear the agency's signature, as another program and our own page say."""
    story.returned()
    owner, _tax_code = OWNERS[story.world.code]
    licence = story.titled(LICENCE, Paper.objects.get(dossier=story.dossier, name="licence").number)
    for title, paper in {**{title: story.titled(title) for title in PAPERS}, LICENCE: licence}.items():
        path = story.folder / "paper.pdf"
        path.write_bytes(paper)
        told = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True).stdout
        assert "Signature is Valid" in told, title
        assert "Signature is Invalid" not in told, title
        signer = re.search(r"Signer Certificate Common Name: (.*)", told)
        assert signer and "Cục" in signer[1] and owner not in signer[1], (title, told)
    file = SimpleUploadedFile("giay-phep.pdf", licence, "application/pdf")
    assert "đang có hiệu lực" in Client().post("/verify/", {"file": file}).content.decode()


@pytest.mark.circular("7.3.d")
def test_7_3_d_what_changes_in_the_store_is_found_and_not_given_out(
    story: Story, own_record: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte of a licence changed on the disk: the night's reading finds it, nobody is given it, it is said."""
    story.returned()
    licence = Paper.objects.get(dossier=story.dossier, name="licence").document
    assert licence is not None
    stored = story.folder / "bytes" / licence.blob_id[:2] / licence.blob_id[2:4] / licence.blob_id
    kept = stored.read_bytes()
    address = f"/documents/{licence.pk}/"
    assert b"".join(story.browser("applicant").get(address).streaming_content) == kept  # type: ignore[attr-defined]
    shows_itself(0)
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    assert documents.sweep().damaged == ()
    assert main(["documents", "check"]) == 0
    assert told() == (200, "ok")
    for wrong, code in ((changed(kept), "tệp khác với tệp đã lưu"), (None, "tệp không còn trong kho")):
        stored.write_bytes(wrong) if wrong else stored.unlink()
        assert story.browser("applicant").get(address).status_code == 409
        assert documents.sweep().damaged == (licence.blob_id,)
        assert told() == (200, "degraded")
        page = valid(operator.get(reverse("operator:security")))
        assert "Tệp trong kho hỏng hoặc mất" in page and code in page and licence.blob_id in page
        capsys.readouterr()
        assert main(["documents", "check"]) == 1
        said = capsys.readouterr().out
        assert f"{licence.blob_id}: {code}" in said and str(licence.pk) in said and str(story.dossier) in said
    stored.write_bytes(kept)
    assert documents.sweep().damaged == ()
    assert told() == (200, "ok")


@pytest.mark.circular("7.3.d")
@pytest.mark.parametrize("years", [1, 10])
def test_7_3_d_a_document_of_years_ago_opens_and_verifies(story: Story, years: int) -> None:
    """The licence as it was downloaded: other programs read it, and it is judged with every authority silent."""
    story.returned()
    number = Paper.objects.get(dossier=story.dossier, name="licence").number
    files = story.downloads("applicant", story.address("applicant"))
    licence = next(one for one in files if number in story.printed(one))
    assert b"pdfaid:part" in licence and b"pdfaid:conformance" in licence
    at = datetime.now(UTC) + timedelta(days=365 * years)
    story.pki.stop()
    try:
        report, spoilt = documents.validate_pdf(licence, at=at), documents.validate_pdf(changed(licence), at=at)
    finally:
        story.pki.start()
    assert report.ok, report.faults
    assert "changed_after_signing" in spoilt.codes


@pytest.mark.circular("7.3.d")
def test_7_3_d_what_was_signed_outlives_the_certificates_of_its_day(story: Story, settings: Settings) -> None:
    """All of them have ended, all authorities are silent: the licence as it was first fetched and as it is given out
    since, and the applicant's signed declaration, are judged as they were; the dossier's evidence holds both.
    """
    story.returned()
    licence = Paper.objects.get(dossier=story.dossier, name="licence").document
    signed = Declaration.objects.get(dossier=story.dossier, state="valid").signed
    assert licence is not None and signed is not None
    first = fetched(story, licence.pk)
    assert documents.validate_pdf(first, at=LONG_AFTER).codes == {"expired"}
    settings.TSA_URL = f"{story.pki.time_stamp_url}-2"
    with clock.travel(BEFORE_THE_END):
        assert documents.renew().stamped >= 3
    newest = fetched(story, licence.pk)
    assert newest.startswith(first) and newest != first
    story.pki.stop()
    try:
        assert documents.validate_pdf(newest, at=LONG_AFTER).ok
        for file, verdict in ((first, "issued"), (newest, "issued"), (documents.read_bytes(signed.pk), "signed")):
            told = documents.verify_file(BytesIO(file), limit=LARGEST, at=LONG_AFTER)
            assert (told.verdict, told.faults) == (verdict, ())
            assert documents.verify_file(BytesIO(changed(file)), limit=LARGEST, at=LONG_AFTER).verdict == "changed"
    finally:
        story.pki.start()
    for file in (first, newest):
        answer = Client().post("/verify/", {"file": SimpleUploadedFile("giay-phep.pdf", file, "application/pdf")})
        assert "đang có hiệu lực" in answer.content.decode()
    taken = story.browser("head").post(story.address("head", "evidence/"), {"purpose": "Kết luận thanh tra 5/KL"})
    path = story.folder / "chung-cu.zip"
    path.write_bytes(b"".join(taken.streaming_content))  # type: ignore[attr-defined]
    assert evidence.verify(path).findings == ()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert {first, newest} <= set(parts.values())
    answers = [name for name in parts if name.startswith("revocation/")]
    assert answers and all(hashlib.sha256(parts[name]).hexdigest() in name for name in answers)


def fetched(story: Story, document: UUID) -> bytes:
    """The file as the applicant gets it."""
    answer = story.browser("applicant").get(f"/documents/{document}/")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]
