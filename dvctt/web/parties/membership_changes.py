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
    member = memberships.member(request.actor, membership)
    page = memberships.members(request.actor, member.party)
    if request.method != "POST":
        return _change(request, member, page, _limits(member), ())
    limits, faults = terms.read(request.POST, member.power)
    if "refresh" in request.POST:
        return _change(request, member, page, limits, ())
    try:
        if faults:
            raise Invalid(*faults)
        memberships.change_limits(
            request.actor, membership, may_file=limits.may_file, manages=limits.manages, procedures=limits.procedures,
            until=limits.until,
        )  # fmt: skip
    except Invalid as error:
        return _change(request, member, page, limits, terms.attempt(faults, error), status=422)
    except Refused as error:
        return _change(request, member, page, limits, (), refusals=sentences(error), status=409)
    messages.success(request, _("Đã thay đổi; có hiệu lực ngay."))
    return see_other(reverse("organisation", args=[member.party]))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def end(request: Request, membership: UUID) -> HttpResponseBase:
    """End that somebody acts for the party, with the reason that he is told."""
    member = memberships.member(request.actor, membership)
    faults: Sequence[Fault] = ()
    refusals: list[str] = []
    if request.method == "POST":
        try:
            memberships.end_membership(request.actor, membership, reason=request.POST.get("reason", ""))
            messages.success(request, _("%(name)s không còn làm việc cho bên này nữa.") % {"name": member.name})
            return see_other(reverse("organisation", args=[member.party]))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            refusals = sentences(error)
    return FormPage(
        _("Kết thúc việc của %(name)s") % {"name": member.name}, _("Kết thúc ngay"), danger=True, told=refusals,
        facts=terms.in_words(member), back=reverse("organisation", args=[member.party]),
        notes=[_("Có hiệu lực ngay, kể cả với trang đang mở. Hồ sơ đã lập ở lại; người khác nhận tiếp được.")],
        links=[_hand_over()],
        fields=[_reason(request, faults, _("Người này được báo lý do."))],
    ).answer(request, status=422 if faults else 409 if refusals else 200)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def leave(request: Request, party: UUID) -> HttpResponseBase:
    """Act for the party no longer; what becomes of its dossiers is said before."""
    page = memberships.members(request.actor, party)
    faults: Sequence[Fault] = ()
    refusals: list[str] = []
    if request.method == "POST":
        try:
            memberships.leave(request.actor, party, reason=request.POST.get("reason", ""))
            messages.success(request, _("Quý vị không còn làm việc cho %(name)s.") % {"name": page.name})
            return see_other(reverse("organisations"))
        except Invalid as error:
            faults = error.faults
        except Refused as error:
            refusals = sentences(error)
    if not page.may_leave:
        return _stays(request, page)
    return FormPage(
        _("Rời %(name)s") % {"name": page.name}, _("Rời ngay"), danger=True, told=refusals,
        back=reverse("organisation", args=[party]),
        notes=[_("Hồ sơ và bản nháp đã lập vẫn thuộc %(name)s; Quý vị không xem được nữa.") % {"name": page.name}],
        links=[_hand_over()],
        fields=[_reason(request, faults, _("Không bắt buộc."), required=False)],
    ).answer(request, status=422 if faults else 409 if refusals else 200)  # fmt: skip


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
    request: Request, member: memberships.MemberView, page: memberships.MembersView, limits: memberships.MandateTerms,
    faults: Sequence[Fault], *, refusals: Sequence[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    if not member.open:
        raise NotFound(member.id)
    typed = request.POST.get("until", "") if request.method == "POST" else None
    managing = page.may_appoint_managers and member.power == "staff"
    return FormPage(
        _("Phạm vi của %(name)s") % {"name": member.name}, _("Thay đổi"), told=refusals,
        lead=_("Có hiệu lực ngay; %(name)s được báo bằng thư.") % {"name": member.name},
        fields=terms.fields(limits, faults, typed_until=typed, managing=managing),
        back=reverse("organisation", args=[member.party]),
    ).answer(request, status=status)  # fmt: skip


def _limits(member: memberships.MemberView) -> memberships.MandateTerms:
    procedures = None if member.procedures is None else frozenset(member.procedures)
    return memberships.MandateTerms(
        member.power, member.may_file, member.manages, procedures, member.until, member.number
    )


def _reason(request: Request, faults: Sequence[Fault], hint: str, *, required: bool = True) -> FieldView:
    return text_field(request, "reason", _("Lý do"), faults=faults, hint=hint, kind="paragraph", required=required)
