"""Photographs become the pages of one PDF, upright and in order; nothing of what was handed in is lost."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from dvctt.documents import api as documents
from dvctt.documents.inspect import photographs
from dvctt.documents.inspect.findings import EICAR, Bad, Limits
from dvctt.documents.models import Upload
from dvctt.kernel import Invalid, NotFound
from tests.documents.files import HUNG, LIMIT, MAI, SUBJECT, archive, hand_in, pdf, picture

HEIC = (Path(__file__).parent / "cases" / "33-photograph.heic").read_bytes()
PDF = frozenset({"pdf"})
SIZES = {"jpg": (120, 80), "png": (80, 120), "webp": (90, 60), "tiff": (100, 50)}
PILLOW = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tiff": "TIFF"}


@pytest.fixture(autouse=True, scope="module")
def decoders() -> None:
    photographs.warm([])


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    room = io.BytesIO()
    image.save(room, PILLOW[kind], **how)
    return room.getvalue()


def plain(kind: str) -> bytes:
    """A picture that is black in its upper left quarter."""
    made = Image.new("RGB", SIZES[kind], "white")
    made.paste("black", (0, 0, made.width // 2, made.height // 2))
    return saved(made, kind)


def joined(*files: bytes, names: list[str] | None = None) -> bytes:
    return photographs._document(list(files), names or [f"{place}" for place in range(len(files))], Limits())


def quarters(data: bytes, number: int = 0) -> tuple[str, tuple[int, int]]:
    """Which quarter of a page is dark (of upper left, upper right, lower left, lower right), and how it lies."""
    page = pypdfium2.PdfDocument(data)[number]
    drawn = page.render(scale=0.5).to_pil().convert("L")
    dark = drawn.point(lambda tone: 255 if tone < 128 else 0).getbbox()
    assert dark is not None
    x, y = (dark[0] + dark[2]) / 2 / drawn.width, (dark[1] + dark[3]) / 2 / drawn.height
    return ("upper " if y < 0.5 else "lower ") + ("left" if x < 0.5 else "right"), drawn.size


@pytest.mark.parametrize("kind", SIZES)
def test_each_kind_of_picture_becomes_a_page(kind: str) -> None:
    data = joined(plain(kind))
    place, (width, height) = quarters(data)
    assert place == "upper left"
    assert (width > height) is (SIZES[kind][0] > SIZES[kind][1])


def test_a_heic_photograph_becomes_a_page_and_is_attached() -> None:
    data = joined(HEIC, names=["IMG_0001.HEIC"])
    assert quarters(data)[0] == "upper left"
    with pikepdf.open(io.BytesIO(data)) as document:
        assert document.attachments["IMG_0001.HEIC"].get_file().read_bytes() == HEIC


def test_a_jpeg_stands_in_the_file_byte_by_byte() -> None:
    assert plain("jpg") in joined(plain("jpg"))


@pytest.mark.parametrize(
    ("way", "place"),
    [(1, "upper left"), (2, "upper right"), (3, "lower right"), (4, "lower left"), (5, "upper left"),
     (6, "upper right"), (7, "lower right"), (8, "lower left")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["jpg", "webp"])
def test_a_photograph_stands_upright(way: int, place: str, kind: str) -> None:
    made = Image.open(io.BytesIO(plain("jpg")))
    exif = made.getexif()
    exif[0x0112] = way
    found, (width, height) = quarters(joined(saved(made, kind, exif=exif)))
    assert found == place
    assert (width > height) is (way < 5)


@pytest.mark.parametrize("mode", ["1", "L", "I;16", "P", "CMYK", "RGBA"])
def test_pages_of_a_scan_become_pages_in_whatever_colours(mode: str) -> None:
    deep = mode == "I;16"
    first, second = (
        Image.new(mode, (60, 80), tone * 257) if deep else Image.new("L", (60, 80), tone).convert(mode)
        for tone in (255, 0)
    )
    data = joined(saved(first, "tiff", save_all=True, append_images=[second]))
    tones = [page.render(scale=0.2).to_pil().convert("L").getpixel((59, 84)) for page in pypdfium2.PdfDocument(data)]
    assert len(tones) == 2 and tones[0] > 200 and tones[1] < 60


def test_a_clear_picture_stands_on_white() -> None:
    data = joined(saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "webp"))
    assert pypdfium2.PdfDocument(data)[0].render(scale=0.2).to_pil().convert("L").getextrema()[0] > 200  # type: ignore[operator]


@pytest.mark.parametrize(
    ("files", "code", "entry"),
    [
        ([plain("jpg"), pdf()], "not_photographs", "1"),
        ([plain("jpg"), plain("png")[:-60]], "broken_image", "1"),
        ([HEIC[:-200]], "broken_image", "0"),
        ([saved(Image.new("1", (12_000, 12_000)), "tiff", compression="group4")], "image_bomb", "0"),
        ([saved(Image.new("1", (9, 9)), "tiff", save_all=True, append_images=[Image.new("1", (9, 9))] * 100)],
         "too_many_pages", "0"),
    ],
)  # fmt: skip
def test_a_picture_at_fault_is_named(files: list[bytes], code: str, entry: str) -> None:
    with pytest.raises(Bad) as caught:
        joined(*files)
    assert (caught.value.code, caught.value.params["entry"]) == (code, entry)


def fault_of(call: Any) -> tuple[str, dict[str, Any]]:
    with pytest.raises(Invalid) as caught:
        call()
    (fault,) = caught.value.faults
    return fault.code, dict(fault.params)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name"),
    [(HEIC, "IMG_0001.HEIC"), (plain("jpg"), "scan.jpg"), (plain("tiff"), "scan"), (plain("png"), "a.jpg")],
)
def test_a_photograph_for_a_paper_that_is_a_pdf_becomes_one(data: bytes, name: str) -> None:
    taken = hand_in(data, name, allowed=PDF, photographs=True)
    assert (taken.media_type, taken.pages, taken.showable) == ("application/pdf", 1, True)
    assert taken.name == f"{name.partition('.')[0]}.pdf"
    assert Image.open(io.BytesIO(documents.page(taken, 1).png)).convert("L").getextrema()[0] < 60  # type: ignore[operator]


@pytest.mark.django_db
def test_a_photograph_stays_one_where_pictures_are_taken_and_is_refused_where_neither_is() -> None:
    assert hand_in(plain("jpg"), "a.jpg", photographs=True).media_type == "image/jpeg"
    code, params = fault_of(lambda: hand_in(HEIC, "a.heic", allowed=frozenset({"docx"}), photographs=True))
    assert (code, params["found"]) == ("wrong_type", "heic")
    code, params = fault_of(lambda: hand_in(HEIC, "a.heic", allowed=PDF))
    assert (code, params["found"]) == ("wrong_type", "heic")
    assert fault_of(lambda: hand_in(plain("png"), "a.pdf", allowed=PDF, photographs=True))[0] == "type_mismatch"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "named"),
    [
        (plain("jpg"), "IMG_0009.HEIC", "IMG_0009.jpg"),
        (plain("jpg"), "anh.chup.png", "anh.chup.jpg"),
        (plain("png"), "Ảnh 1.JPEG", "Ảnh 1.png"),
        (plain("jpg"), "a.jpeg", "a.jpeg"),
        (plain("jpg"), "scan", "scan"),
    ],
)
def test_a_picture_named_as_another_kind_of_picture_is_taken_for_what_it_is(data: bytes, name: str, named: str) -> None:
    taken = hand_in(data, name, photographs=True)
    assert (taken.name, taken.media_type) == (named, "image/jpeg" if data == plain("jpg") else "image/png")
    assert hand_in(data, name, allowed=PDF, photographs=True).media_type == "application/pdf"


def receive(*files: tuple[bytes, str], allowed: frozenset[str] = PDF, limit: int = LIMIT) -> documents.DocumentView:
    opened = [(io.BytesIO(data), name) for data, name in files]
    return documents.receive_photographs(opened, subject=SUBJECT, actor=MAI, allowed=allowed, limit=limit)


@pytest.mark.django_db
def test_several_photographs_become_one_paper_in_their_order() -> None:
    taken = receive((plain("jpg"), "b.jpg"), (HEIC, "a.heic"), (plain("png"), "c.png"))
    assert (taken.pages, taken.name) == (3, "b – c.pdf")
    data = documents.read_bytes(taken.id)
    sizes = [quarters(data, number)[1] for number in range(3)]
    assert [width > height for width, height in sizes] == [True, True, False]
    assert documents.handed_over(SUBJECT)[0] == 1


@pytest.mark.django_db
def test_photographs_keep_the_bounds_of_all_files() -> None:
    many = [(picture("JPEG"), f"{place}.jpg") for place in range(21)]
    assert fault_of(lambda: receive(*many)) == ("too_many_photographs", {"max": 20})
    noise = saved(Image.effect_noise((500, 500), 99), "png")
    assert fault_of(lambda: receive((noise, "a.png"), (noise, "b.png"), limit=len(noise) + 5))[0] == "too_large"
    assert fault_of(lambda: receive((noise, "a.png"), limit=len(noise) + 5))[0] == "too_large"
    assert (
        fault_of(lambda: receive((plain("jpg"), "a"), (plain("jpg"), "b"), allowed=frozenset({"jpg"})))[0]
        == "not_photographs"
    )
    assert fault_of(lambda: receive((plain("jpg"), "a"), (plain("jpg") + EICAR, "b")))[0] == "infected"
    assert fault_of(lambda: receive((plain("jpg") + archive({"a": b"x"}), "a"), (plain("jpg"), "b")))[0] == "polyglot"
    assert fault_of(lambda: receive((plain("jpg"), "a"), (b"", "b")))[0] == "empty_file"
    assert documents.documents(SUBJECT) == ()


def upload(data: bytes, name: str, actor: Any = MAI) -> Any:
    begun = documents.begin_upload(actor, SUBJECT, name, len(data), limit=LIMIT)
    documents.append_part(actor, begun, 0, data)
    return begun


@pytest.mark.django_db
def test_photographs_that_came_in_parts_become_one_paper(own_folders: Path) -> None:
    begun = [upload(plain("jpg"), "a.jpg"), upload(HEIC, "b.heic")]
    taken = documents.finish_uploads(MAI, begun, allowed=PDF, limit=LIMIT)
    assert (taken.pages, taken.name) == (2, "a – b.pdf")
    assert not Upload.objects.exists() and not list((own_folders / "uploads").iterdir())


@pytest.mark.django_db
def test_uploads_of_strangers_are_not_joined_and_refused_ones_are_forgotten(own_folders: Path) -> None:
    mine, theirs = upload(plain("jpg"), "a.jpg"), upload(plain("jpg"), "b.jpg", HUNG)
    with pytest.raises(NotFound):
        documents.finish_uploads(MAI, [mine, theirs], allowed=PDF, limit=LIMIT)
    assert Upload.objects.count() == 2
    other = upload(pdf(), "c.pdf")
    assert (
        fault_of(lambda: documents.finish_uploads(MAI, [mine, other], allowed=PDF, limit=LIMIT))[0] == "not_photographs"
    )
    assert list(Upload.objects.values_list("by_id", flat=True)) == ["hung"]
