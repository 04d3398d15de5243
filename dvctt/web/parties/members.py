"""For whom one works, and who works for them."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dvctt.accounts import memberships
from dvctt.documents import api as documents
from dvctt.web.http.guards import applicant
from dvctt.web.http.headers import OF_A_FILE
from dvctt.web.http.request import Request
from dvctt.web.parties import terms
from dvctt.web.ui import parts
from dvctt.web.wording.filers import power_name


@require_safe
@applicant
def organisations(request: Request) -> HttpResponse:
    """Whom the account acts for, as what, and the invitations that wait for it."""
    pages = [(mandate, memberships.members(request.actor, mandate.party)) for mandate in request.actor.mandates]
    context = {
        "held": [
            (mandate, power_name(mandate.power), terms.in_words(next(row for row in page.members if row.mine)))
            for mandate, page in pages
        ],
        "invitations": [(view, terms.in_words(view)) for view in memberships.invitations_to(request.actor)],
        "crumbs": crumbs()[:1],
    }
    return render(request, "parties/organisations.html", context)


@require_safe
@applicant
def organisation(request: Request, party: UUID) -> HttpResponse:
    """Who acts for a party and how far; who manages it finds the ways to change that."""
    page = memberships.members(request.actor, party)
    context = {
        "shown": page,
        "members": [(member, terms.in_words(member, linked=page.manages or member.mine)) for member in page.members],
        "invitations": [(view, terms.in_words(view, linked=page.manages)) for view in page.invitations],
        "crumbs": crumbs(),
        "alone": len(page.members) == 1,
    }
    return render(request, "parties/organisation.html", context)


@require_safe
@applicant
def authorisation(request: Request, authorisation: UUID) -> FileResponse:
    """The document of an authorisation, to who manages the party and to who acts by it; raises NotFound."""
    memberships.may_read_authorisation(request.actor, authorisation)
    document = documents.document(authorisation)
    return FileResponse(
        documents.open_bytes(document.id), as_attachment=True, filename=document.name, content_type=document.media_type,
        headers=OF_A_FILE,
    )  # fmt: skip


def crumbs() -> list[parts.Crumb]:
    """Where these pages stand."""
    return [
        parts.Crumb(_("Tài khoản của tôi"), reverse("account")),
        parts.Crumb(_("Tổ chức và ủy quyền"), reverse("organisations")),
    ]
