"""Pictures: JPEG and PNG, decoded once to prove that they are whole."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin

from dvctt.documents.inspect.findings import Bad, Found, Limits

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
FORMATS = {"jpg": JpegImagePlugin.JpegImageFile.format, "png": PngImagePlugin.PngImageFile.format}


def warm() -> None:
    """Load the decoders."""
    Image.init()
    for kind in FORMATS.values():
        room = BytesIO()
        Image.new("RGB", (8, 8)).save(room, str(kind))
        Image.open(room).load()


def opened(data: bytes, kind: str, pixels: int) -> Image.Image:
    """The picture with its head read; raises Bad for a broken head and for more pixels than allowed."""
    Image.MAX_IMAGE_PIXELS = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(BytesIO(data), formats=[str(FORMATS[kind])])
    except (OSError, ValueError, SyntaxError) as error:
        raise Bad("broken_image") from error
    if picture.width * picture.height > pixels:
        raise Bad("image_bomb", width=picture.width, height=picture.height, limit=pixels)
    return picture


def inspect(kind: str, data: bytes, limits: Limits) -> Found:
    """Raises Bad `broken_image` or `image_bomb`."""
    picture = opened(data, kind, limits.pixels)
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Bad("broken_image") from error
    return Found(kind, MEDIA_TYPES[kind], pages=1)


def draw(kind: str, data: bytes, width: int, pixels: int) -> Image.Image:
    """The picture the right way up, `width` pixels wide at most."""
    picture = opened(data, kind, pixels)
    # A JPEG is decoded at a fraction of its size where that suffices.
    picture.draft("RGB", (width, width))
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    if upright.width > width:
        upright = upright.resize((width, max(1, round(upright.height * width / upright.width))))
    return upright
