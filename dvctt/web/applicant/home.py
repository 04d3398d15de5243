"""What waits for the applicant, and all dossiers."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from dvctt.accounts import memberships
from dvctt.casework import api as casework
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request
from dvctt.web.ui import applicant_presenters, parts
from dvctt.web.ui.dossier_cards import cards
from dvctt.web.ui.form_view import words

FEW = 5


@require_safe
@applicant
def home(request: Request) -> HttpResponse:
    """What needs me, then the dossiers touched last."""
    waiting = casework.my_dossiers(request.actor, needs_me=True)
    latest = casework.my_dossiers(request.actor)
    mine = {row.id for row in waiting.rows}
    others = [row for row in latest.rows if row.id not in mine][:FEW]
    context = {
        "waiting": cards(request.actor, waiting), "others": rows(others), "columns": columns(),
        "main": main(),
        "invitations": memberships.invitations_to(request.actor),
    }  # fmt: skip
    return render(request, "applicant/home.html", context)


@require_safe
@applicant
def dossiers(request: Request) -> HttpResponse:
    """All dossiers, the last touched first, page by page; `?discarded=1` the drafts that were discarded."""
    after, apart = request.GET.get("after"), {"discarded": "1"} if "discarded" in request.GET else {}
    listing = casework.my_dossiers(request.actor, after=after, discarded=bool(apart))
    onward = f"?{urlencode({**apart, 'after': listing.after})}" if listing.after else ""
    here = reverse("applicant:dossiers")
    keyset = parts.Keyset(onward, (f"{here}?{urlencode(apart)}" if apart else here) if after else "")
    context = {
        "rows": rows(listing.rows), "columns": columns(), "main": main(), "keyset": keyset, "discarded": bool(apart),
        "others": not apart and bool(casework.my_dossiers(request.actor, discarded=True).rows),
    }  # fmt: skip
    return render(request, "applicant/dossiers.html", context)


def rows(found: "list[casework.DossierRow] | tuple[casework.DossierRow, ...]") -> list[parts.QueueRow]:
    """Lines of a list of dossiers."""
    return [
        parts.QueueRow(str(row.id), reverse("applicant:dossier", args=[row.id]), words(row.procedure), {
            "code": row.code or _("chưa có mã"), "owner": row.owner, "status": applicant_presenters.row_chip(row),
            "touched": row.touched_at, "due": applicant_presenters.row_due(row),
        }, sub=row.subject)
        for row in found
    ]  # fmt: skip


def main() -> str:
    """What the first column of such a list names: one procedure a row."""
    return pgettext("một thủ tục", "Thủ tục")


def columns() -> list[parts.Column]:
    """What a list of dossiers shows."""
    return [
        parts.Column("code", _("Mã hồ sơ"), "code"),
        parts.Column("owner", _("Chủ hồ sơ")),
        parts.Column("status", _("Trạng thái"), "chip"),
        parts.Column("touched", _("Cập nhật"), "date"),
        parts.Column("due", _("Hạn gần nhất của cơ quan"), "due"),
    ]
