"""From a template and data to a PDF/A in administrative layout."""

import json
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import segno
import typst
from django.conf import settings

from dvctt.documents import codes, fonts, signing, store
from dvctt.documents.inspect.typesetting import STANDARD
from dvctt.documents.models import Document, Rendition
from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox


def render(template: bytes, data: Mapping[str, Any], *, title: str, at: datetime | None = None) -> bytes:
    """Render a typst template with `data` as a PDF/A-2b; the same arguments give the same bytes.

    The template finds its data through `/layout.typ`, whose head describes the shape; it reads no file outside the
    layout folder. Moments in `data` are shown in Hanoi time; `at` (aware) is the creation date written into the file.
    Raises typst.TypstError where the template does not compile.
    """
    loaded, families = fonts.faces()
    inputs = template_inputs(data, title, families)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", typst.TypstWarning)
        compiler = typst.Compiler(template, Path(settings.LAYOUT_FOLDER), loaded, True, inputs)
        pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=_whole_second(at or clock.now()))
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single file")
    return pdf


def template_inputs(data: Mapping[str, Any], title: str, families: Sequence[str]) -> dict[str, str]:
    """What a template reads: its data as JSON, the title, the typefaces and, where it can be verified, the QR code."""
    text = json.dumps(data, default=_plain, ensure_ascii=False)
    inputs = {"data": text, "title": title, "font": families[0], "fonts": json.dumps(families)}
    verify = data.get("verify")
    if verify:
        inputs["qr"] = qr_code(verify["url"])
    return inputs


def handle(row: Rendition) -> None:
    """Work a waiting row: render, sign and stamp where it is to be signed, keep, register, tell `document_ready`.

    Raises signing.SignerUnavailable where it has to be tried again; a second try makes the same page anew. Raises
    outbox.Hopeless where the template does not compile with the data.
    """
    from dvctt.documents import recording, register
    from dvctt.documents.queries import rendition_data

    data = rendition_data(row)
    template = store.read_blob(row.template)
    try:
        pdf = render(template, _with_facts(row, data), title=row.title, at=row.created_at)
    except typst.TypstError as error:
        # The same template with the same data fails again: somebody has to see to it.
        raise outbox.Hopeless(f"TypstError: {error}") from error
    pages, certificate = _page_count(pdf), ""
    if row.sign_as:
        place = str(data.get("place", ""))
        pdf = signing.sign_pdf(pdf, unit=row.sign_as, reason=row.title, location=place, at=clock.now())
        certificate = recording.certificate_in(pdf)
    blob = store.put(pdf, "application/pdf")
    subject = Ref(row.subject_kind, row.subject_id)
    with outbox.settle(row):
        document = store.add_document(blob, name=_file_name(row), kind=row.kind, subject=subject, pages=pages)
        Rendition.objects.filter(pk=row.pk).update(document=document)
        if row.verifiable:
            register.enter_issued(row, document, certificate)
        _tell(row, document, subject)


def _tell(row: Rendition, document: Document, subject: Ref) -> None:
    outbox.emit(
        "document_ready",
        subject,
        rendition=str(row.id),
        document=str(document.id),
        kind=row.kind,
        performs=row.performs,
    )


def _with_facts(row: Rendition, data: dict[str, Any]) -> dict[str, Any]:
    """What the row knows itself, for the letterhead and the foot of each page."""
    facts: dict[str, Any] = {"title": row.title, "date": row.issued_on.isoformat()}
    if row.number:
        facts["number"] = row.number
    if row.verifiable:
        code = codes.shown(row.verification_code)
        facts["verify"] = {"url": f"{settings.BASE_URL}/verify/{code}", "code": code}
    return facts | {key: value for key, value in data.items() if value not in (None, "")}


def _file_name(row: Rendition) -> str:
    words = " ".join(part for part in (row.title, row.number) if part)
    return words.replace("/", "-")[:200] + ".pdf"


def _page_count(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def qr_code(text: str) -> str:
    """A QR code of `text` as SVG, with error correction that survives a fold."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _whole_second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(clock.HANOI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return str(value)
