"""Article 7: the on-line dossier."""

import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from dvctt.casework.models import Dossier, Paper
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from dvctt.web import judgements
from tests.circular.conftest import CONFIRMED, Story
from tests.documents.test_signing import changed
from tests.fixtures_casework import OWNERS, pdf

GOOD = "Chữ ký số hợp lệ"
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
        assert escape(judgements.sentence(code)) in page, (code, page)
        assert "/act/submit/" not in page, code
    assert Dossier.objects.get(pk=story.dossier).submitted_at is None
    assert GOOD in story.hand_in_signed(story.pki.sign(made, story.pki.key(*owner)))
    story.act("applicant", "submit", **CONFIRMED)
    assert Dossier.objects.get(pk=story.dossier).submitted_at is not None


@pytest.mark.circular("7.3.a")
def test_7_3_a_the_agencies_papers_are_signed(story: Story) -> None:
    """Every paper that the applicant downloads is signed as another program judges it, and so does our own page."""
    story.returned()
    papers = story.downloads("applicant", story.address("applicant"))
    signed = [paper for paper in papers if b"/ByteRange" in paper]
    assert len(signed) >= 3
    for paper in signed:
        path = story.folder / "paper.pdf"
        path.write_bytes(paper)
        told = subprocess.run(["pdfsig", "-nocert", path], check=True, capture_output=True, text=True).stdout
        assert "Signature is Valid" in told
        assert "Signature is Invalid" not in told
    number = Paper.objects.get(dossier=story.dossier, name="licence").number
    licence = next(one for one in signed if number in story.printed(one))
    answer = Client().post("/verify/", {"file": SimpleUploadedFile("giay-phep.pdf", licence, "application/pdf")})
    assert "đang có hiệu lực" in answer.content.decode()
