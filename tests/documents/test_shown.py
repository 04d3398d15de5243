"""What is taken can be looked at: drawn as on paper, or marked as what cannot be shown; failures are remembered."""

import base64
import contextlib
import io
import queue
import struct
import threading
import time
import zlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.db import connection
from PIL import Image, ImageChops, PngImagePlugin

from dvctt.documents import api as documents
from dvctt.documents import pages, sandbox
from dvctt.documents.inspect import images
from dvctt.documents.inspect.findings import Bad, Limits
from dvctt.kernel import Busy, Invalid, Refused, clock
from tests.documents.files import archive, docx, hand_in, pdf, picture
from tests.patience import PATIENCE

CASES = Path(__file__).parent / "cases"
DARK, LIGHT = 60, 200
PIXELS = Limits().pixels


def saved(image: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    room = io.BytesIO()
    image.save(room, kind, **how)
    return room.getvalue()


def sheet(mode: str, paper: Any, ink: Any) -> Image.Image:
    """A sheet whose left half is inked."""
    made = Image.new(mode, (120, 80), paper)
    made.paste(ink, (0, 0, 60, 80))
    return made


def palette(clear: bool) -> Image.Image:
    made = sheet("P", 0, 1)
    made.putpalette([0, 0, 0, 0, 0, 0] if clear else [255, 255, 255, 0, 0, 0])
    return made


def shallow(paper: int, ink: int) -> bytes:
    """A PNG of 16 bits of which a scanner filled the lower ones alone."""
    made = Image.new("I;16", (120, 80))
    made.putdata(([ink] * 60 + [paper] * 60) * 80)
    return saved(made)


def sixteen_bit_colour() -> bytes:
    """A PNG of 16 bits a channel, which the library cannot write itself."""
    row = b"\0" + struct.pack(">3H", 5000, 5000, 5000) * 60 + struct.pack(">3H", 65000, 65000, 65000) * 60
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 120, 80, 16, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 80)),
        (b"IEND", b""),
    ]
    chunks = (
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big") for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


# Pictures whose left half is dark and whose right half is light, each stored in another way.
STORED: dict[str, tuple[str, bytes]] = {
    "16-bit grey": ("png", saved(sheet("I;16", 57000, 0x1F1F))),
    "16-bit grey with a clear value": ("png", saved(sheet("I;16", 65535, 0x1F1F), transparency=65535)),
    "16-bit grey with clear black": ("png", saved(sheet("I;16", 0, 0x2323), transparency=0)),
    "12 bits of 16": ("png", shallow(3900, 500)),
    "8 bits of 16": ("png", shallow(250, 20)),
    "16-bit colour": ("png", sixteen_bit_colour()),
    "grey with alpha": ("png", saved(sheet("LA", (0, 0), (0, 255)))),
    "colour with alpha": ("png", saved(sheet("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)))),
    "palette with a clear colour": ("png", saved(palette(clear=True), transparency=0)),
    "palette with alpha": ("png", saved(palette(clear=True), transparency=b"\0\xff")),
    "palette": ("png", saved(palette(clear=False))),
    "grey with a clear value": ("png", saved(sheet("L", 0, 9), transparency=0)),
    "colour with a clear value": ("png", saved(sheet("RGB", (0, 0, 0), (9, 9, 9)), transparency=(0, 0, 0))),
    "one bit": ("png", saved(sheet("1", 1, 0))),
    "one bit with a clear value": ("png", saved(sheet("1", 1, 0), transparency=1)),
    "print colours": ("jpg", saved(sheet("CMYK", (0, 0, 0, 0), (0, 0, 0, 255)), "JPEG")),
    "grey JPEG": ("jpg", saved(sheet("L", 255, 0), "JPEG")),
    "progressive JPEG": ("jpg", saved(sheet("RGB", "white", "black"), "JPEG", progressive=True)),
}


def tones(image: Image.Image) -> tuple[int, int]:
    """The tones of the left and of the right half."""
    grey = image.convert("L")
    left, right = (grey.getpixel((round(grey.width * part), grey.height // 2)) for part in (0.25, 0.75))
    assert isinstance(left, int) and isinstance(right, int)
    return left, right


@pytest.mark.parametrize("which", STORED)
@pytest.mark.parametrize("width", [1000, 50])
def test_a_picture_looks_as_on_white_paper_however_it_is_stored(which: str, width: int) -> None:
    kind, data = STORED[which]
    left, right = tones(images.draw(kind, data, width, PIXELS))
    assert left < DARK and right > LIGHT


def turned(way: int) -> bytes:
    made = Image.new("RGB", (120, 80), "white")
    exif = made.getexif()
    exif[0x0112] = way
    return saved(made, "JPEG", exif=exif)


@pytest.mark.parametrize("way", range(10))
def test_a_photograph_is_turned_as_the_camera_says(way: int) -> None:
    drawn = images.draw("jpg", turned(way), 1000, PIXELS)
    assert drawn.size == ((80, 120) if 5 <= way <= 8 else (120, 80))


def photograph() -> bytes:
    """A JPEG with something in every part of it."""
    return saved(Image.effect_noise((640, 480), 90).convert("RGB"), "JPEG")


@pytest.mark.parametrize("lost", [1, 2])
@pytest.mark.parametrize("kind", ["plain", "progressive"])
def test_a_photograph_without_its_end_mark_is_whole(lost: int, kind: str) -> None:
    whole = photograph() if kind == "plain" else saved(Image.open(io.BytesIO(photograph())), "JPEG", progressive=True)
    expected, drawn = (images.draw("jpg", data, 640, PIXELS) for data in (whole, whole[:-lost]))
    assert ImageChops.difference(expected, drawn).getbbox() is None


@pytest.mark.parametrize("lost", [40, 400, 20_000])
def test_a_photograph_with_rows_missing_is_broken(lost: int) -> None:
    with pytest.raises(Bad, match="broken_image"):
        images.inspect("jpg", photograph()[:-lost], Limits())


def test_long_texts_in_a_picture_are_not_read() -> None:
    texts = PngImagePlugin.PngInfo()
    for number in range(3):
        texts.add_text(f"xmp {number}", "x" * 3_000_000, zip=True)
    assert images.inspect("png", saved(sheet("RGB", "white", "black"), pnginfo=texts), Limits()).pages == 1


LETTERS = {128: "uni1EA5", 129: "dcroat", 130: "uni01B0", 131: "uni1EE7"}


def unembedded(subtype: str, name: str) -> bytes:
    """A page with the Vietnamese letters ấ đ ư ủ alone, in a font that the file only names."""

    def change(made: pikepdf.Pdf) -> None:
        differences = pikepdf.Array([128, *(pikepdf.Name(f"/{letter}") for letter in LETTERS.values())])
        encoding = pikepdf.Dictionary(BaseEncoding=pikepdf.Name.WinAnsiEncoding, Differences=differences)
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name(f"/{subtype}"), BaseFont=pikepdf.Name(f"/{name}"),
            Encoding=encoding, FirstChar=128, LastChar=131, Widths=pikepdf.Array([600] * 4),
            FontDescriptor=made.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name(f"/{name}"), Flags=32, StemV=80,
                FontBBox=pikepdf.Array([0, -200, 1000, 900]), ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700,
            )),
        )  # fmt: skip
        made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        made.pages[0].Contents = made.make_stream(
            b"BT /F1 60 Tf 60 600 Td (\\200) Tj 120 0 Td (\\201) Tj 120 0 Td (\\202) Tj 120 0 Td (\\203) Tj ET"
        )

    return pdf(change=change)


def by_character_codes() -> bytes:
    """The same letters in a composite font, by their Unicode numbers."""

    def change(made: pikepdf.Pdf) -> None:
        descendant = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=pikepdf.Name("/Arial"),
            CIDSystemInfo=pikepdf.Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=600,
            FontDescriptor=made.make_indirect(pikepdf.Dictionary(
                Type=pikepdf.Name.FontDescriptor, FontName=pikepdf.Name("/Arial"), Flags=32, StemV=80,
                FontBBox=pikepdf.Array([0, -200, 1000, 900]), ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700,
            )),
        )  # fmt: skip
        cmap = (
            b"/CIDInit /ProcSet findresource begin begincmap /CMapName /T def 1 begincodespacerange <0000> <FFFF> "
            b"endcodespacerange 4 beginbfchar <1EA5> <1EA5> <0111> <0111> <01B0> <01B0> <1EE7> <1EE7> endbfchar "
            b"endcmap end"
        )
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=pikepdf.Name("/Arial"),
            Encoding=pikepdf.Name("/Identity-H"), DescendantFonts=pikepdf.Array([made.make_indirect(descendant)]),
            ToUnicode=made.make_stream(cmap),
        )  # fmt: skip
        made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        made.pages[0].Contents = made.make_stream(
            b"BT /F1 60 Tf 60 600 Td <1EA5> Tj 120 0 Td <0111> Tj 120 0 Td <01B0> Tj 120 0 Td <1EE7> Tj ET"
        )

    return pdf(change=change)


FONTS = {
    "TrueType serif": lambda: unembedded("TrueType", "TimesNewRoman"),
    "TrueType sans, bold": lambda: unembedded("TrueType", "Arial,Bold"),
    "TrueType unknown": lambda: unembedded("TrueType", "VnTime"),
    "Type 1 standard": lambda: unembedded("Type1", "Helvetica"),
    "Type 1 fixed": lambda: unembedded("Type1", "Courier"),
    "Type 1 unknown": lambda: unembedded("Type1", "Something"),
    "composite": by_character_codes,
}


@pytest.mark.parametrize("which", FONTS)
def test_letters_of_a_font_that_the_file_does_not_bring_along_are_drawn_and_the_page_is_marked(which: str) -> None:
    params = {"type": "pdf", "page": 0, "width": 1000, "pixels": PIXELS}
    answer = sandbox.run(pages.DRAW, [FONTS[which]()], params)
    drawn = Image.open(io.BytesIO(base64.b64decode(answer["png"]))).convert("L").point(lambda tone: 255 - tone)
    places = [
        drawn.crop((round(x * 1000 / 595), 200, round((x + 50) * 1000 / 595), 500)).getbbox()
        for x in (60, 180, 300, 420)
    ]
    assert all(places)
    assert answer["notes"] == ["fonts_not_embedded"]


@pytest.mark.django_db
def test_a_page_that_is_cropped_away_is_shown_whole() -> None:
    taken = hand_in((CASES / "09-cropbox-outside.pdf").read_bytes(), "a.pdf")
    assert taken.showable
    assert Image.open(io.BytesIO(documents.page(taken, 1).png)).convert("L").getextrema()[0] < DARK  # type: ignore[operator]


def holding_files(made: pikepdf.Pdf) -> None:
    made.attachments["phụ lục.docx"] = docx()


@pytest.mark.django_db
def test_files_inside_a_file_are_told_beside_its_first_page() -> None:
    taken = hand_in(pdf(2, holding_files), "a.pdf")
    assert [documents.page(taken, number).notes for number in (1, 2)] == [("files_inside",), ()]
    joined = hand_in(picture("WEBP"), "a.webp", allowed=frozenset({"pdf"}), photographs=True)
    assert joined.photographs == 1 and documents.page(joined, 1).notes == ()


@pytest.mark.django_db
def test_what_takes_too_long_is_marked_at_intake_and_never_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 1)
    monkeypatch.setattr(sandbox, "WALL_FACTOR", PATIENCE)
    taken = hand_in((CASES / "09-shared-kids-exponential.pdf").read_bytes(), "a.pdf")
    assert (taken.undrawable, taken.showable, documents.page_count(taken.id)) == ("time", False, 0)
    monkeypatch.setattr(sandbox, "ask", None)
    with pytest.raises(Refused) as caught:
        documents.page(taken, 1)
    assert caught.value.reasons[0].code == "page_not_drawable"


def two_pages(heavy: bytes = b"0 0 595 842 re f\n" * 100_000) -> bytes:
    """Two pages, the second of which is painted over a hundred thousand times."""

    def change(made: pikepdf.Pdf) -> None:
        made.pages[1].Contents = made.make_stream(heavy)

    return pdf(2, change=change)


@pytest.mark.django_db
def test_a_failure_is_remembered_as_a_picture_is(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = hand_in(two_pages(), "a.pdf")
    assert taken.showable
    monkeypatch.setattr(pages, "SECONDS", 1)
    monkeypatch.setattr(sandbox, "WALL_FACTOR", PATIENCE)
    with pytest.raises(Refused):
        documents.page(taken, 2)
    monkeypatch.setattr(sandbox, "ask", None)
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            documents.page(taken, 2)
        assert caught.value.reasons[0].code == "page_not_drawable"
    assert documents.page(taken, 1).png


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("failure", "again"),
    [(sandbox.ChildFailed("late"), False), (sandbox.ChildFailed("killed"), False), (sandbox.ChildFailed("ours"), True)],
)
def test_a_failure_that_says_nothing_of_the_file_is_not_kept_for_good(
    failure: sandbox.ChildFailed, again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = hand_in(pdf(2), "a.pdf")
    asked: list[object] = []

    def fail(tasks: object, files: object) -> list[sandbox.ChildFailed]:
        asked.append(tasks)
        return [failure]

    with monkeypatch.context() as broken:
        broken.setattr(sandbox, "ask", fail)
        for _ in range(2):
            with pytest.raises(Refused):
                documents.page(taken, 2)
    assert len(asked) == (2 if again else 1)
    clock.allow_travel()
    with clock.travel(clock.now() + timedelta(hours=1)):
        assert documents.page(taken, 2).png


@pytest.mark.usefixtures("committed_db")
def test_many_who_look_at_once_ask_one_child_and_leave_places_to_others(
    django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking, most, calls = [0], [0], [0]
    gate, guard = threading.Event(), threading.Lock()
    real = sandbox.ask

    def slow(tasks: Any, files: Any) -> Any:
        with guard:
            calls[0] += 1
            asking[0] += 1
            most[0] = max(most[0], asking[0])
        gate.wait(10)
        try:
            return real(tasks, files)
        finally:
            with guard:
                asking[0] -= 1

    with django_db_blocker.unblock():
        taken = hand_in(pdf(5), "a.pdf")
        monkeypatch.setattr(sandbox, "ask", slow)
        seen: list[bytes] = []

        def look(number: int) -> None:
            try:
                seen.append(documents.page(taken, number).png)
            finally:
                connection.close()

        lookers = [threading.Thread(target=look, args=(number,)) for number in (2, 2, 2, 3, 4, 5)]
        for looker in lookers:
            looker.start()
        limit = time.monotonic() + 10
        while asking[0] < sandbox.DRAWING_AT_ONCE:
            assert time.monotonic() < limit
            time.sleep(0.01)
        gate.set()
        for looker in lookers:
            looker.join()
    assert len(seen) == 6 and calls[0] == 4
    assert most[0] <= sandbox.DRAWING_AT_ONCE < sandbox.AT_ONCE


def test_who_waits_too_long_for_a_page_is_told_that_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "DRAWING_SECONDS", 0.01)
    with pages._alone("a"):
        with pytest.raises(Busy), pages._alone("a"):
            raise AssertionError
        with pages._alone("b"):
            pass
    assert not pages._asking


def test_so_many_wait_for_a_picture_and_whoever_comes_then_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "DRAWING_SECONDS", PATIENCE)
    with contextlib.ExitStack() as drawn:
        for _place in range(sandbox.DRAWING_AT_ONCE):
            drawn.enter_context(sandbox.drawing())
        told, began = queue.Queue[str](), threading.Semaphore(0)

        def wait() -> None:
            began.release()
            try:
                with sandbox.drawing():
                    told.put("drawn")
            except Busy:
                told.put("busy")

        waiting = [threading.Thread(target=wait) for _one in range(sandbox.DRAWING_WAITING + 4)]
        for one in waiting:
            one.start()
        assert [told.get(timeout=PATIENCE) for _one in range(4)] == ["busy"] * 4
    assert [told.get(timeout=PATIENCE) for _one in range(sandbox.DRAWING_WAITING)] == [
        "drawn"
    ] * sandbox.DRAWING_WAITING
    for one in waiting:
        one.join()


@pytest.mark.django_db
def test_of_one_account_a_page_at_a_time_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, real = hand_in(pdf(3), "a.pdf"), sandbox.ask
    monkeypatch.setattr(sandbox, "DRAWING_SECONDS", 0.01)

    def ask(*asked: Any) -> Any:
        for by, free in (("mai", False), ("lan", True), ("", True)):
            with contextlib.suppress(Busy), contextlib.ExitStack() as inner:
                inner.enter_context(pytest.MonkeyPatch.context()).setattr(sandbox, "ask", real)
                assert documents.page(taken, 3, by=by).png and free
                continue
            assert not free, by
        return real(*asked)

    monkeypatch.setattr(sandbox, "ask", ask)
    assert documents.page(taken, 2, by="mai").png


def whatever() -> dict[str, bytes]:
    """Files of many kinds, those of the cases among them."""
    given = {place.name: place.read_bytes() for place in CASES.iterdir()}
    made = {f"{which}.{kind}": data for which, (kind, data) in list(STORED.items())[::3]}
    return given | made | {"a.docx": docx(), "a.zip": archive({"a.txt": b"x"}), "b.png": picture()}


@pytest.mark.django_db
def test_whatever_is_taken_has_a_picture_or_says_that_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "SECONDS", 2)
    monkeypatch.setattr(sandbox, "WALL_FACTOR", PATIENCE)
    taken = {}
    for name, data in whatever().items():
        try:
            taken[name] = hand_in(data, name)
        except Invalid:
            continue
    assert len(taken) > 12
    monkeypatch.setattr(sandbox, "ask", None)
    for name, document in taken.items():
        if document.showable:
            assert Image.open(io.BytesIO(documents.page(document, 1).png)).width > 0, name
        else:
            assert document.pages is None or document.undrawable, name
