"""Photographs become the pages of one PDF: HEIC, JPEG, PNG, WebP and TIFF, the right way up, in the order given.

A JPEG stands in the PDF byte by byte as it came. Of any other the page is a JPEG made here, and the file itself is
attached, so that nothing of what was handed in is lost.
"""

import base64
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pi_heif  # type: ignore[import-untyped] # the library has no types
import pikepdf
from PIL import Image, TiffImagePlugin, WebPImagePlugin

from dvctt.documents import late
from dvctt.documents.inspect import images
from dvctt.documents.inspect.findings import Bad, Limits, refuse_test_virus

# ISO base media files name in their first box what is in them.
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
HEIF = "HEIF"
FORMATS = {
    "jpg": images.FORMATS["jpg"], "png": images.FORMATS["png"], "heic": HEIF,
    "webp": WebPImagePlugin.WebPImageFile.format, "tiff": TiffImagePlugin.TiffImageFile.format,
}  # fmt: skip
MEDIA_TYPES = {**images.MEDIA_TYPES, "heic": "image/heic", "webp": "image/webp", "tiff": "image/tiff"}
A4 = (595.0, 842.0)
MARGIN = 12.0
# The longer side of a page that is made anew: A4 at 300 dots an inch.
LONGEST = 3508
QUALITY = 88
MOST_PAGES = 100
# By this key of our own (ISO 32000, Annex E) a page tells the name of the picture from which it was made.
SOURCE = "/DVCT_Source"
KEPT_MODES = {"RGB": pikepdf.Name.DeviceRGB, "L": pikepdf.Name.DeviceGray}


def warm(fonts: list[str]) -> None:
    """Load the decoders, and what writes a PDF."""
    images.warm(fonts)
    pi_heif.register_heif_opener(thumbnails=False)
    for kind in ("webp", "tiff"):
        room = BytesIO()
        Image.new("RGB", (8, 8)).save(room, str(FORMATS[kind]))
        _document([room.getvalue()], ["a"], Limits())


