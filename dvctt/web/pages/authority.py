"""The table of authority as a page, for whoever holds an official account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt.authority import SystemPower
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.ui.form_view import words
from dvctt.web.ui.navigation import audience_of
from dvctt.web.ui.parts import ReviewTable


@require_safe
@officer(SystemPower.TABLE)
def page(request: Request) -> HttpResponse:
    """Who may do what with which dossiers, and who may do which act in which state of each procedure."""
    rows = [
        (words(line.name), words(who), "; ".join(words(one) for one in reaches))
        for line in casework.power_lines()
        for who, reaches in line.held_by
    ]
    table = ReviewTable((_("Việc"), _("Ai"), _("Với hồ sơ, phạm vi nào")), rows)
    frame = f"base_{audience_of(request.path, request.actor)}.html"
    context = {"frame": frame, "table": table, "procedures": [_acts(one) for one in catalogue.in_force()]}
    return render(request, "authority.html", context)


def _acts(one: catalogue.PublishedVersion) -> tuple[str, ReviewTable]:
    lines = casework.act_lines(one.bundle.process)
    rows = [(words(line.state), words(line.act), "; ".join(words(who) for who in line.who)) for line in lines]
    title = f"{one.bundle.code} – {words(one.bundle.name)} ({words(one.bundle.case_name)})"
    return title, ReviewTable((_("Trạng thái"), _("Việc"), _("Ai")), rows)
