"""Digests of the journal's seals, for whoever wants to keep them and compare later."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.journal import api as journal
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request

SHOWN = 60


@require_safe
@public
def seals(request: Request) -> HttpResponse:
    """The latest seals that were published, and what they are for; read from the file, not from the database."""
    published = journal.published()
    return render(request, "public/seals.html", {"seals": published[:SHOWN], "more": len(published) > SHOWN})


@require_safe
@public
def lines(request: Request) -> HttpResponse:
    """The file itself, for machines: one line of JSON a seal, and one a time stamp."""
    file = journal.published_file()
    text = file.read_bytes() if file.is_file() else b""
    headers = {"Content-Disposition": 'attachment; filename="seals.jsonl"'}
    return HttpResponse(text, content_type="application/x-ndjson", headers=headers)
