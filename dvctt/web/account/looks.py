"""Who of the staff looked at anything of mine."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.web import seeing
from dvctt.web.doors import applicant
from dvctt.web.http import Request


@require_safe
@applicant
def looks(request: Request) -> HttpResponse:
    """The looks at one's dossiers, registration and account, the latest first (13.1.c)."""
    return render(request, "account/looks.html", {"looks": seeing.looks(casework.looks_at_me(request.actor))})
