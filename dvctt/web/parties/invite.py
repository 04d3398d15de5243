"""Inviting somebody to act for a party, with the authorisation of who comes from outside; taking it back."""

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dvctt.accounts import memberships
from dvctt.documents import api as documents
from dvctt.kernel import Fault, Invalid, Ref, Refused
from dvctt.web.http import rate_limit
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.http.step_up import proved_anew
from dvctt.web.pages import form_page
from dvctt.web.pages.form_page import sentences
from dvctt.web.parties import terms
from dvctt.web.parties.members import crumbs
from dvctt.web.ui.form_view import FieldView, OptionView, problems

TYPES = frozenset({"pdf", "jpg", "png"})
LIMIT = 20 * 1024 * 1024
MOST_A_DAY = 100
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@proved_anew
def invite(request: Request, party: UUID) -> HttpResponseBase:
    """The form of an invitation; POST sends it, whether or not the address has an account."""
    memberships.managing(request.actor, party)
    page = memberships.members(request.actor, party)
    if request.method != "POST":
        typed = getattr(request, "kept", None)
        return _page(request, page, typed if typed is not None else QueryDict(), [])
    refreshes = "refresh" in request.POST
    if not (refreshes and not request.FILES) and not rate_limit.passes(
        "invitation", str(party), most=MOST_A_DAY, seconds=86400
    ):
        return rate_limit.too_many(request)
    if refreshes:
        return _redrawn(request, page)
    power = _power(request.POST, page)
    limits, faults = terms.read(request.POST, power)
    try:
        if power == "authorised":
            limits = replace(limits, document=_document(request, party))
        if faults:
            raise Invalid(*faults)
        memberships.invite(
            request.actor, party, request.POST.get("email", ""), limits, language=(get_language() or "vi")[:2]
        )
    except Invalid as error:
        return _page(request, page, request.POST, terms.attempt(faults, error), document=limits.document, status=422)
    except Refused as error:
        rate_limit.refused(request, error)
        return _page(request, page, request.POST, [], document=limits.document, refusals=sentences(error), status=409)
    messages.success(request, _("Đã gửi lời mời. Người được mời nhận thư có liên kết dùng một lần."))
    return see_other(reverse("organisation", args=[party]))


@require_POST
@applicant
def withdraw(request: Request, invitation: UUID) -> HttpResponse:
    """Take an invitation back."""
    memberships.withdraw_invitation(request.actor, invitation)
    messages.success(request, _("Đã rút lời mời."))
    return see_other(reverse("organisations"))


def _redrawn(request: Request, page: memberships.MembersView) -> HttpResponse:
    """The form with the questions that the answers open; a file chosen without script is kept, as a try keeps it."""
    faults: Sequence[Fault] = ()
    document = None
    try:
        document = _document(request, UUID(page.party))
    except Invalid as error:
        faults = error.faults
    return _page(request, page, request.POST, faults, document=document, status=422 if faults else 200)


def _power(fields: QueryDict, page: memberships.MembersView) -> str:
    """As what somebody is invited; a person's own dossiers are filed by nobody but the authorised."""
    return fields.get("power", "authorised" if page.kind == "individual" else "staff")


def _document(request: Request, party: UUID) -> UUID | None:
    """Take in the file of the authorisation, judged like all that comes from outside; none where there is none.

    Without a new file the one counts that came with an earlier try, which the page names.
    """
    file = request.FILES.get("file")
    if file is None:
        earlier = request.POST.get("document", "")
        return UUID(earlier) if UUID_TEXT.fullmatch(earlier) and _name(request, party, UUID(earlier)) else None
    return documents.receive(
        BytesIO(file.read()), name=file.name or "", subject=Ref("party", str(party)), actor=request.actor,
        allowed=TYPES, limit=LIMIT, kind=memberships.AUTHORISATION,
    ).id  # fmt: skip


def _name(request: Request, party: UUID, document: UUID) -> str:
    """The name of an authorisation that this account has handed over for the party; empty for any other file."""
    view = documents.document(document)
    ours = view.subject == Ref("party", str(party)) and view.kind == memberships.AUTHORISATION
    return view.name if ours and view.by_id == request.actor.id else ""


def _page(
    request: Request, page: memberships.MembersView, typed: QueryDict, faults: Sequence[Fault], *,
    document: UUID | None = None, refusals: Sequence[str] = (), status: int = 200,
) -> HttpResponse:  # fmt: skip
    power = _power(typed, page)
    limits, _unread = terms.read(typed, power)
    first = [FieldView(
        "email", "text", _("Thư điện tử của người được mời"),
        _("Lời mời được gửi tới địa chỉ này."),
        value=typed.get("email", ""), fault=form_page.said("email", faults),
        attrs={"type": "email", "autocomplete": "off"},
    )]  # fmt: skip
    if page.kind == "organisation":
        first.append(_powers(power, faults))
    rest = terms.fields(
        limits, faults, typed_until=typed.get("until", ""), managing=page.may_appoint_managers
    )  # fmt: skip
    outside = power == "authorised"
    last = FieldView(
        "number", "text", _("Số giấy ủy quyền"), _("Ví dụ 12/UQ-2026."), value=typed.get("number", ""),
        fault=form_page.said("number", faults), attrs={"type": "text", "autocomplete": "off"},
    )  # fmt: skip
    fields = [*first, *rest, *([last] if outside else ())]
    file_fault = form_page.said("file", faults)
    context = {
        "shown": page, "fields": fields, "told": refusals, "file_fault": file_fault, "crumbs": crumbs(),
        "outside": outside, "kept": document,
        "kept_name": _name(request, UUID(page.party), document) if document else "",
        "problems": problems([*fields, FieldView("file", "text", _("Giấy ủy quyền"), fault=file_fault)]),
    }  # fmt: skip
    return render(request, "parties/invite.html", context, status=status)


def _powers(power: str, faults: Sequence[Fault]) -> FieldView:
    options = [
        OptionView("staff", _("Người của tổ chức, được giao"), power != "authorised"),
        OptionView("authorised", _("Người bên ngoài, được ủy quyền bằng văn bản"), power == "authorised"),
    ]
    return FieldView(
        "power",
        "radios",
        _("Người được mời là ai?"),
        fault=form_page.said("power", faults),
        options=options,
        drives=True,
    )
