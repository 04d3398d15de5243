"""The positions of an official account: its page, appointing, correcting a title, ending (14.2, 13.2.e)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dvctt.accounts import lifecycle, memberships, officials, people
from dvctt.authority import SystemPower, may
from dvctt.kernel import Fault, Invalid, NotFound, Refused, Role, Text, clock, fold
from dvctt.web.http.form_restore import restored_or_posted
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import form_at
from dvctt.web.operator.proposals import proposed
from dvctt.web.pages.act_outcomes import sentences, waits_for_another
from dvctt.web.ui import inputs, parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.wording.names import ACCOUNT_STATES, role_name, unit_name
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

POSITION = ("unit", "role", "title", "authority_line", "since", "until")


@dataclass(frozen=True)
class Shown:
    """A position as the page names it."""

    id: str
    role: str
    unit: str
    title: str
    written: Text
    line: str
    since: date
    until: date | None
    standing: str
    taken_back: bool

    @property
    def chip(self) -> parts.Chip:
        """Where it stands in time."""
        if self.standing == "current":
            return parts.Chip(_("Đang giữ"), "done")
        if self.standing == "future":
            return parts.Chip(_("Chưa đến ngày"), "wait")
        return parts.Chip(_("Đã thu hồi") if self.taken_back else _("Đã kết thúc"), "closed")


@form_at("operator:person", "account")
@require_POST
@officer(SystemPower.OFFICIALS)
def appoint(request: Request, account: UUID) -> HttpResponse:
    """Appoint an officer to one more position."""
    try:
        held = officials.appoint(request.actor, account, position(request))
    except Invalid as error:
        return page(request, account, error=error, status=422)
    except Refused as error:
        return page(request, account, told=sentences(error.reasons), status=409)
    messages.success(request, _("Đã giao vị trí.") if held else waits_for_another())
    return see_other(reverse("operator:person", args=[account]))


@form_at("operator:person", "account")
@require_POST
@officer(SystemPower.OFFICIALS)
def correct(request: Request, account: UUID, appointment: UUID) -> HttpResponse:
    """Correct how the title of a position is written."""
    title = Text(vi=request.POST.get("right_title", ""), en=request.POST.get("right_title_en", "") or None)
    try:
        officials.correct_title(request.actor, appointment, title)
    except Invalid as error:
        told = [_("Sửa chức danh: %(fault)s") % {"fault": fault_sentence(one)} for one in error.faults]
        return page(request, account, told=told, status=422)
    except Refused as error:
        return page(request, account, told=sentences(error.reasons), status=409)
    messages.success(request, _("Đã sửa chức danh. Văn bản đã ký giữ nguyên chức danh cũ."))
    return see_other(reverse("operator:person", args=[account]))


@form_at("operator:person", "account")
@require_POST
@officer(SystemPower.OFFICIALS)
def end(request: Request, account: UUID, appointment: UUID) -> HttpResponse:
    """End an appointment after a day, or at once, with its reason."""
    at_once = "at_once" in request.POST
    try:
        last = clock.today() if at_once else inputs.day(request.POST.get("on", ""), "on") or clock.today()
        officials.end_appointment(
            request.actor, appointment, on=last, reason=request.POST.get("reason", ""), at_once=at_once
        )  # fmt: skip
    except Invalid as error:
        told = [_("Kết thúc vị trí: %(fault)s") % {"fault": fault_sentence(one)} for one in error.faults]
        return page(request, account, told=told, status=422)
    except Refused as error:
        return page(request, account, told=sentences(error.reasons), status=409)
    held = next((one for one in shown(request, account) if str(one.id) == str(appointment)), None)
    named = {"title": f"{held.title}, {held.unit}" if held else "", "day": clock.written_day(last)}
    messages.success(request, (
        _("Đã thu hồi vị trí %(title)s; quyền hết ngay từ bây giờ.") if at_once
        else _("Đã ghi: vị trí %(title)s kết thúc khi hết ngày %(day)s.")
    ) % named)  # fmt: skip
    return see_other(reverse("operator:person", args=[account]))


def page(
    request: Request, account: UUID, *, error: Invalid | None = None, told: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of one account."""
    found = people.account(request.actor, account)
    official = found.kind == "officer"
    closed = officials.may_change(request.actor, account) if official else None
    held = shown(request, account) if official else []
    drawn = fields(request, POSITION, error) if official and closed is None else []
    name = found.name or _("Tài khoản đã xóa dữ liệu cá nhân")
    before = restored_or_posted(request)
    context = {
        "ending": before if "appointment" in before else {}, "correcting": before if "corrected" in before else {},
        "appointing": "role" in before,
        "found": found, "name": name, "erased": not found.name,
        "revocable": not official and may(request.actor, SystemPower.OPERATE),
        "unopened": found.state == "pending", "chip": chip(found.state), "told": told or [],
        "officer": official, "held": [one for one in held if one.standing != "past"], "fields": drawn,
        "past": [one for one in held if one.standing == "past"], "problems": problems(drawn),
        "waits": parts.Chip(_("Chờ người thứ hai"), "wait"), "proposed": proposed(request, account) if official else [],
        "closed": reason_sentence(closed) if closed else "", "gone": found.state == "cancelled",
        "suspension": lifecycle.suspension_of(account) if may(request.actor, SystemPower.OPERATE) else None,
        "helps": may(request.actor, SystemPower.OPERATE) and found.state in ("active", "suspended"),
        "names": official and may(request.actor, SystemPower.ACCOUNTS) and found.state != "cancelled",
        "parties": [] if official else memberships.parties_of(account),
        "crumbs": [parts.Crumb(_("Người dùng"), reverse("operator:people")), parts.Crumb(name)],
    }  # fmt: skip
    return render(request, "operator/person.html", context, status=status)


