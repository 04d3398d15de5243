"""Starting a dossier: for whom, and not a second time by mistake."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt.accounts import memberships
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, NotFound
from dvctt.web.http.guards import applicant
from dvctt.web.http.middleware import ACTING_FOR
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import dossier_cards, waiting_counts

NOBODY = {
    "organisation": lazy("Thủ tục này dành cho tổ chức; tài khoản này chưa làm việc cho tổ chức nào."),
    "individual": lazy("Thủ tục này dành cho cá nhân; tài khoản này không đứng tên cá nhân nào."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def new(request: Request, code: str, case: str) -> HttpResponse:
    """Choose the owner and start; drafts of the same procedure are shown first."""
    version = catalogue.current(code, case)
    if request.method == "POST":
        opened = casework.open_draft(request.actor, version.id, _owner(request))
        request.session[ACTING_FOR] = request.POST["owner"]
        waiting_counts.forget(request)
        return see_other(reverse("applicant:form", args=[opened]))
    listed = casework.my_dossiers(request.actor, needs_me=True)
    drafts = [row for row in listed.rows if row.procedure_code == code and row.submitted_at is None]
    may_file = {one.party for one in request.actor.mandates if one.may_file and one.covers(code)}
    kinds = version.bundle.who_may_file.kinds
    fitting = [one for one in memberships.parties_of(request.actor.id) if one.kind in kinds]
    parties = [one for one in fitting if one.id in may_file]
    chosen = request.actor.on_behalf.id if request.actor.on_behalf else ""
    why = [] if parties else [_limit(request.actor, one.id, code) for one in fitting] or [str(NOBODY[kinds[0]])]
    context = {"why": why, "unfit": not fitting, "version": version, "bundle": version.bundle, "parties": parties,
               "chosen": chosen,
               "drafts": dossier_cards.cards(request.actor, casework.Listing(tuple(drafts), None))}  # fmt: skip
    return render(request, "applicant/new.html", context)


def _limit(actor: Actor, party: str, code: str) -> str:
    """Why one who acts for a party that may file cannot file for it, and whom to ask."""
    page = memberships.members(actor, party)
    managers = [one.name for one in page.members if one.manages and not one.mine]
    held = actor.mandate(party)
    if held is not None and not held.covers(code):
        why = _("Quý vị không được giao làm thủ tục này cho %(party)s.")
    else:
        why = _("Quý vị chỉ được xem hồ sơ của %(party)s, không được khai hay nộp.")
    ask = _("Liên hệ người đại diện hoặc người quản lý: %(names)s.") % {"names": ", ".join(managers)}
    return f"{why % {'party': page.name}} {ask}" if managers else str(why % {"party": page.name})


def _owner(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("owner", ""))
    except ValueError:
        raise NotFound("owner") from None
