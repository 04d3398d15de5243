"""Accounts as the operator and the agencies' administrators see them: find, create official ones (14.2, 19.3)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dvctt.accounts import officials, proposals
from dvctt.authority import SystemPower
from dvctt.kernel import Invalid
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import form_at
from dvctt.web.operator import positions
from dvctt.web.pages import act_outcomes
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import OptionView, problems

KINDS = {"": lazy("Mọi loại"), "individual": lazy("Cá nhân"), "organisation": lazy("Tổ chức"),
         "officer": lazy("Công vụ")}  # fmt: skip
PERSON = ("name", "username", "email", *positions.POSITION)


@require_safe
@officer(SystemPower.OFFICIALS)
def people(request: Request) -> HttpResponse:
    """Accounts by name, organisation, tax code or e-mail address; for the operator by whose they are too."""
    text = request.GET.get("q", "")
    whole = officials.official_scope(request.actor).units is None
    kind = request.GET.get("kind", "") if whole and request.GET.get("kind", "") in KINDS else ""
    found = officials.find_people(request.actor, text, kind=kind, limit=50)
    columns = [
        parts.Column("username", _("Tên đăng nhập"), "code"), parts.Column("kind", _("Loại")),
        parts.Column("email", _("Thư điện tử"), "mail"), parts.Column("state", _("Tình trạng"), "chip"),
    ]  # fmt: skip
    kinds = [OptionView(value, str(label), value == kind) for value, label in KINDS.items()] if whole else []
    context = {"q": text, "kinds": kinds, "columns": columns, "rows": [_row(one) for one in found]}
    return render(request, "operator/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.OFFICIALS)
def new(request: Request) -> HttpResponse:
    """Create an official account with its first position; its holder gets the link of first access."""
    if request.method != "POST":
        return _form(request, "operator/person_new.html", PERSON)
    try:
        position = positions.position(request)
        created = officials.create_official(
            request.actor, username=request.POST.get("username", "").strip().lower(), positions=[position],
            name=request.POST.get("name", ""), email=request.POST.get("email", "").strip(),
        )  # fmt: skip
    except Invalid as error:
        return _form(request, "operator/person_new.html", PERSON, error=error)
    messages.success(request, _("Đã tạo tài khoản; liên kết truy cập lần đầu đã được gửi."))
    if proposals.proposals(request.actor, created):
        messages.info(request, act_outcomes.waits_for_another())
    return see_other(reverse("operator:person", args=[created]))


@require_safe
@officer(SystemPower.OFFICIALS)
def person(request: Request, account: UUID) -> HttpResponse:
    """One account with its positions in time."""
    return positions.page(request, account)


@form_at("operator:person", "account")
@require_POST
@officer(SystemPower.OFFICIALS)
def send_link(request: Request, account: UUID) -> HttpResponse:
    """Send a new link of first access; raises `Refused` once the account is in use."""
    officials.send_first_access(request.actor, account)
    messages.success(request, _("Đã gửi liên kết mới; liên kết cũ không còn dùng được."))
    return see_other(reverse("operator:person", args=[account]))


def _form(request: Request, template: str, names: tuple[str, ...], *, error: Invalid | None = None) -> HttpResponse:
    fields = positions.fields(request, names, error)
    crumbs = [parts.Crumb(_("Người dùng"), reverse("operator:people")), parts.Crumb(_("Tài khoản công vụ mới"))]
    context = {"fields": fields, "problems": problems(fields), "crumbs": crumbs}
    return render(request, template, context, status=422 if error else 200)


def _row(one: officials.AccountView) -> parts.QueueRow:
    kinds = [one.kind] if one.kind == "officer" else one.acts_for
    cells: dict[str, object] = {
        "username": one.username,
        "kind": ", ".join(str(KINDS[kind]) for kind in kinds),
        "email": one.email,
        "state": positions.chip(one.state),
    }
    return parts.QueueRow(
        one.id, reverse("operator:person", args=[one.id]), one.name, cells, sub="; ".join(one.organisations)
    )
