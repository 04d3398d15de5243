"""Deputies during absence: the officer's own page, and that of one official for who keeps the officials (14.1.b)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import officials
from dvctt.accounts import people as accounts_people
from dvctt.authority import DossierPower, SystemPower
from dvctt.kernel import Fault, Invalid, Refused, clock
from dvctt.web.http import form_restore
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.act_outcomes import sentences, waits_for_another
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import inputs, parts
from dvctt.web.ui.form_view import FieldView, OptionView, problems, words
from dvctt.web.wording.names import role_at
from dvctt.web.wording.sentences import fault_sentence

TYPED = ("appointment", "deputy", "since", "until", "reason", "authority_line")
CHIPS: dict[str, parts.Tone] = {"current": "active", "future": "wait", "past": "closed"}


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.ACT)
@drafts
def own(request: Request) -> HttpResponseBase:
    """Who stands in for oneself and for those whom one heads, and for whom one stands in."""
    crumbs = [parts.Crumb(_("Danh sách hồ sơ"), reverse("officer:queue")), parts.Crumb(_("Xử lý thay khi vắng mặt"))]
    return _answer(request, None, reverse("officer:deputies"), "base_officer.html", crumbs)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(SystemPower.OFFICIALS)
@drafts
def of_person(request: Request, account: UUID) -> HttpResponseBase:
    """The same of one official, for who keeps the officials; raises NotFound outside of one's scope."""
    found = accounts_people.account(request.actor, account)
    crumbs = [
        parts.Crumb(_("Người dùng"), reverse("operator:people")),
        parts.Crumb(found.name, reverse("operator:person", args=[account])),
        parts.Crumb(_("Xử lý thay khi vắng mặt")),
    ]
    here = reverse("operator:person_deputies", args=[account])
    return _answer(request, account, here, "base_operator.html", crumbs)


def _answer(request: Request, account: UUID | None, here: str, base: str, crumbs: list[parts.Crumb]) -> HttpResponse:
    error, told, status, ending = None, [], 200, ""
    if request.method == "POST":
        ending = "" if "sure" in request.POST else request.POST.get("end", "")
        try:
            _act(request, asking=bool(ending))
            if not ending:
                return see_other(here)
        except Invalid as invalid:
            error, status = invalid, 422
        except Refused as refused:
            told, status, ending = sentences(refused.reasons), 409, ""
    choices = officials.deputising(request.actor, account)
    drawn = _fields(request, choices, error) if choices else []
    held = officials.deputies_of(request.actor, account)
    context = {
        "base": base, "crumbs": crumbs, "told": told, "fields": drawn, "problems": problems(drawn), "here": here,
        "held": [(one, _chip(one.standing)) for one in held],
        "ending": next((one for one in held if str(one.id) == ending), None),
    }  # fmt: skip
    return render(request, "deputies.html", context, status=status)


def _act(request: Request, *, asking: bool) -> None:
    """Name a deputy, or end what was named; an end that is to be asked about once more (`asking`) is not done yet."""
    post = request.POST
    if "end" in post:
        officials.end_deputyship(request.actor, post["end"], dry_run=asking)
        if not asking:
            messages.success(request, _("Việc xử lý thay đã kết thúc."))
        return
    (since, until), faults = inputs.days(post, "since", "until")
    faults += [] if post.get("appointment") else [Fault("appointment", "required")]
    if until is None and not post.get("until", "").strip():
        faults.append(Fault("until", "required"))
    if faults or until is None:
        raise Invalid(*faults)
    named = officials.name_deputy(
        request.actor, post["appointment"], post.get("deputy", ""), since=since or clock.today(), until=until,
        reason=post.get("reason", ""), authority_line=post.get("authority_line", ""),
    )  # fmt: skip
    said = _("Đã phân công xử lý thay; người xử lý thay được báo qua thư.") if named else waits_for_another()
    messages.success(request, said)


def _chip(standing: str) -> parts.Chip:
    names = {"current": _("Đang xử lý thay"), "future": _("Chưa đến ngày"), "past": _("Đã kết thúc")}
    return parts.Chip(names[standing], CHIPS[standing])


def _fields(
    request: Request, choices: tuple[officials.Deputising, ...], error: Invalid | None
) -> list[FieldView]:  # fmt: skip
    at = {fault.place: fault_sentence(fault) for fault in error.faults} if error else {}
    given = form_restore.restored_or_posted(request)
    typed = {name: given.get(name, "") for name in TYPED}
    text = {"type": "text", "autocomplete": "off"}
    people = {pk: name for one in choices for pk, name in one.candidates}
    held = [(one.held.id, _held(one)) for one in choices]
    return [
        FieldView("appointment", "select", _("Người vắng mặt, vị trí"), value=typed["appointment"],
                  fault=at.get("appointment", ""), options=_options(held, typed["appointment"])),
        FieldView("deputy", "select", _("Người xử lý thay"), value=typed["deputy"], fault=at.get("deputy", ""),
                  options=_options(sorted(people.items(), key=lambda one: one[1].split()[-1:]), typed["deputy"])),
        FieldView("since", "date", _("Từ ngày"), _("Để trống là từ hôm nay"), False, typed["since"],
                  fault=at.get("since", ""), attrs={**text, **inputs.DATE}),
        FieldView("until", "date", _("Đến hết ngày"), _("Tự kết thúc khi hết ngày này"), value=typed["until"],
                  fault=at.get("until", ""), attrs={**text, **inputs.DATE}),
        FieldView("reason", "text", _("Lý do"), _("Ghi vào nhật ký"), value=typed["reason"],
                  fault=at.get("reason", ""), attrs=text),
        FieldView("authority_line", "text", _("Thẩm quyền ký"),
                  _("Ví dụ TUQ. CỤC TRƯỞNG; in trên văn bản người xử lý thay ký"), False, typed["authority_line"],
                  fault=at.get("authority_line", ""), attrs=text),
    ]  # fmt: skip


def _held(one: officials.Deputising) -> str:
    return f"{one.absent}: {words(one.held.title)}, {role_at(one.held.role, one.held.unit)}"


def _options(rows: list[tuple[str, str]], chosen: str) -> list[OptionView]:
    return [OptionView(value, label, value == chosen) for value, label in rows]