def kind_of(data: bytes) -> str:
    """Which photograph the bytes begin as (jpg, png, heic, webp, tiff); empty for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        return "heic"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return "tiff" if data.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")) else ""


def join(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """One PDF (base64) of the pictures `files`, called `names`, of at most `most` bytes; else `code` and `params`."""
    try:
        for data in files:
            refuse_test_virus(data)
        pdf = _document(files, params["names"], Limits())
    except Bad as bad:
        late.insist()
        return {"code": bad.code, "params": bad.params}
    if len(pdf) > int(params["most"]):
        return {"code": "too_large", "params": {"limit": int(params["most"])}}
    return {"pdf": base64.b64encode(pdf).decode()}


def rearrange(files: list[bytes], params: dict[str, Any]) -> dict[str, Any]:
    """The PDF of `files` (one that `join` made) with its pages in the `order` given, by their numbers from 1.

    `names` are those of the pictures in that order, empty where a page does not tell (it was made before pages did).
    """
    room, names = BytesIO(), list[str]()
    try:
        with pikepdf.open(BytesIO(files[0])) as before, pikepdf.new() as document:
            for number in params["order"]:
                document.pages.append(before.pages[number - 1])
                names.append(str(before.pages[number - 1].obj.get(SOURCE, "")))
            for name, attached in before.attachments.items():
                file = attached.get_file()
                document.attachments[name] = _attachment(document, name, file.read_bytes(), file.mime_type)
            document.save(room, deterministic_id=True, compress_streams=True)
    except (pikepdf.PdfError, IndexError):
        late.insist()
        return {"code": "broken_pdf", "params": {}}
    if room.tell() > int(params["most"]):
        return {"code": "too_large", "params": {"limit": int(params["most"])}}
    return {"pdf": base64.b64encode(room.getvalue()).decode(), "names": names}


def _attachment(document: pikepdf.Pdf, name: str, data: bytes, media_type: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        document, data, filename=name, description="", mime_type=media_type, creation_date="", mod_date=""
    )


def _document(files: list[bytes], names: list[str], limits: Limits) -> bytes:
    room = BytesIO()
    with pikepdf.new() as document:
        for data, name in zip(files, names, strict=True):
            first = len(document.pages)
            try:
                _add(document, data, name, limits)
            except Bad as bad:
                raise bad.within(name) from bad
            for page in document.pages[first:]:
                page.obj[SOURCE] = pikepdf.String(name)
        document.save(room, deterministic_id=True, compress_streams=True)
    return room.getvalue()


def _add(document: pikepdf.Pdf, data: bytes, name: str, limits: Limits) -> None:
    """The pages of one picture file, and the file itself where a page does not hold it byte by byte."""
    kind = kind_of(data)
    if not kind:
        raise Bad("not_photographs")
    if zipfile.is_zipfile(BytesIO(data)) or b"%PDF-" in data[:1024]:
        raise Bad("polyglot", found=kind)
    if kind == "jpg":
        picture = images.decoded("jpg", data, limits.pixels)
        if picture.mode in KEPT_MODES:
            _add_page(document, data, picture, images.orientation(picture))
            return
    for frame in _frames(kind, data, limits):
        if len(document.pages) >= MOST_PAGES:
            raise Bad("too_many_pages", pages=len(document.pages) + 1, limit=MOST_PAGES)
        _add_made(document, frame)
    document.attachments[name] = _attachment(document, name, data, MEDIA_TYPES[kind])


def _frames(kind: str, data: bytes, limits: Limits) -> Iterator[Image.Image]:
    """The pages of a picture file, each with its pixels; of an animation the first picture."""
    if kind in images.FORMATS:
        yield images.decoded(kind, data, limits.pixels)
        return
    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(BytesIO(data), formats=[str(FORMATS[kind])])
        count = getattr(picture, "n_frames", 1) if kind == "tiff" else 1
        for number in range(min(count, MOST_PAGES + 1)):
            if number:
                picture.seek(number)
            if picture.width * picture.height > limits.pixels:
                raise Bad("image_bomb", width=picture.width, height=picture.height, limit=limits.pixels)
            picture.load()
            yield picture
    except images.UNDECODABLE as error:
        raise Bad("broken_image") from error


def _add_made(document: pikepdf.Pdf, picture: Image.Image) -> None:
    upright = images.upright(picture, LONGEST)
    if max(upright.size) > LONGEST:
        upright.thumbnail((LONGEST, LONGEST))
    room = BytesIO()
    upright.save(room, "JPEG", quality=QUALITY)
    _add_page(document, room.getvalue(), upright, 1)


def _add_page(document: pikepdf.Pdf, jpeg: bytes, picture: Image.Image, orientation: int) -> None:
    """An A4 page, upright or across as the picture is, with the picture as large as it goes."""
    lies = orientation >= 5
    across, high = (picture.height, picture.width) if lies else picture.size
    paper = A4 if high >= across else (A4[1], A4[0])
    scale = min((paper[0] - 2 * MARGIN) / across, (paper[1] - 2 * MARGIN) / high)
    width, height = across * scale, high * scale
    left, bottom = (paper[0] - width) / 2, (paper[1] - height) / 2
    document.add_blank_page(page_size=paper)
    page = document.pages[-1]
    image = document.make_stream(
        jpeg, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=picture.width, Height=picture.height,
        ColorSpace=KEPT_MODES[picture.mode], BitsPerComponent=8,
    )  # fmt: skip
    image.write(jpeg, filter=pikepdf.Name.DCTDecode)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    turn = " ".join(f"{part:g}" for part in TURNS.get(orientation, TURNS[1]))
    placed = f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm {turn} cm /Im Do Q"
    page.Contents = document.make_stream(placed.encode())


# By EXIF orientation, what turns the unit square of a picture upright within itself.
TURNS = {
    1: (1, 0, 0, 1, 0, 0), 2: (-1, 0, 0, 1, 1, 0), 3: (-1, 0, 0, -1, 1, 1), 4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1), 6: (0, -1, 1, 0, 0, 1), 7: (0, 1, 1, 0, 0, 0), 8: (0, 1, -1, 0, 1, 0),
}  # fmt: skip
