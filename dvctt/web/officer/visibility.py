"""Who can see a dossier and why, who looked at it, and the identity numbers in it for a stated purpose."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.kernel import Invalid, NotFound
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.officer import presenters
from dvctt.web.officer.dossier import opened
from dvctt.web.ui import visibility
from dvctt.web.ui.form_view import FieldView, problems, words
from dvctt.web.wording.sentences import fault_sentence


@require_safe
@officer(DossierPower.WHO_SEES)
def who(request: Request, dossier: UUID) -> HttpResponse:
    """Everybody who can see the dossier, by reason, and everybody who did; raises `NotFound`."""
    sights = casework.who_can_see(request.actor, dossier)
    shown = opened(request.actor, dossier)
    return render(request, "officer/who.html", {
        "dossier": shown, "crumbs": presenters.crumbs(shown, _("Ai xem được hồ sơ")),
        "may_export": shown.access.may(DossierPower.EVIDENCE),
        "sights": visibility.sights(sights), "looks": visibility.looks(casework.accesses(request.actor, dossier)),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.ASK_IDENTITY)
def identity(request: Request, dossier: UUID) -> HttpResponse:
    """The identity numbers in full, once it was said what for; the asking is recorded (16.1).

    With `to` the way to the declaration, in which they are printed.
    """
    shown = opened(request.actor, dossier)
    if not shown.access.may(DossierPower.ASK_IDENTITY):
        raise NotFound(f"dossier {dossier}")
    wanted = _declared(shown, request.GET.get("to", ""))
    typed, fault, found = request.POST.get("purpose", ""), "", None
    if request.method == "POST":
        try:
            found = casework.identity_answers(request.actor, dossier, typed)
        except Invalid as error:
            fault = fault_sentence(error.faults[0])
        else:
            if wanted is not None:
                return see_other(reverse("officer:dossier_document", args=[dossier, wanted]) + "#viewer")
    field = FieldView(
        "purpose", "text", _("Mục đích xem"), _("Được ghi vào nhật ký; chủ hồ sơ đọc được."), value=typed, fault=fault,
        attrs={"type": "text", "autocomplete": "off"},
    )  # fmt: skip
    answers = None if found is None else [(words(label), value) for label, value in found]
    return render(request, "officer/identity.html", {
        "dossier": shown, "crumbs": presenters.crumbs(shown, _("Số định danh")), "fields": [field],
        "problems": problems([field]), "answers": answers, "wanted": wanted,
    }, status=422 if fault else 200)  # fmt: skip


def _declared(shown: casework.DossierPage, asked: str) -> UUID | None:
    """The declaration that was asked for; nothing else is gone on to from here."""
    known = (one for declared in shown.signatures for one in (declared.signed_id, declared.document_id) if one)
    return next((one for one in known if str(one) == asked), None)
