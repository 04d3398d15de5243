"""The end of one's account, and a copy of what is known of oneself (13.1.b, 16.1)."""

import io
import json
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dvctt.accounts import changes, lifecycle
from dvctt.casework import api as casework
from dvctt.kernel import Actor, clock
from dvctt.web.account.data_export import chapters
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import proved_anew
from dvctt.web.pages.form_page import FormPage
from dvctt.web.ui.form_view import words

SURE = "sure"
# Dossiers in one copy; who has more asks the operator.
MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def cancel(request: Request) -> HttpResponseBase:
    """Cancel one's own account; what happens to each running dossier is made plain first."""
    if request.method != "POST" or not request.POST.get(SURE):
        status = 422 if request.method == "POST" else 200
        rows = _dossiers(request.actor)
        context = {
            "running": [row for row in rows if row.code and row.closed_at is None],
            "drafts": sum(1 for row in rows if not row.code), "erased": lifecycle.erased_from(),
            "unsure": status == 422,
        }  # fmt: skip
        return render(request, "account/cancel.html", context, status=status)
    lifecycle.cancel_own(request.actor)
    logout(request)
    messages.success(request, _("Tài khoản đã được hủy. Thư xác nhận đã được gửi."))
    return see_other(reverse("home"))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def data(request: Request) -> HttpResponseBase:
    """A copy of one's own data: a page to read and the same for machines, in one ZIP file."""
    if request.method == "POST":
        if not rate_limit.passes("own_data", request.actor.id, most=5, seconds=3600):
            return rate_limit.too_many(request)
        answer = HttpResponse(_packed(request.actor), content_type="application/zip")
        answer.headers["Content-Disposition"] = f'attachment; filename="du-lieu-{clock.today():%Y%m%d}.zip"'
        return answer
    return FormPage(
        _("Tải dữ liệu của tôi"), _("Tải tệp ZIP"), back=reverse("account"),
        notes=[_("Tệp gồm thông tin tài khoản, cá nhân và tổ chức, các lần đăng nhập, thư đã gửi, ai đã xem dữ liệu "
                 "của Quý vị, và nội dung các hồ sơ; vừa đọc được bằng trình duyệt, vừa xử lý được bằng máy."),
               _("Tệp có số định danh của Quý vị. Không gửi tệp cho người khác.")],
    ).answer(request)  # fmt: skip


@require_POST
@applicant
def withdraw_change(request: Request, change: UUID) -> HttpResponse:
    """Take back a change of identity that waits."""
    changes.withdraw_change(request.actor, change)
    messages.success(request, _("Đã rút yêu cầu đổi thông tin."))
    return see_other(reverse("account_details"))


def _dossiers(actor: Actor) -> list[casework.DossierRow]:
    """All of them, discarded drafts last: they are kept, so they are among one's data."""
    return [*_listed(actor), *_listed(actor, discarded=True)]


def _listed(actor: Actor, *, discarded: bool = False) -> list[casework.DossierRow]:
    rows: list[casework.DossierRow] = []
    after = None
    while len(rows) < MOST:
        page = casework.my_dossiers(actor, after=after, discarded=discarded)
        rows += page.rows
        after = page.after
        if not after:
            break
    return rows


def _packed(actor: Actor) -> bytes:
    copy: dict[str, Any] = lifecycle.own_data(actor)
    copy["dossiers"] = [_dossier(actor, row) for row in _dossiers(actor)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(copy, ensure_ascii=False, indent=2, default=str))
        archive.writestr("index.html", _readable(copy))
    return packed.getvalue()


def _readable(copy: dict[str, Any]) -> str:
    return render_to_string("account/own_data.html", {"chapters": chapters(copy), "at": clock.now()})


def _dossier(actor: Actor, row: casework.DossierRow) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "code": row.code or "", "procedure": words(row.procedure), "state": words(row.label), "owner": row.owner,
        "submitted_at": row.submitted_at.isoformat() if row.submitted_at else "", "outcome": row.outcome,
    }  # fmt: skip
    if row.code:
        page = casework.dossier_page(actor, row.id)
        facts["answers"] = {
            words(field.label): field.value or [list(line) for line in field.rows] for part in page.sections
            for field in part.fields
        }  # fmt: skip
        facts["papers"] = [
            {"component": words(component.name), "files": len(component.files)} for component in page.components
        ]
        facts["history"] = [{"at": entry.at.isoformat(), "act": words(entry.label)} for entry in page.timeline]
    return facts
