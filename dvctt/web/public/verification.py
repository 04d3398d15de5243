"""Verifying a document: by the code printed on it, or by the file itself; never anything of the form."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.kernel import Invalid, clock
from dvctt.web.http import answer_pages, rate_limit
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.security_events import note
from dvctt.web.ui.signature_checks import sentence
from dvctt.web.wording.sentences import fault_sentence

LIMIT = 50 * 1024 * 1024
HOUR = 3600
MOST = 500
LONGEST_NAME = 255


@require_http_methods(["GET", "HEAD", "POST"])
@public
def verify(request: Request) -> HttpResponse:
    """Ask for a code or a file; the file is judged and not kept."""
    if (facts := answer_pages.facts(request)) is not None:
        verdict = documents.verdict_of(facts["verdict"])
        return _drawn(request, verdict, facts["name"]) if verdict else see_other(reverse("verify"))
    if request.method != "POST":
        return _asked(request) if "code" in request.GET else render(request, "public/verify.html")
    if not _may(request):
        return rate_limit.too_many(request)
    file = request.FILES.get("file")
    if file is None or file.file is None:
        return render(request, "public/verify.html", {"fault": "required"}, status=422)
    try:
        verdict = documents.verify_file(file.file, limit=LIMIT, at=clock.now())
    except Invalid as error:
        return render(request, "public/verify.html", {"fault": fault_sentence(error.faults[0])}, status=422)
    _note_forged(request, verdict)
    name = (file.name or "")[:LONGEST_NAME]
    return answer_pages.with_facts(_drawn(request, verdict, name), {"verdict": verdict.facts(), "name": name})


def _drawn(request: Request, verdict: documents.FileVerdict, name: str) -> HttpResponse:
    context = {"verdict": verdict, "issued": verdict.issued, "name": name,
               "dossier_code": _printed(verdict.issued),
               "faults": [sentence(code) for code in dict.fromkeys(verdict.faults)]}  # fmt: skip
    return render(request, "public/verified.html", context)


def _asked(request: Request) -> HttpResponse:
    """To the page of the code that was typed; of what is no code, such as a document's number, nothing is known."""
    typed = request.GET["code"].strip()[:MOST]
    if not typed:
        return render(request, "public/verify.html", {"code_fault": True}, status=422)
    if verification_code := documents.verification_code(typed):
        return see_other(reverse("verify_code", args=[verification_code]))
    why = "unknown" if documents.verification_code_shaped(typed) else "no_code"
    return render(request, "public/verify.html", {"code": typed, why: True}, status=404)


@require_safe
@public
def code(request: Request, code: str) -> HttpResponse:
    """What stands in the register under the code; the signatures of the document itself are judged anew."""
    if not _may(request):
        return rate_limit.too_many(request)
    issued = documents.verify_code(code)
    if issued is None:
        return render(request, "public/verify.html", {"code": code, "unknown": True}, status=404)
    with documents.open_bytes(issued.document) as file:
        verdict = documents.verify_file(file, limit=LIMIT, at=clock.now())
    _note_forged(request, verdict)
    context = {"verdict": verdict, "issued": issued, "by_code": True, "dossier_code": _printed(issued),
               "faults": [sentence(fault) for fault in dict.fromkeys(verdict.faults)]}  # fmt: skip
    return render(request, "public/verified.html", context)


def _printed(issued: documents.IssuedView | None) -> str:
    """The dossier's code, where the paper itself prints it."""
    return casework.printed_code(issued.document) if issued else ""


def _note_forged(request: Request, verdict: documents.FileVerdict) -> None:
    for code in sorted(documents.FORGED & set(verdict.faults)):
        note(request, journal.SecurityKind.SIGNATURE_FORGED, code)


def _may(request: Request) -> bool:
    return rate_limit.passes_from(request, "verify", most=60, seconds=HOUR)
