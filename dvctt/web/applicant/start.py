"""Starting a dossier: for whom, and not a second time by mistake."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dvctt.accounts import api as accounts
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.kernel import NotFound
from dvctt.web.applicant import home
from dvctt.web.doors import applicant
from dvctt.web.http import Request, see_other
from dvctt.web.middleware import ACTING_FOR


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def new(request: Request, code: str, case: str) -> HttpResponse:
    """Choose the owner and start; drafts of the same procedure are shown first."""
    version = catalogue.current(code, case)
    if request.method == "POST":
        opened = casework.open_draft(request.actor, version.id, _owner(request))
        request.session[ACTING_FOR] = request.POST["owner"]
        return see_other(reverse("applicant:form", args=[opened]))
    waiting = casework.my_dossiers(request.actor, needs_me=True)
    drafts = [row for row in waiting.rows if row.procedure_code == code and row.submitted_at is None]
    may_file = {one.party for one in request.actor.mandates if one.may_file and one.covers(code)}
    known = [one for one in accounts.parties_of(request.actor.id) if one.id in may_file]
    parties = [one for one in known if one.kind in version.bundle.who_may_file.kinds]
    chosen = request.actor.on_behalf.id if request.actor.on_behalf else ""
    limited = not parties and bool(request.actor.mandates) and not may_file
    context = {"limited": limited, "version": version, "bundle": version.bundle, "parties": parties, "chosen": chosen,
               "drafts": home.cards(casework.Listing(tuple(drafts), None))}  # fmt: skip
    return render(request, "applicant/new.html", context)


def _owner(request: Request) -> UUID:
    try:
        return UUID(request.POST.get("owner", ""))
    except ValueError:
        raise NotFound("owner") from None
