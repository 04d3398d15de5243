"""The home page, help, and the way to one's own pages."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.kernel import ActorKind, Role
from dvctt.web.http.guards import public, signed_in
from dvctt.web.http.request import Request
from dvctt.web.ui.dossier_cards import cards


@require_safe
@public
def home(request: Request) -> HttpResponseBase:
    """Three doors: find a procedure, look up a dossier, verify a document; then what needs the applicant."""
    waiting = (
        cards(request.actor, casework.my_dossiers(request.actor, needs_me=True))
        if request.actor.kind == ActorKind.APPLICANT
        else ()
    )
    return render(request, "public/home.html", {"waiting": waiting})


@require_safe
@public
def help_page(request: Request) -> HttpResponseBase:
    """How a dossier goes, in short answers."""
    return render(request, "public/help.html")


@require_safe
@signed_in
def go(request: Request) -> HttpResponseBase:
    """To where the signed-in person works."""
    if request.actor.kind == ActorKind.OFFICER:
        roles = request.actor.roles()
        if roles == {Role.VETTER}:
            return redirect("operator:registrations")
        if roles and roles <= {Role.ADMINISTRATOR, Role.VETTER}:
            return redirect("operator:people")
        return redirect("/operator/" if roles <= {Role.OPERATOR, Role.VETTER, Role.ADMINISTRATOR} else "/officer/")
    return redirect("/me/")
