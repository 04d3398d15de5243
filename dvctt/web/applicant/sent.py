"""After a dossier or an answer was sent: that it was, its code, the receipt, what happens next and until when."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.kernel import Ref, clock
from dvctt.notices import api as notices
from dvctt.web.applicant import draft_steps
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request
from dvctt.web.ui import applicant_presenters, dossier_presenters, parts
from dvctt.web.ui.form_view import words

SOON = timedelta(minutes=5)
SENDINGS = ("submit", "amendment_answer")


@require_safe
@applicant
def page(request: Request, dossier: UUID) -> HttpResponse:
    """What was sent last; a dossier that was never sent has its own page alone."""
    full = casework.dossier_page(request.actor, dossier)
    sending = last_sending(full)
    if sending is None:
        return redirect("applicant:dossier", dossier)
    papers = papers_since(full, sending.at)
    answer = sending.kind == "amendment_answer"
    with_agency = full.holder != "applicant" and full.closed_at is None
    letters = [one for one in notices.messages(Ref("dossier", str(dossier))) if one.created_at >= sending.at]
    context = {
        "dossier": full, "sending": sending, "answer": answer, "crumbs": draft_steps.of_page(full).crumbs()[:2],
        "title": _("Quý vị đã gửi bổ sung thành công") if answer else _("Quý vị đã nộp hồ sơ thành công"),
        "name": words(full.procedure), "papers": papers, "with_agency": with_agency,
        "making": full.closed_at is None and any(file is None and not paper.failed for paper, file in papers),
        "dues": [one for one in applicant_presenters.dues(full) if one.at] if with_agency else [],
        "letters": letters, "posting": any(_going(one) for one in letters),
        "delivery_told": dossier_presenters.delivery_words(full.delivery),
    }  # fmt: skip
    return render(request, "applicant/sent.html", context)


def _going(letter: notices.MessageView) -> bool:
    """Whether a letter is about to go: one that has waited for long will be told of by whoever opens the page again."""
    return letter.state == "waiting" and clock.now() - letter.created_at < SOON


def is_sending(kind: str) -> bool:
    """Whether an act of this kind hands something over to the agency, and so leads to this page."""
    return kind in SENDINGS


def last_sending(full: casework.DossierPage) -> casework.TimelineEntry | None:
    """The submission or the last answer, whichever is later."""
    found = (one for one in full.timeline if is_sending(one.kind))
    return max(found, key=lambda one: one.at, default=None)


def papers_since(full: casework.DossierPage, since: datetime) -> list[tuple[casework.PaperView, parts.FileLink | None]]:
    """What the agency's system made of the sending, each with its link once it is there."""
    return [
        (one, parts.FileLink(words(one.title), reverse("document", args=[one.document_id]), note=one.number)
         if one.document_id else None)
        for one in full.papers if one.requested_at >= since
    ]  # fmt: skip
