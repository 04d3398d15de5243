"""Looking up a dossier without an account: its code, and the owner's telephone or the last four digits of it.

Four digits are few, so that wrong ones are counted for the code from this address and from everywhere: by its end, with
which alone it is found too. Where they were too many, four no longer do and the page asks for the whole telephone
number: who guesses is stopped, and the owner is not. See docs/security.md for the numbers.
"""

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.journal import api as journal
from dvctt.kernel import NotFound, plain
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request
from dvctt.web.http.security_events import note
from dvctt.web.ui import applicant_presenters

HOUR = 3600
FROM_ADDRESS = ("look_up", 30, HOUR)
FOUR_FROM_ADDRESS = ("look_up_four", 5, 24 * HOUR)
FOUR_FROM_ALL = ("look_up_code", 100, 30 * 24 * HOUR)
FEW = 4
MOST = 200
# A telephone number has no fewer digits, written with or without its country.
SHORTEST_PHONE = 9
FOUR = re.compile(r"[0-9]{4}")
SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212]")

Counted = tuple[tuple[str, int, int], str]


@require_http_methods(["GET", "HEAD", "POST"])
@public
def look_up(request: Request) -> HttpResponse:
    """The status of a dossier; a wrong code and wrong digits have the same answer, and only so many may be tried."""
    if request.method != "POST":
        return render(request, "public/look_up.html", {"code": request.GET.get("code", "")})
    code, digits = (plain(request.POST.get(name, "")).strip()[:MOST] for name in ("code", "digits"))
    joined = SEPARATORS.sub("", digits)
    empty = {name for name, typed in (("code", casework.key_of(code)), ("digits", digits)) if not typed}
    if empty:
        context = {"code": code, "digits": digits, "empty": empty, "whole": request.POST.get("whole") == "1"}
        return render(request, "public/look_up.html", context, status=422)
    if not _whole_or_four(joined):
        context = {"code": code, "digits": digits, "few": True, "whole": request.POST.get("whole") == "1"}
        return render(request, "public/look_up.html", context, status=422)
    general, few = _limits(rate_limit.source(request), casework.end_of(code))
    if not _passes(general):
        return rate_limit.too_many(request)
    context = {"code": code, "digits": digits}
    short = len(joined) == FEW
    # An address beyond its own limit adds nothing to what is counted for everybody.
    if short and not all(_passes(counted) for counted in few):
        note(request, journal.SecurityKind.LIMIT_HIT, "few_digits")
        return render(request, "public/look_up.html", context | {"whole": True}, status=429)
    try:
        dossier = casework.look_up(code, joined if short else digits)
    except NotFound:
        return render(request, "public/look_up.html", context | {"missing": True, "whole": not short}, status=404)
    for (counter, _most, _seconds), key in [general, *(few if short else ())]:
        rate_limit.take_back(counter, key)
    chip = applicant_presenters.chip(dossier.label, dossier.status, holder="", ended=dossier.closed_at is not None)
    return render(request, "public/look_up.html", {
        "code": code, "found": dossier, "chip": chip,
        "late": applicant_presenters.is_late(dossier.due_at, dossier.closed_at),
    })  # fmt: skip


def _whole_or_four(joined: str) -> bool:
    """Whether it is four digits or could be a whole telephone number: nothing else can ever be right."""
    return bool(FOUR.fullmatch(joined)) or sum(letter.isdigit() for letter in joined) >= SHORTEST_PHONE


def _limits(source: str, code: str) -> tuple[Counted, tuple[Counted, Counted]]:
    """What counts every try, and what counts those of four digits."""
    return (FROM_ADDRESS, source), ((FOUR_FROM_ADDRESS, f"{source} {code}"), (FOUR_FROM_ALL, code))


def _passes(counted: Counted) -> bool:
    (counter, most, seconds), key = counted
    return rate_limit.passes(counter, key, most=most, seconds=seconds)
