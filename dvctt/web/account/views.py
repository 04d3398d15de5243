"""Who am I, what may I do, for whom; language and the way to security."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dvctt.accounts import changes, memberships, officials, people
from dvctt.kernel import ActorKind
from dvctt.web.http.guards import signed_in
from dvctt.web.http.language_switch import remembered
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import words
from dvctt.web.wording.names import role_at


@require_safe
@signed_in
def account(request: Request) -> HttpResponse:
    """The account of who is signed in."""
    actor = request.actor
    officer = actor.kind == ActorKind.OFFICER
    context = {
        "own": people.account(actor, actor.id),
        "language": getattr(request.user, "language", actor.language),
        "channel": changes.channel_choice(actor),
        "officer": officer,
        "positions": _positions(actor.id) if officer else [],
        "parties": [] if officer else [_party(party) for party in memberships.parties_of(actor.id)],
        "second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "account/account.html", context)


@require_POST
@signed_in
def language(request: Request) -> HttpResponse:
    """Choose the language of one's pages and messages; raises `Invalid` for one that is not offered."""
    chosen = request.POST.get("language", "")
    changes.set_language(request.actor, chosen)
    with translation.override(chosen):
        messages.success(request, _("Đã đổi ngôn ngữ."))
    return remembered(see_other(reverse("account")), chosen)


def _positions(account_id: str) -> list[parts.Person]:
    appointments = people.officer(account_id).appointments
    return [parts.Person(words(appointment.title), "officer", _position(appointment)) for appointment in appointments]


def _position(appointment: officials.AppointmentView) -> str:
    position = role_at(appointment.role, appointment.unit)
    if not appointment.instead_of:
        return position
    return _("%(position)s, thay %(absent)s") % {"position": position, "absent": appointment.instead_name}


def _party(party: people.PartyView) -> parts.Person:
    facts = [(_("Mã số thuế"), party.tax_code)] if party.tax_code else []
    kind = _("Tổ chức") if party.kind == "organisation" else _("Cá nhân")
    return parts.Person(party.name, "organisation" if party.kind == "organisation" else "person", kind, facts)
