"""Accounts as the operator sees them: find, create official ones, appoint, end an appointment (14.2, 19.3)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dvctt.accounts import api as accounts
from dvctt.kernel import Fault, Invalid, NotFound, Refused, Role, Text, clock, fold
from dvctt.kernel.authority import Power
from dvctt.ministry import api as ministry
from dvctt.web import parts
from dvctt.web.doors import officer
from dvctt.web.formview import FieldView, OptionView, problems, words
from dvctt.web.http import Request, see_other
from dvctt.web.naming import ACCOUNT_STATES, ROLES, role_name, unit_name
from dvctt.web.sentences import fault_sentence, reason_sentence

POSITION = ("unit", "role", "title", "authority_line", "since")
PERSON = ("name", "username", "email", *POSITION)


@require_safe
@officer(Power.ACCOUNTS)
def people(request: Request) -> HttpResponse:
    """Accounts by name or user name, accents or not."""
    text = request.GET.get("q", "")
    found = accounts.find_people(request.actor, text, limit=50)
    columns = [
        parts.Column("username", _("Tên tài khoản"), "code"), parts.Column("kind", _("Loại")),
        parts.Column("email", _("Thư điện tử")), parts.Column("state", _("Tình trạng"), "chip"),
    ]  # fmt: skip
    context = {"q": text, "columns": columns, "rows": [_row(one) for one in found]}
    return render(request, "operator/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(Power.ACCOUNTS)
def new(request: Request) -> HttpResponse:
    """Create an official account with its first position; its holder gets the link of first access."""
    if request.method != "POST":
        return _form(request, "operator/person_new.html", PERSON)
    try:
        position = _position(request)
        created = accounts.create_official(
            request.actor, username=request.POST.get("username", "").strip().lower(), positions=[position],
            name=request.POST.get("name", ""), email=request.POST.get("email", "").strip(),
        )  # fmt: skip
    except Invalid as error:
        return _form(request, "operator/person_new.html", PERSON, error=error)
    messages.success(request, _("Đã tạo tài khoản; liên kết truy cập lần đầu đã được gửi."))
    return see_other(reverse("operator:person", args=[created]))


@require_safe
@officer(Power.ACCOUNTS)
def person(request: Request, account: UUID) -> HttpResponse:
    """One account with its positions of today."""
    return _person(request, account)


@require_POST
@officer(Power.ACCOUNTS)
def send_link(request: Request, account: UUID) -> HttpResponse:
    """Send a new link of first access; raises `Refused` once the account is in use."""
    accounts.send_first_access(request.actor, account)
    messages.success(request, _("Đã gửi liên kết mới; liên kết cũ không còn dùng được."))
    return see_other(reverse("operator:person", args=[account]))


@require_POST
@officer(Power.ACCOUNTS)
def appoint(request: Request, account: UUID) -> HttpResponse:
    """Appoint an officer to one more position."""
    try:
        accounts.appoint(request.actor, account, _position(request))
    except Invalid as error:
        return _person(request, account, error=error, status=422)
    except Refused as error:
        return _person(request, account, told=[reason_sentence(one) for one in error.reasons], status=409)
    messages.success(request, _("Đã giao vị trí."))
    return see_other(reverse("operator:person", args=[account]))


@require_POST
@officer(Power.ACCOUNTS)
def end(request: Request, account: UUID, appointment: UUID) -> HttpResponse:
    """End an appointment today, with its reason; its rights are gone from tomorrow."""
    try:
        accounts.end_appointment(
            request.actor, appointment, on=clock.today(), reason=request.POST.get("reason", "")
        )  # fmt: skip
    except Invalid as error:
        told = [_("Kết thúc vị trí: %(fault)s") % {"fault": fault_sentence(one)} for one in error.faults]
        return _person(request, account, told=told, status=422)
    except Refused as error:
        return _person(request, account, told=[reason_sentence(one) for one in error.reasons], status=409)
    messages.success(request, _("Vị trí kết thúc hôm nay; từ ngày mai không còn quyền."))
    return see_other(reverse("operator:person", args=[account]))


def _person(
    request: Request, account: UUID, *, error: Invalid | None = None, told: list[str] | None = None, status: int = 200
) -> HttpResponse:
    found = accounts.account(request.actor, account)
    fields = _fields(request, POSITION, error)
    context = {
        "found": found, "unopened": found.state == "pending", "chip": _chip(found.state), "told": told or [],
        "officer": found.kind == "officer",
        "held": _held(account) if found.kind == "officer" else [], "fields": fields, "problems": problems(fields),
        "parties": [] if found.kind == "officer" else accounts.parties_of(account),
        "crumbs": [parts.Crumb(_("Người dùng"), reverse("operator:people")), parts.Crumb(found.name)],
    }  # fmt: skip
    return render(request, "operator/person.html", context, status=status)


def _held(account: UUID) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "role": role_name(one.role), "unit": unit_name(one.unit), "title": words(one.title),
         "line": one.authority_line, "since": one.since, "until": one.until}
        for one in accounts.officer(account).appointments
    ]  # fmt: skip


def _position(request: Request) -> accounts.Position:
    """The position that was typed; raises `Invalid` at its places."""
    post, faults = request.POST, []
    if post.get("role", "") not in {role.value for role in Role}:
        faults.append(Fault("role", "not_an_option"))
    if not post.get("title", "").strip():
        faults.append(Fault("title", "required"))
    since = _day(post.get("since", ""))
    if since is None:
        faults.append(Fault("since", "not_a_date"))
    if faults:
        raise Invalid(*faults)
    title = Text(vi=post["title"].strip())
    line = post.get("authority_line", "").strip()
    return accounts.Position(post.get("unit", ""), Role(post["role"]), title, line, since=since)


def _day(text: str) -> date | None:
    """A date as people write it, today where none is written; None where it is no date."""
    if not text.strip():
        return clock.today()
    try:
        day, month, year = (int(part) for part in text.replace("-", "/").split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def _form(request: Request, template: str, names: tuple[str, ...], *, error: Invalid | None = None) -> HttpResponse:
    fields = _fields(request, names, error)
    crumbs = [parts.Crumb(_("Người dùng"), reverse("operator:people")), parts.Crumb(_("Tài khoản công vụ mới"))]
    context = {"fields": fields, "problems": problems(fields), "crumbs": crumbs}
    return render(request, template, context, status=422 if error else 200)


def _fields(request: Request, names: tuple[str, ...], error: Invalid | None) -> list[FieldView]:
    at = {fault.place.removeprefix("positions.0."): fault_sentence(fault) for fault in error.faults} if error else {}
    given = {name: request.POST.get(name, "") for name in names} if request.method == "POST" else {}
    labels = {
        "name": (_("Họ và tên"), ""),
        "username": (_("Tên tài khoản"), _("Chữ thường không dấu, chữ số, dấu chấm; ví dụ lan.nguyenthi")),
        "email": (_("Thư điện tử công vụ"), _("Liên kết truy cập lần đầu được gửi tới địa chỉ này")),
        "unit": (_("Đơn vị"), ""),
        "role": (_("Vai trò"), ""),
        "title": (_("Chức vụ, chức danh"), _("In dưới chữ ký, ví dụ CỤC TRƯỞNG")),
        "authority_line": (_("Thẩm quyền ký"), _("Ví dụ KT. BỘ TRƯỞNG; để trống nếu ký với chức vụ của mình")),
        "since": (_("Từ ngày"), _("Để trống là từ hôm nay")),
    }
    optional = {"authority_line", "since"}
    choices = {"unit": _units, "role": _roles}
    found = []
    for name in names:
        label, hint = labels[name]
        value, fault = given.get(name, ""), at.get(name, "")
        kind, options = ("select", choices[name](value)) if name in choices else ("text", [])
        attrs = {"type": "email" if name == "email" else "text", "autocomplete": "off"}
        required = name not in optional
        found.append(FieldView(name, kind, label, hint, required, value, fault=fault, attrs=attrs, options=options))
    return found


def _units(chosen: str) -> list[OptionView]:
    rows = sorted(ministry.units(), key=lambda one: (one.kind != "ministry", fold(words(one.name))))
    return [OptionView(one.code, f"{words(one.name)} ({one.code})", one.code == chosen) for one in rows]


def _roles(chosen: str) -> list[OptionView]:
    return [OptionView(role.value, str(name), role.value == chosen) for role, name in ROLES.items()]


def _row(one: accounts.AccountView) -> parts.QueueRow:
    kind = _("Công vụ") if one.kind == "officer" else _("Cá nhân, tổ chức")
    cells: dict[str, object] = {"username": one.username, "kind": kind, "email": one.email, "state": _chip(one.state)}
    return parts.QueueRow(one.id, reverse("operator:person", args=[one.id]), one.name, cells)


def _chip(state: str) -> parts.Chip:
    if state not in ACCOUNT_STATES:
        raise NotFound(state)
    tones: dict[str, parts.Tone] = {"pending": "wait", "active": "done", "suspended": "closed", "cancelled": "closed"}
    return parts.Chip(str(ACCOUNT_STATES[state]), tones[state])
