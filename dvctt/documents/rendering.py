"""From a template and data to a PDF/A in administrative layout."""

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import segno
import typst
from django.conf import settings

from dvctt.documents import fonts
from dvctt.kernel import clock

STANDARD = "a-2b"


def render(template: bytes, data: Mapping[str, Any], *, title: str, at: datetime | None = None) -> bytes:
    """Render a typst template with `data` as a PDF/A-2b; the same arguments give the same bytes.

    The template finds its data through `/layout.typ`, whose head describes the shape; it reads no file outside the
    layout folder. Moments in `data` are shown in Hanoi time; `at` (aware) is the creation date written into the file.
    Raises typst.TypstError where the template does not compile.
    """
    loaded, family = fonts.faces()
    inputs = {"data": json.dumps(data, default=_plain, ensure_ascii=False), "title": title, "font": family}
    verify = data.get("verify")
    if verify:
        inputs["qr"] = qr_code(verify["url"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        pdf = typst.compile(
            template,
            root=str(settings.LAYOUT_FOLDER),
            font_paths=loaded,
            ignore_system_fonts=True,
            sys_inputs=inputs,
            pdf_standards=STANDARD,
            timestamp=(at or clock.now()).astimezone(UTC).replace(microsecond=0),
        )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single file")
    return pdf


def qr_code(text: str) -> str:
    """A QR code of `text` as SVG, with error correction that survives a fold."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.HANOI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)