def shown(request: Request, account: UUID) -> list[Shown]:
    """Every position of the account, in words."""
    return [
        Shown(
            one.held.id, role_name(one.held.role), unit_name(one.held.unit), words(one.held.title),
            one.held.title, one.held.authority_line, one.held.since, one.held.until, one.standing,
            one.ended_at is not None,
        )
        for one in officials.positions_of(request.actor, account)
    ]  # fmt: skip


def position(request: Request) -> officials.Position:
    """The position that was typed; raises `Invalid` at its places."""
    post, faults = request.POST, []
    if post.get("role", "") not in {role.value for role in Role}:
        faults.append(Fault("role", "not_an_option"))
    if not post.get("title", "").strip():
        faults.append(Fault("title", "required"))
    (since, until), wrong = inputs.days(post, "since", "until")
    if faults or wrong:
        raise Invalid(*faults, *wrong)
    title = Text(vi=post["title"].strip())
    line = post.get("authority_line", "").strip()
    return officials.Position(
        post.get("unit", ""), Role(post["role"]), title, line, since=since or clock.today(), until=until
    )


def fields(request: Request, names: Iterable[str], error: Invalid | None) -> list[FieldView]:
    """The inputs so named, with what was typed and what is wrong with it."""
    at = {fault.place.removeprefix("positions.0."): fault_sentence(fault) for fault in error.faults} if error else {}
    before = restored_or_posted(request)
    return [_field(request, name, before.get(name, ""), at.get(name, "")) for name in names]


def chip(state: str) -> parts.Chip:
    """The state of an account."""
    if state not in ACCOUNT_STATES:
        raise NotFound(state)
    tones: dict[str, parts.Tone] = {"pending": "wait", "active": "done", "suspended": "closed", "cancelled": "closed"}
    return parts.Chip(str(ACCOUNT_STATES[state]), tones[state])


def _labels() -> dict[str, tuple[str, str]]:
    return {
        "name": (_("Họ và tên"), ""),
        "username": (_("Tên đăng nhập"), _("Chữ thường không dấu, chữ số, dấu chấm; ví dụ lan.nguyenthi")),
        "email": (_("Thư điện tử công vụ"), _("Liên kết truy cập lần đầu được gửi tới địa chỉ này")),
        "unit": (_("Đơn vị"), ""),
        "role": (_("Vai trò"), ""),
        "title": (_("Chức vụ, chức danh"), _("Như viết trong câu, ví dụ Cục trưởng; dưới chữ ký được in hoa")),
        "authority_line": (_("Thẩm quyền ký"), _("Ví dụ KT. BỘ TRƯỞNG; để trống nếu ký với chức vụ của mình")),
        "since": (_("Từ ngày"), _("Để trống là từ hôm nay")),
        "until": (_("Đến hết ngày"), _("Để trống nếu chưa định")),
    }


def _field(request: Request, name: str, value: str, fault: str) -> FieldView:
    label, hint = _labels()[name]
    choices = {"unit": _units, "role": _roles}
    dated = name in ("since", "until")
    kind, options = ("select", choices[name](request, value)) if name in choices else ("date" if dated else "text", [])
    attrs = {"type": "email" if name == "email" else "text", "autocomplete": "off", **(inputs.DATE if dated else {})}
    required = name not in ("authority_line", "since", "until")
    return FieldView(name, kind, label, hint, required, value, fault=fault, attrs=attrs, options=options)


def _units(request: Request, chosen: str) -> list[OptionView]:
    rows = sorted(
        officials.agency_units(request.actor), key=lambda one: (one.kind != "ministry", fold(words(one.name)))
    )
    return [OptionView(one.code, f"{words(one.name)} ({one.code})", one.code == chosen) for one in rows]


def _roles(request: Request, chosen: str) -> list[OptionView]:
    given = officials.official_scope(request.actor).roles
    return [OptionView(role.value, role_name(role), role.value == chosen) for role in Role if role in given]
