"""Who of the staff looked at anything of mine."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dvctt.casework import api as casework
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request
from dvctt.web.ui import visibility


@require_safe
@applicant
def looks(request: Request) -> HttpResponse:
    """The looks at one's dossiers, registration and account, the latest first (13.1.c)."""
    return render(request, "account/looks.html", {"looks": visibility.looks(casework.accesses_to_me(request.actor))})
