"""Pages beside the form: drawn, cached, with their words in place."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from dvctt.documents import api as documents
from dvctt.documents import pages, sandbox
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import NotFound, Refused, clock, printable
from tests.documents.files import docx, hand_in, pdf, picture

pytestmark = pytest.mark.django_db

WORDS = b"BT /F1 24 Tf 100 700 Td (Ho so 123) Tj ET"


def written(rotate: int = 0, words: bytes = WORDS) -> bytes:
    """An A4 page with words in its upper left part."""
    import pikepdf

    def change(made: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        made.pages[0].Contents = made.make_stream(words)
        made.pages[0].Rotate = rotate

    return pdf(change=change)


def size(png: bytes) -> tuple[int, int]:
    drawn = Image.open(io.BytesIO(png))
    assert drawn.format == "PNG"
    return drawn.size


def test_a_page_is_drawn_and_its_words_stand_where_they_are_seen() -> None:
    taken = hand_in(written(), "a.pdf")
    assert documents.page_count(taken.id) == 1
    wide, high = size(documents.page_image(taken.id, 1, 790))
    assert (wide, round(high / wide, 2)) == (800, 1.42)
    (box,) = documents.page_text(taken.id, 1)
    assert box.text == "Ho so 123"
    assert 0.15 < box.x < 0.19 and 0.13 < box.y < 0.18 and 0.1 < box.width < 0.3 and 0.01 < box.height < 0.05


@pytest.mark.parametrize("letters", [b"\\001\\005\\002", b"a\\020b"])
def test_words_that_are_no_letters_are_not_told(letters: bytes) -> None:
    """As a font without a table of its letters gives them: no page can carry them, and nobody could read them."""
    taken = hand_in(written(words=WORDS.replace(b"Ho so 123", letters)), "a.pdf")
    assert all(printable(box.text) == box.text for box in documents.page_text(taken.id, 1))
    assert size(documents.page_image(taken.id, 1, 790))


def test_what_was_drawn_and_read_once_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = hand_in(written(), "a.pdf")
    picture, words = documents.page_image(taken.id, 1, 800), documents.page_text(taken.id, 1)
    monkeypatch.setattr(sandbox, "ask", None)
    assert (documents.page_image(taken.id, 1, 800), documents.page_text(taken.id, 1)) == (picture, words)


@pytest.mark.parametrize(("rotate", "left", "top"), [(90, 0.84, 0.17), (180, 0.63, 0.83), (270, 0.14, 0.62)])
def test_words_of_a_turned_page_turn_with_it(rotate: int, left: float, top: float) -> None:
    taken = hand_in(written(rotate), "a.pdf")
    (box,) = documents.page_text(taken.id, 1)
    assert box.x == pytest.approx(left, abs=0.03) and box.y == pytest.approx(top, abs=0.03)
    drawn = Image.open(io.BytesIO(documents.page_image(taken.id, 1, 800))).convert("L").point(lambda tone: 255 - tone)
    seen = drawn.getbbox()
    assert seen is not None
    assert seen[0] / drawn.width == pytest.approx(box.x, abs=0.02)
    assert seen[1] / drawn.height == pytest.approx(box.y, abs=0.02)


def test_a_drawn_page_is_kept(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = hand_in(pdf(2), "a.pdf")
    first = documents.page_image(taken.id, 2, 200)
    monkeypatch.setattr(sandbox, "COMMAND", ("false",))
    assert documents.page_image(taken.id, 2, 150) == first
    with pytest.raises(Refused) as caught:
        documents.page_image(taken.id, 1, 200)
    assert caught.value.reasons[0].code == "not_drawn_now"


def test_a_width_is_bounded() -> None:
    taken = hand_in(pdf(), "a.pdf")
    assert size(documents.page_image(taken.id, 1, 90_000))[0] == 1600
    assert size(documents.page_image(taken.id, 1, -3))[0] == 200


@pytest.mark.parametrize(("kind", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg")])
def test_a_picture_is_one_page(kind: str, name: str) -> None:
    taken = hand_in(picture(kind, (3000, 1500)), name)
    assert documents.page_count(taken.id) == 1
    assert size(documents.page_image(taken.id, 1, 800)) == (800, 400)
    assert documents.page_text(taken.id, 1) == ()


def test_a_photograph_is_shown_the_right_way_up() -> None:
    room = io.BytesIO()
    taken_sideways = Image.new("RGB", (400, 200))
    exif = taken_sideways.getexif()
    exif[0x0112] = 6
    taken_sideways.save(room, "JPEG", exif=exif)
    assert size(documents.page_image(hand_in(room.getvalue(), "a.jpg").id, 1, 200)) == (200, 400)


@pytest.mark.parametrize("number", [0, 3, -1])
def test_a_page_that_is_not_there_is_not_found(number: int) -> None:
    taken = hand_in(pdf(2), "a.pdf")
    with pytest.raises(NotFound):
        documents.page_image(taken.id, number)
    with pytest.raises(NotFound):
        documents.page_text(taken.id, number)


def test_a_word_file_has_no_pages_to_show() -> None:
    taken = hand_in(docx(), "a.docx")
    assert documents.page_count(taken.id) == 0
    with pytest.raises(NotFound):
        documents.page_image(taken.id, 1)


def pictures(folder: Path) -> list[Path]:
    return sorted((folder / "bytes" / "pages").rglob("*.png"), key=lambda one: one.stat().st_mtime_ns)


def test_so_many_bytes_of_pictures_are_kept_of_a_document(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many, other = hand_in(pdf(4), "a.pdf"), hand_in(written(), "b.pdf")
    before = pictures(own_folders)
    monkeypatch.setattr(pages, "MOST_KEPT", before[0].stat().st_size * 5 // 2)
    for number in (1, 2, 3, 4):
        documents.page_image(many.id, number, 1000)
    left = [one.name for one in pictures(own_folders)]
    assert [name for name in left if many.sha256 in name] == [f"{many.sha256}-{n}-1000.png" for n in (3, 4)]
    assert [name for name in left if other.sha256 in name] == [f"{other.sha256}-1-1000.png"]
    assert size(documents.page_image(many.id, 1, 1000))[0] == 1000


def swapped() -> int:
    kinds = SecurityEvent.objects.filter(kind="file_damaged", detail="picture_changed")
    return sum(kinds.values_list("count", flat=True))


@pytest.mark.parametrize("end", ["png", "json"])
def test_a_picture_that_was_swapped_in_the_store_is_drawn_anew_and_told(own_folders: Path, end: str) -> None:
    taken, other = hand_in(written(), "a.pdf"), hand_in(pdf(), "b.pdf")
    drawn = documents.page_image(taken.id, 1)
    (place,) = (own_folders / "bytes" / "pages").rglob(f"{taken.sha256}-1-1000.{end}")
    (theirs,) = (own_folders / "bytes" / "pages").rglob(f"{other.sha256}-1-1000.{end}")
    whole = place.read_bytes()
    forged = (theirs.read_bytes(), whole[:72] + theirs.read_bytes()[72:], whole[:-1], b"", theirs.read_bytes()[72:])
    for number, put_there in enumerate(forged, 1):
        place.write_bytes(put_there)
        assert documents.page_image(taken.id, 1) == drawn
        assert place.read_bytes() == whole and swapped() == number
    assert documents.page_image(taken.id, 1) == drawn and swapped() == len(forged)
    places = SecurityEvent.objects.filter(detail="picture_changed").values_list("place", flat=True)
    assert set(places) == {f"store:{taken.sha256}"}


def test_pictures_of_a_key_that_was_given_up_are_drawn_anew_and_nobody_is_blamed(settings: Settings) -> None:
    taken = hand_in(written(), "a.pdf")
    drawn = documents.page_image(taken.id, 1)
    settings.JOURNAL_KEYS = ["another"]
    assert documents.page_image(taken.id, 1) == drawn
    assert swapped() == 0


def test_pictures_drawn_long_ago_are_deleted_and_drawn_again(own_folders: Path) -> None:
    taken = hand_in(pdf(2), "a.pdf")
    documents.page_image(taken.id, 2, 200)
    (first, second) = pictures(own_folders)
    old = (clock.now() - pages.KEPT).timestamp() - 60
    os.utime(first, (old, old))
    assert pages.purge_pictures() == 1
    assert pictures(own_folders) == [second]
    assert documents.page_image(taken.id, 1)
    assert len(pictures(own_folders)) == 2
