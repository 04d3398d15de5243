"""Appeals against suspensions (13.1.b, 19.3)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import lifecycle
from dvctt.kernel import Invalid, Refused
from dvctt.web.http.guards import operator
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.form_drafts import drafts, typed_into
from dvctt.web.wording.sentences import fault_sentence, reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@operator
@drafts
def appeals(request: Request) -> HttpResponseBase:
    """Suspensions whose holders appeal: lift or uphold, with the reason that the holder is told."""
    told: Sequence[str] = ()
    status = 200
    if request.method == "POST":
        try:
            lifted = request.POST.get("act") == "lift"
            number = request.POST.get("suspension", "")
            lifecycle.answer_appeal(request.actor, number, lifted=lifted, reason=request.POST.get("reason", ""))
            messages.success(request, _("Đã trả lời đề nghị xem xét lại; thư đã được gửi."))
            return see_other(reverse("operator:appeals"))
        except Invalid as error:
            told, status = [fault_sentence(one) for one in error.faults], 422
        except Refused as error:
            told, status = [reason_sentence(one) for one in error.reasons], 409
    found = lifecycle.suspensions(request.actor, appealed=True)
    others = [one for one in lifecycle.suspensions(request.actor) if one not in found]
    written = typed_into(request, {str(one.id): {"suspension": str(one.id)} for one in found})
    waiting = [
        (
            one, () if one.open_acts else lifecycle.deciders(request.actor, one.id),
            written[str(one.id)].get("reason", ""),
        )
        for one in found
    ]  # fmt: skip
    context = {"waiting": waiting, "others": others, "told": told}
    return render(request, "operator/appeals.html", context, status=status)
