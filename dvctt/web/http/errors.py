"""Pages of errors: each says what happened, what was kept and what to do."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.urls import reverse

from dvctt.journal import api as journal
from dvctt.kernel import Busy, Conflict, DomainError, Forbidden, Invalid, NotFound, ProofNeeded, Refused, Stale
from dvctt.web.http import helpdesk, step_up
from dvctt.web.http.request import is_htmx
from dvctt.web.http.security_events import note
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

RETRY_SECONDS = 60
STATUS: dict[type[DomainError], tuple[int, str]] = {
    NotFound: (404, "404.html"),
    Forbidden: (403, "403.html"),
    Refused: (409, "409_refused.html"),
    Conflict: (409, "409_conflict.html"),
    Stale: (409, "409_stale.html"),
    Invalid: (422, "422.html"),
    Busy: (503, "503.html"),
}
# Reasons that nobody meets who sends what a page of ours can send.
FORGED = frozenset({"too_many_rows_sent", "too_much_sent"})
RECORDED = {
    Forbidden: journal.SecurityKind.AUTHORITY_REFUSED,
    ProofNeeded: journal.SecurityKind.PROOF_OLD,
}


def page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The page of a domain error with its status; for htmx the same as a notice at the head of the page.

    Who has to prove anew who is there is led to where that is asked.
    """
    _record(request, error)
    if isinstance(error, ProofNeeded):
        return step_up.ask(request)
    status, template = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    context: dict[str, object] = {"back": _dossier(request, error, "officer") or _back(request)}
    if not context["back"]:
        context["back"] = _dossier(request, error, "applicant")
    if isinstance(error, Refused):
        context["reasons"] = [reason_sentence(reason) for reason in error.reasons]
    if isinstance(error, Busy):
        match = request.resolver_match
        context["of_dossier"] = match is not None and "dossier" in match.kwargs
    if isinstance(error, Invalid):
        context["reasons"] = [fault_sentence(fault) for fault in error.faults]
    if not is_htmx(request):
        answer = render(request, template, context, status=status)
        if isinstance(error, Busy):
            answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    response = render(request, "parts/error_notice.html", context | {"status": status}, status=status)
    response.headers["HX-Retarget"] = "#flash"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an unforeseen error: no database, no session, only the number to name on the telephone.

    That the database is away passes: 503, whatever part of the page needed it.
    """
    told = {"code": getattr(request, "log_id", ""), "desk": helpdesk.remembered()}
    answer = HttpResponse(loader.render_to_string("500.html", told), status=500)
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        answer.status_code = 503
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _record(request: HttpRequest, error: DomainError) -> None:
    """Tell the record of security what the error says of it."""
    if kind := RECORDED.get(type(error)):
        note(request, kind)
    elif isinstance(error, NotFound) and _behind_sign_in(request):
        # What is not one's to see looks like what there is not; the record cannot tell them apart either.
        note(request, journal.SecurityKind.AUTHORITY_REFUSED, "not_found")
    elif isinstance(error, Refused):
        for code in FORGED & {reason.code for reason in error.reasons}:
            note(request, journal.SecurityKind.LIMIT_HIT, code)


def _behind_sign_in(request: HttpRequest) -> bool:
    """Whether the page is one of those for which one signs in."""
    match = request.resolver_match
    return match is not None and bool(getattr(match.func, "login_required", False))


def _dossier(request: HttpRequest, error: DomainError, audience: str) -> str:
    """The page of the dossier on which an act was not done, of that audience; empty elsewhere."""
    match = request.resolver_match
    if not isinstance(error, (Refused, Conflict, Stale)) or match is None or match.namespace != audience:
        return ""
    dossier = match.kwargs.get("dossier")
    return reverse(f"{audience}:dossier", args=[dossier]) if dossier else ""


def _back(request: HttpRequest) -> str:
    """Where the person came from, for the way back: the page itself after a POST."""
    return request.path if request.method == "POST" else ""
