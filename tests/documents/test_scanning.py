"""A scanner's word counts: a real clamd with a database of its own, and none, and one that is away."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dvctt.documents.adapters.clamd import Clamd
from dvctt.documents.inspect.findings import EICAR
from dvctt.documents.scanning import ScannerUnavailable
from tests.documents.files import archive, docx, hand_in, pdf, refusal
from tests.patience import PATIENCE

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
MARK = b"a mark that only our own database knows"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running clamd that knows EICAR and our mark."""
    assert CLAMD is not None, "clamd is not installed: tools/system-packages.sh test"
    folder = tmp_path_factory.mktemp("clamd")
    place = Path("/tmp") / f"dvctt-{folder.name}-{folder.stat().st_ino}.sock"
    signatures = f"Eicar-Test:0:*:{EICAR.hex()}\nDvctt-Mark:0:*:{MARK.hex()}\n"
    (folder / "test.ndb").write_text(signatures)
    settings = {
        "LocalSocket": place, "DatabaseDirectory": folder, "Foreground": "yes", "LogFile": folder / "log",
        "StreamMaxLength": "1M", "User": "root",
    }  # fmt: skip
    if shutil.os.geteuid() != 0:
        del settings["User"]
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    with subprocess.Popen(
        [CLAMD, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            answering(place, process)
            yield str(place)
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)
            place.unlink(missing_ok=True)


def answering(place: Path, process: "subprocess.Popen[bytes]") -> None:
    """Wait until clamd answers; the waiting is on its exit, never a plain sleep."""
    for _ in range(3000):
        with socket.socket(socket.AF_UNIX) as line:
            if line.connect_ex(str(place)) == 0:
                return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError("clamd went away")
    raise AssertionError("clamd does not answer")


@pytest.fixture
def scanned(settings: Any, clamd: str) -> str:
    settings.CLAMD_ADDRESS = clamd
    return clamd


def test_a_clean_file_is_clean(scanned: str) -> None:
    assert hand_in(pdf(), "a.pdf").scan_state == "clean"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pdf() + b"\n%" + MARK, "a.pdf"),
        (archive({"a.txt": MARK}), "a.zip"),
        (docx({"word/media/a.txt": MARK}), "a.docx"),
    ],
)
def test_what_only_clamd_knows_is_refused(scanned: str, data: bytes, name: str) -> None:
    assert refusal(data, name) == "infected"


def test_a_file_over_the_scanners_measure_is_not_accepted(scanned: str) -> None:
    heavy = pdf(change=lambda made: setattr(made.pages[0], "Contents", made.make_stream(bytes(2_000_000))),
                compress_streams=False)  # fmt: skip
    assert refusal(heavy, "a.pdf") == "scanner_unavailable"


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.sock"])
def test_a_scanner_that_is_away_means_not_accepted(settings: Any, address: str) -> None:
    settings.CLAMD_ADDRESS = address
    assert refusal(pdf(), "a.pdf") == "scanner_unavailable"


def test_without_a_scanner_the_document_says_so(settings: Any) -> None:
    settings.CLAMD_ADDRESS = ""
    assert hand_in(pdf(), "a.pdf").scan_state == "unscanned"


def test_a_scanner_that_talks_nonsense_means_not_accepted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def babble() -> None:
            line, _ = server.accept()
            with line:
                while not line.recv(4096).endswith(bytes(4)):
                    pass
                line.sendall(b"stream: whatever\0")

        speaker = threading.Thread(target=babble)
        speaker.start()
        with pytest.raises(ScannerUnavailable):
            Clamd(f"127.0.0.1:{server.getsockname()[1]}").scan(open_file(b"abc"))
        speaker.join(timeout=PATIENCE)


def open_file(data: bytes) -> Any:
    import io

    return io.BytesIO(data)
