"""Pages of a draft whose dossier was sent, and acts that are past: they lead to the dossier, with a word on why."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dvctt.casework import api as casework
from dvctt.kernel import Refused
from dvctt.web.http import uploads
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui.template_tags import moment

# Why a page of a draft is closed for good, as against what the person could still put right on it.
SETTLED = frozenset({"not_editable_now", "delivery_settled"})
P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


def of_draft(view: View[P]) -> View[P]:
    """Lead to the dossier where its draft was sent meanwhile; the page script gets the refusal itself."""

    @wraps(view)
    def led(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            scripted = "autosave" in request.GET or uploads.by_script(request)
            if scripted or not any(reason.code in SETTLED for reason in refused.reasons):
                raise
            return to_dossier(request, casework.dossier_page(request.actor, UUID(str(kwargs["dossier"]))))

    return led


def to_dossier(request: Request, full: casework.DossierPage) -> HttpResponse:
    """Go to the dossier, which tells how it stands; the word says why the page asked for is no more."""
    told = [_since(full)]
    if request.method == "POST":
        told.append(_("Lần gửi vừa rồi không thay đổi hồ sơ."))
    messages.info(request, " ".join(told))
    return see_other(reverse("applicant:dossier", args=[full.id]))


def _since(full: casework.DossierPage) -> str:
    if full.discarded:
        told = _("Bản nháp đã bỏ lúc %(at)s nên không khai, nộp tệp hay ký tiếp được.")
        return told % {"at": moment(full.closed_at)}
    if full.closed_at is not None:
        return _("Hồ sơ đã kết thúc lúc %(at)s nên không còn bước này.") % {"at": moment(full.closed_at)}
    last = next(iter(full.amendments), None)
    if last is not None and last.state == "answered":
        told = _("Bổ sung đã gửi lúc %(at)s nên không còn bước này. Yêu cầu và trả lời của Quý vị có ở trang này.")
        return told % {"at": moment(last.closed_at)}
    if full.submitted_at is not None:
        sent = _("Hồ sơ đã nộp lúc %(at)s nên không còn bước này. Khi cần bổ sung, cơ quan gửi yêu cầu tới đây.")
        return sent % {"at": moment(full.submitted_at)}
    return _("Hồ sơ không còn ở bước này.")
