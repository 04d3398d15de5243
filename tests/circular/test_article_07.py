"""Article 7: the on-line dossier."""

import subprocess
from pathlib import Path

import pytest

from dvctt.casework.models import Dossier, Paper
from dvctt.ministry import api as ministry
from tests.circular.conftest import Story

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
