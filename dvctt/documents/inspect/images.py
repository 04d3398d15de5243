"""Pictures: JPEG and PNG, decoded once to prove that they are whole, and drawn as they look on white paper."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageMath, JpegImagePlugin, PngImagePlugin

from dvctt.documents.inspect.findings import Bad, Found, Limits

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
FORMATS = {"jpg": JpegImagePlugin.JpegImageFile.format, "png": PngImagePlugin.PngImageFile.format}
UNDECODABLE = (OSError, ValueError, SyntaxError, EOFError, struct.error, TypeError, KeyError, IndexError)
# What a picture of a PNG needs; texts, profiles and animations are not read at all.
PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"})
END_OF_JPEG = b"\xff\xd9"
FILLINGS = (b"", b"\x55" * 64, b"\xaa" * 64)
DEEP_MODES = ("I", "I;16", "I;16B", "I;16L", "I;16N", "F")
DEEP, EIGHT_BITS = 65535, 255
WHITES = (EIGHT_BITS, 1023, 4095, DEEP)
STRIP = 64
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def warm(fonts: list[str]) -> None:
    """Load the decoders, and what converts between their modes."""
    Image.init()
    for kind in FORMATS.values():
        room = BytesIO()
        Image.new("RGB", (8, 8)).save(room, str(kind))
        Image.open(room).load()
    deep = Image.new("I;16", (8, 8))
    deep.info["transparency"] = 0
    shrunk(deep, 4)
    for mode in ("RGBA", "LAB"):
        shrunk(Image.new(mode, (8, 8)), 4)


def opened(data: bytes, kind: str, pixels: int) -> Image.Image:
    """The picture with its head read; raises Bad for a broken head and for more pixels than allowed."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            needed = _needed(data) if kind == "png" else data
            picture = Image.open(BytesIO(needed), formats=[str(FORMATS[kind])])
    except UNDECODABLE as error:
        raise Bad("broken_image") from error
    if picture.width * picture.height > pixels:
        raise Bad("image_bomb", width=picture.width, height=picture.height, limit=pixels)
    return picture


def inspect(kind: str, data: bytes, limits: Limits) -> Found:
    """Raises Bad `broken_image` or `image_bomb`."""
    decoded(kind, data, limits.pixels)
    return Found(kind, MEDIA_TYPES[kind], pages=1)


def decoded(kind: str, data: bytes, pixels: int, width: int = 0) -> Image.Image:
    """The picture with all its rows; a JPEG is decoded at a fraction of its size where `width` suffices.

    Raises Bad `broken_image` or `image_bomb`. Of a JPEG nothing but the end marker may be missing.
    """
    picture = _drafted(data, kind, pixels, width)
    try:
        picture.load()
    except UNDECODABLE as error:
        if kind != "jpg" or not _lacks_end_alone(data, pixels):
            raise Bad("broken_image") from error
        picture = _drafted(data + END_OF_JPEG, kind, pixels, width)
        picture.load()
    return picture


def draw(kind: str, data: bytes, width: int, pixels: int) -> Image.Image:
    """The picture the right way up, on white, `width` pixels wide at most."""
    picture = upright(decoded(kind, data, pixels, width), width)
    if picture.width > width:
        picture = picture.resize((width, max(1, round(picture.height * width / picture.width))))
    return picture


def upright(picture: Image.Image, width: int) -> Image.Image:
    """The picture on white and turned as the camera says, by a whole factor smaller: see `shrunk`."""
    turn = TURNS.get(orientation(picture))
    small = shrunk(picture, width)
    return small if turn is None else small.transpose(turn)


def shrunk(picture: Image.Image, width: int) -> Image.Image:
    """The picture as RGB on white, by a whole factor smaller while it stays as wide and as high as `width`.

    It is worked on in strips: beside the picture as it was decoded no second one of its size stands in memory.
    """
    factor = max(1, min(picture.width, picture.height) // width)
    size = (-(-picture.width // factor), -(-picture.height // factor))
    brightest = _brightest(picture)
    paper = Image.new("RGB", size, "white")
    for top in range(0, picture.height, STRIP * factor):
        strip = picture.crop((0, top, picture.width, min(picture.height, top + STRIP * factor)))
        strip.info = picture.info
        paper.paste(on_white(strip, brightest).reduce(factor), (0, top // factor))
    return paper


def on_white(picture: Image.Image, brightest: float = DEEP) -> Image.Image:
    """The picture as RGB: what is deeper than 8 bits scaled down, what is transparent on white."""
    clear = picture.info.get("transparency")
    if picture.mode in DEEP_MODES:
        return _scaled(picture, brightest, clear)
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return picture.convert("RGB")


def orientation(picture: Image.Image) -> int:
    """The EXIF orientation from 1 to 8; 1 where there is none, or none that can be read."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except UNDECODABLE:
        return 1


def _drafted(data: bytes, kind: str, pixels: int, width: int) -> Image.Image:
    picture = opened(data, kind, pixels)
    if width:
        picture.draft("RGB", (width, width))
    return picture


def _lacks_end_alone(data: bytes, pixels: int) -> bool:
    """Whether all rows are there: whatever is put between the data and an end marker changes nothing then."""
    looks = set()
    rows = data.removesuffix(END_OF_JPEG[:1])
    for filling in FILLINGS:
        try:
            picture = _drafted(rows + filling + END_OF_JPEG, "jpg", pixels, 0)
            picture.load()
        except (Bad, *UNDECODABLE):
            return False
        looks.add(hash(picture.tobytes()))
    return len(looks) == 1


def _needed(data: bytes) -> bytes:
    """A PNG without the chunks that its picture does not need; what is cut off or misshapen stays as it is."""
    parts, at = [data[:8]], 8
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big") + 12
        kind = data[at + 4 : at + 8]
        if kind in PNG_CHUNKS or at + size > len(data):
            parts.append(data[at : at + size])
        at += size
        if kind == b"IEND":
            break
    return b"".join(parts) + data[at:] if at + 12 > len(data) > at else b"".join(parts)


def _brightest(picture: Image.Image) -> float:
    """What counts as white in a deep picture: the most that its bits hold (a scanner of 12 bits fills no more of 16),
    or what the picture has beyond them.
    """
    if picture.mode not in DEEP_MODES:
        return DEEP
    _, most = picture.getextrema()
    assert isinstance(most, int | float)  # one band
    return float(most) if picture.mode == "F" else next((white for white in WHITES if most <= white), float(most))


def _scaled(picture: Image.Image, brightest: float, clear: object) -> Image.Image:
    scale = EIGHT_BITS / max(brightest, 1e-9)
    grey = (picture if picture.mode == "F" else picture.convert("I")).point(lambda value: value * scale).convert("L")
    if isinstance(clear, int):
        mask = ImageMath.lambda_eval(lambda images: (images["deep"] == clear) * EIGHT_BITS, deep=picture.convert("I"))
        grey.paste(EIGHT_BITS, mask=mask.convert("L"))
    return grey.convert("RGB")
