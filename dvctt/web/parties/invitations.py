"""An invitation as its receiver sees it: who invites, to what; taken or declined, once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import memberships
from dvctt.kernel import NotFound, Refused
from dvctt.web.http.guards import applicant
from dvctt.web.http.middleware import ACTING_FOR
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages.form_page import sentences
from dvctt.web.parties import terms


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def invitation(request: Request, token: str) -> HttpResponse:
    """The invitation that the link of the mail opens."""
    try:
        if request.method == "POST":
            return _answered(request, token=token)
        return _page(request, memberships.invitation(token))
    except Refused as error:
        return render(request, "parties/invitation_closed.html", {"reasons": sentences(error)}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
def mine(request: Request, invitation: UUID) -> HttpResponse:
    """An invitation to the address of one's own account, without its link."""
    view = next((view for view in memberships.invitations_to(request.actor) if view.id == str(invitation)), None)
    if view is None:
        raise NotFound(f"invitation {invitation}")
    try:
        return _answered(request, invitation_id=view.id) if request.method == "POST" else _page(request, view)
    except Refused as error:
        return render(request, "parties/invitation_closed.html", {"reasons": sentences(error)}, status=410)


def _answered(request: Request, *, token: str = "", invitation_id: str = "") -> HttpResponse:
    if request.POST.get("answer") == "decline":
        memberships.decline_invitation(request.actor, token=token, invitation_id=invitation_id)
        messages.success(request, _("Đã từ chối lời mời."))
        return see_other(reverse("organisations"))
    party = memberships.accept_invitation(request.actor, token=token, invitation_id=invitation_id)
    request.session[ACTING_FOR] = party
    messages.success(request, _("Đã nhận lời mời. Quý vị đang làm việc cho bên đã mời."))
    return see_other(reverse("organisations"))


def _page(request: Request, view: memberships.InvitationView) -> HttpResponse:
    context = {"shown": view, "facts": terms.in_words(view)}
    return render(request, "parties/invitation.html", context)
