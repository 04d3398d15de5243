"""Giving a dossier out as evidence: one signed file, to whom the table lets, for a stated purpose (13.2.d, 16.1)."""

import threading
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.authority import DossierPower
from dvctt.documents import api as documents
from dvctt.evidence import api as evidence
from dvctt.kernel import Busy, Invalid, NotFound
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.officer import presenters
from dvctt.web.officer.dossier import opened
from dvctt.web.ui.form_view import FieldView, problems
from dvctt.web.wording.sentences import fault_sentence

# Gathering reads every file of a dossier: one at a time in each web process.
_place = threading.BoundedSemaphore(1)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.EVIDENCE)
def page(request: Request, dossier: UUID) -> HttpResponse | FileResponse:
    """What the file holds and what it is given out for; posted, the file. Raises `NotFound`, and `Busy` at once."""
    if request.method != "POST":
        return _page(request, dossier)
    if not _place.acquire(blocking=False):
        raise Busy("another dossier is being gathered")
    try:
        file, made = evidence.export_file(request.actor, dossier, purpose=request.POST.get("purpose", ""))
    except Invalid as error:
        return _page(request, dossier, fault_sentence(error.faults[0]))
    except (documents.SignerUnavailable, LookupError):
        return _page(
            request, dossier, _("Chưa ký được hồ sơ chứng cứ: dịch vụ ký số chưa trả lời. Thử lại sau ít phút.")
        )
    finally:
        _place.release()
    return FileResponse(file, as_attachment=True, filename=f"chung-cu-{made.code}.zip", content_type="application/zip")


def _page(request: Request, dossier: UUID, fault: str = "") -> HttpResponse:
    shown = opened(request.actor, dossier)
    if not shown.access.may(DossierPower.EVIDENCE):
        raise NotFound(f"dossier {dossier}")
    field = FieldView(
        "purpose", "text", _("Xuất để làm gì"),
        _("Ai yêu cầu, theo văn bản nào. Được ghi vào nhật ký; chủ hồ sơ đọc được."),
        value=restored_or_posted(request).get("purpose", ""), fault=fault,
        attrs={"type": "text", "autocomplete": "off"},
    )  # fmt: skip
    return render(request, "officer/evidence.html", {
        "dossier": shown, "crumbs": presenters.crumbs(shown, _("Hồ sơ chứng cứ")), "fields": [field],
        "problems": problems([field]),
    }, status=422 if fault else 200)  # fmt: skip
