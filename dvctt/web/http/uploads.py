"""Files from pages: whole where there is no script, else in parts with progress (page script `upload.js`)."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpResponse, JsonResponse

from dvctt.documents import api as documents
from dvctt.kernel import Fault, Invalid, Ref
from dvctt.web.http.request import Request
from dvctt.web.wording.sentences import fault_sentence

LONGEST_NUMBER = 15


@dataclass(frozen=True)
class Underway:
    """A file of which parts are still to come."""

    upload: str
    received: int

    def answer(self) -> HttpResponse:
        """What the page script waits for (202)."""
        return JsonResponse({"upload": self.upload, "received": self.received}, status=202)


def take(
    request: Request, subject: Ref, *, allowed: frozenset[str], limit: int, photographs: bool = False
) -> documents.DocumentView | Underway:
    """Take in the file of this POST, or the next part of it; to be called outside a transaction.

    A whole file comes as `file` alone. A part comes with `name`, `size`, `offset` and, from the second on,
    `upload`. With `photographs` a picture becomes a PDF where that is what is taken, and several pictures become one:
    as several `file`, or in parts, each but the last with `more`, the last with `joined`, the uploads before it.
    Raises `Invalid` with a fault at `file`, `NotFound` for a stranger's upload, `Busy`.
    """
    files = request.FILES.getlist("file")
    if not files:
        raise Invalid(Fault("file", "required"))
    if "size" in request.POST:
        return _take_part(request, subject, files[0], allowed=allowed, limit=limit, photographs=photographs)
    if len(files) > 1:
        if not photographs:
            raise Invalid(Fault("file", "not_photographs"))
        named = [(_readable(file), file.name or "") for file in files]
        return documents.receive_photographs(named, subject=subject, actor=request.actor, allowed=allowed, limit=limit)
    return documents.receive(
        _readable(files[0]), name=files[0].name or "", subject=subject, actor=request.actor, allowed=allowed,
        limit=limit, photographs=photographs,
    )  # fmt: skip


def _take_part(
    request: Request, subject: Ref, file: "UploadedFile[bytes]", *, allowed: frozenset[str], limit: int,
    photographs: bool,
) -> documents.DocumentView | Underway:  # fmt: skip
    size, offset = _whole(request, "size"), _whole(request, "offset")
    upload = request.POST.get("upload", "")
    if not upload:
        upload = str(documents.begin_upload(request.actor, subject, request.POST.get("name", ""), size, limit=limit))
    received = documents.append_part(request.actor, upload, offset, file.read())
    if received < size or (photographs and request.POST.get("more")):
        return Underway(upload, received)
    before = request.POST.getlist("joined") if photographs else []
    if before:
        return documents.finish_uploads(request.actor, [*before, upload], allowed=allowed, limit=limit)
    return documents.finish_upload(request.actor, upload, allowed=allowed, limit=limit, photographs=photographs)


def done(request: Request, url: str) -> HttpResponse:
    """After the last part: where to go on, as the page script or a plain form wants it."""
    if by_script(request):
        return JsonResponse({"url": url})
    return HttpResponse(status=303, headers={"Location": url})


def refused(error: Invalid) -> HttpResponse:
    """The sentence of what is wrong with the file, for the page script (422)."""
    return JsonResponse({"fault": " ".join(fault_sentence(fault) for fault in error.faults)}, status=422)


def by_script(request: Request) -> bool:
    """Whether the page script sent this."""
    return "size" in request.POST


def _readable(file: "UploadedFile[bytes]") -> BinaryIO | Path:
    """A large file where Django has put it, a small one from memory."""
    if isinstance(file, TemporaryUploadedFile):
        return Path(file.temporary_file_path())
    return BytesIO(file.read())


def _whole(request: Request, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal() or len(value) > LONGEST_NUMBER:
        raise Invalid(Fault("file", "unreadable"))
    return int(value)
