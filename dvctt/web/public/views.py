"""The home page and the way to one's own pages."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from dvctt.kernel import ActorKind, Role
from dvctt.web.doors import public, signed_in
from dvctt.web.http import Request


@require_safe
@public
def home(request: Request) -> HttpResponseBase:
    """Three doors: find a procedure, look up a dossier, verify a document."""
    return render(request, "public/home.html")


@require_safe
@signed_in
def go(request: Request) -> HttpResponseBase:
    """To where the signed-in person works."""
    if request.actor.kind == ActorKind.OFFICER:
        only_operator = request.actor.roles() <= {Role.OPERATOR}
        return redirect("/operator/" if only_operator else "/officer/")
    return redirect("/me/")
