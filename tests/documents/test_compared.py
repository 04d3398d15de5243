"""What we say of a battery of files beside what `pdfsig` (poppler) and `openssl` say of the same."""

import re
import subprocess
from pathlib import Path

import pytest

from dvctt.documents import signing
from dvctt.documents.validation import validate_pdf
from dvctt.kernel import clock
from tests.documents import forging
from tests.documents.test_forgeries import AFTERWARDS
from tests.documents.test_signing import changed
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.usefixtures("here")
VALID = "Signature is Valid"
# Of these poppler sees no signature at all.
UNREAD_BY_POPPLER = {"a second file", "encrypted", "root of the next generation"}
# Of these it says that all of the document was signed.
MISTAKEN: set[str] = set()


@pytest.fixture(scope="module")
def files(pki: Pki) -> dict[str, bytes]:
    sealed = signing.sign_pdf(forging.paper(), unit="TNN", at=clock.now())
    return {"signed": pki.sign(forging.paper(), stamped=False), "sealed": sealed}


def pdfsig(data: bytes, folder: Path) -> str:
    place = folder / "a.pdf"
    place.write_bytes(data)
    return subprocess.run(["pdfsig", "-nocert", place], check=False, capture_output=True, text=True).stdout


def openssl(data: bytes, folder: Path) -> bool:
    """Whether the first signature's own bytes are whole and were signed with its certificate's key."""
    found = re.search(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]", data)
    assert found
    start, first, second, rest = (int(number) for number in found.groups())
    (folder / "content").write_bytes(data[start:first] + data[second : second + rest])
    (folder / "cms").write_bytes(bytes.fromhex(data[first + 1 : second - 1].decode()))
    command = ["openssl", "cms", "-verify", "-binary", "-noverify", "-inform", "DER", "-in", folder / "cms",
               "-content", folder / "content", "-out", folder / "out"]  # fmt: skip
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("whose", ["signed", "sealed"])
def test_of_good_files_all_say_the_same(files: dict[str, bytes], whose: str, tmp_path: Path) -> None:
    file = files[whose]
    assert openssl(file, tmp_path) and VALID in pdfsig(file, tmp_path) and validate_pdf(file).ok
    spoilt = changed(file)
    assert not openssl(spoilt, tmp_path)
    assert "Digest Mismatch" in pdfsig(spoilt, tmp_path)
    assert validate_pdf(spoilt).signatures[0].intact is False


def test_signed_bytes_that_are_whole_are_not_all_that_is_shown(files: dict[str, bytes], tmp_path: Path) -> None:
    """To `openssl` each forgery is good: it looks at the signed bytes alone. So does `pdfsig`, and says at most that
    more follows; it does not say what.
    """
    for which, forge in AFTERWARDS.items():
        file = forge(files["signed"])
        assert openssl(file, tmp_path), which
        told = pdfsig(file, tmp_path)
        assert (VALID in told) is (which not in UNREAD_BY_POPPLER), which
        assert ("- Total document signed" in told) is (which in MISTAKEN), which
