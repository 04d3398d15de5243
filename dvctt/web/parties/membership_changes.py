"""Changing the limits of somebody who acts for a party, ending that, and leaving oneself."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import memberships
from dvctt.kernel import Fault, Invalid, NotFound, Reason, Refused
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import proved_anew
from dvctt.web.pages.form_page import FormPage, sentences, text_field
from dvctt.web.parties import terms
from dvctt.web.ui.form_view import FieldView
from dvctt.web.wording.sentences import reason_sentence


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def change(request: Request, membership: UUID) -> HttpResponseBase:
    """How far somebody acts from now on."""
    shown = memberships.member(request.actor, membership)
    page = memberships.members(request.actor, shown.party)
    if request.method != "POST":
        return _change(request, shown, page, _limits(shown), ())
    given, faults = terms.read(request.POST, shown.power)
    if "refresh" in request.POST:
        return _change(request, shown, page, given, ())
    try:
        if faults:
            raise Invalid(*faults)
        memberships.change_limits(
            request.actor, membership, may_file=given.may_file, manages=given.manages, procedures=given.procedures,
            until=given.until,
        )  # fmt: skip
    except Invalid as error:
        return _change(request, shown, page, given, terms.attempt(faults, error), status=422)
    except Refused as error:
        return _change(request, shown, page, given, (), told=sentences(error), status=409)
    messages.success(request, _("Đã thay đổi; có hiệu lực ngay."))
    return see_other(reverse("organisation", args=[shown.party]))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def end(request: Request, membership: UUID) -> HttpResponseBase:
    """End that somebody acts for the party, with the reason that he is told."""
    shown = memberships.member(request.actor, membership)
    faults: Sequence[Fault] = ()
    told: list[str] = []
    if request.method == "POST":
        try:
            memberships.end_membership(request.actor, membership, reason=request.POST.get("reason", ""))
            messages.success(request, _("%(name)s không còn làm việc cho bên này nữa.") % {"name": shown.name})
            return see_other(reverse("organisation", args=[shown.party]))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            told = sentences(error)
    return FormPage(
        _("Kết thúc việc của %(name)s") % {"name": shown.name}, _("Kết thúc ngay"), danger=True, told=told,
        facts=terms.in_words(shown), back=reverse("organisation", args=[shown.party]),
        notes=[_("Có hiệu lực ngay, kể cả với trang đang mở. Hồ sơ đã lập ở lại; người khác nhận tiếp được.")],
        links=[_hand_over()],
        fields=[_reason(request, faults, _("Người này được báo lý do."))],
    ).answer(request, status=422 if faults else 409 if told else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def leave(request: Request, party: UUID) -> HttpResponseBase:
    """Act for the party no longer; what becomes of its dossiers is said before."""
    page = memberships.members(request.actor, party)
    faults: Sequence[Fault] = ()
    told: list[str] = []
    if request.method == "POST":
        try:
            memberships.leave(request.actor, party, reason=request.POST.get("reason", ""))
            messages.success(request, _("Quý vị không còn làm việc cho %(name)s.") % {"name": page.name})
            return see_other(reverse("organisations"))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            told = sentences(error)
    if not page.may_leave:
        return _stays(request, page)
    return FormPage(
        _("Rời %(name)s") % {"name": page.name}, _("Rời ngay"), danger=True, told=told,
        back=reverse("organisation", args=[party]),
        notes=[_("Hồ sơ và bản nháp đã lập vẫn thuộc %(name)s; Quý vị không xem được nữa.") % {"name": page.name}],
        links=[_hand_over()],
        fields=[_reason(request, faults, _("Không bắt buộc."), required=False)],
    ).answer(request, status=422 if faults else 409 if told else 200)  # fmt: skip


def _hand_over() -> tuple[str, str]:
    """Where dossiers are handed to another person of the party before somebody goes."""
    return (_("Giao hồ sơ cho người khác trước: mở từng hồ sơ, mục Chủ hồ sơ"), reverse("applicant:dossiers"))


def _stays(request: Request, page: memberships.MembersView) -> HttpResponse:
    """Why the last who manages cannot leave, and the way to whom to invite first."""
    why = Reason("oneself" if page.kind == "individual" else "last_manager")
    return FormPage(
        _("Rời %(name)s") % {"name": page.name}, "", warning=reason_sentence(why),
        links=[(_("Mời thêm người"), reverse("member_invite", args=[page.party])), _hand_over()],
        back=reverse("organisation", args=[page.party]),
    ).answer(request, status=409 if request.method == "POST" else 200)  # fmt: skip


def _change(
    request: Request, shown: memberships.MemberView, page: memberships.MembersView, given: memberships.Limits,
    faults: Sequence[Fault], *, told: Sequence[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    if not shown.open:
        raise NotFound(shown.id)
    typed = request.POST.get("until", "") if request.method == "POST" else None
    managing = page.may_appoint_managers and shown.power == "staff"
    return FormPage(
        _("Phạm vi của %(name)s") % {"name": shown.name}, _("Thay đổi"), told=told,
        lead=_("Có hiệu lực ngay; %(name)s được báo bằng thư.") % {"name": shown.name},
        fields=terms.fields(given, faults, typed_until=typed, managing=managing),
        back=reverse("organisation", args=[shown.party]),
    ).answer(request, status=status)  # fmt: skip


def _limits(shown: memberships.MemberView) -> memberships.Limits:
    procedures = None if shown.procedures is None else frozenset(shown.procedures)
    return memberships.Limits(shown.power, shown.may_file, shown.manages, procedures, shown.until, shown.number)


def _reason(request: Request, faults: Sequence[Fault], hint: str, *, required: bool = True) -> FieldView:
    return text_field(request, "reason", _("Lý do"), faults=faults, hint=hint, kind="paragraph", required=required)
