"""Another filer for a dossier: one takes it over, or gives it to another who files for the owner."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.kernel import Fault, Invalid, NotFound, Refused
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import form_page
from dvctt.web.pages.form_page import FormPage, sentences, text_field
from dvctt.web.ui.form_view import FieldView, OptionView
from dvctt.web.wording.filers import filer_words, power_name


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def filer(request: Request, dossier: UUID) -> HttpResponse:
    """Choose the filer among those who may file for the owner; both are told, and the history keeps it."""
    full = casework.dossier_page(request.actor, dossier)
    if not full.successors:
        raise NotFound(f"filer of {dossier}")
    here = reverse("applicant:dossier", args=[dossier])
    faults: Sequence[Fault] = ()
    told: list[str] = []
    if request.method == "POST":
        try:
            casework.hand_over(
                request.actor, dossier, request.POST.get("to", ""), reason=request.POST.get("reason", "")
            )
            messages.success(request, _("Đã đổi người nộp. Hai bên được báo bằng thư."))
            return see_other(here)
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            told = sentences(error)
    options = [
        OptionView(one.account, _("%(name)s (tôi)") % {"name": one.name} if one.me else
                   f"{one.name}, {power_name(one.power)}", one.me)
        for one in full.successors
    ]  # fmt: skip
    chosen = FieldView("to", "radios", _("Người nộp mới"), fault=form_page.said("to", faults), options=options)
    reason = text_field(request, "reason", _("Lý do"), faults=faults, hint=_("Không bắt buộc."), kind="paragraph",
                        required=False)  # fmt: skip
    return FormPage(
        _("Đổi người nộp"), _("Đổi người nộp"), told=told, back=here, fields=[chosen, reason],
        facts=[(_("Chủ hồ sơ"), full.owner.name), (_("Người nộp hiện nay"), filer_words(full.filer))],
        notes=[
            _("Chủ hồ sơ không đổi. Người nộp được ghi trên giấy tờ và nhận thư; tờ khai đang chờ gửi phải lập lại."),
        ],
    ).answer(request, status=422 if faults else 409 if told else 200)  # fmt: skip
