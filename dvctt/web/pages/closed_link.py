"""The page of a one-time link that opens nothing, with the way on."""

from django.http import HttpResponse
from django.shortcuts import render

from dvctt.kernel import Refused
from dvctt.web.http.request import Request
from dvctt.web.wording.sentences import reason_sentence


def closed(request: Request, error: Refused, token: str) -> HttpResponse:
    """Say why the link opens nothing: used, expired (a new one can be sent) or unknown; status 410."""
    codes = {reason.code for reason in error.reasons}
    context = {
        "reasons": [reason_sentence(reason) for reason in error.reasons],
        "token": token,
        "expired": "link_expired" in codes,
        "unknown": "link_unknown" in codes,
    }
    return render(request, "registration/link_closed.html", context, status=410)
