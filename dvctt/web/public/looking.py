"""Looking up a dossier without an account: code and the last four digits of the owner's telephone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.kernel import NotFound
from dvctt.web import throttle
from dvctt.web.applicant import show
from dvctt.web.doors import public
from dvctt.web.http import Request

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@public
def look_up(request: Request) -> HttpResponse:
    """The status of a dossier; a wrong code and wrong digits have the same answer, and only so many may be tried."""
    if request.method != "POST":
        return render(request, "public/look_up.html", {"code": request.GET.get("code", "")})
    code, digits = (request.POST.get(name, "").strip()[:60] for name in ("code", "digits"))
    by_code = throttle.passes("look_up_code", code.upper(), most=10, seconds=HOUR)
    if not (
        throttle.passes("look_up", request.actor.address or request.META.get("REMOTE_ADDR", ""), most=30, seconds=HOUR)
        and by_code
    ):
        return throttle.too_many(request)
    try:
        found = casework.look_up(code, digits)
    except NotFound:
        return render(request, "public/look_up.html", {"code": code, "digits": digits, "missing": True}, status=404)
    chip = show.chip(found.label, found.status, holder="", ended=found.closed_at is not None)
    return render(request, "public/look_up.html", {"code": code, "found": found, "chip": chip})
