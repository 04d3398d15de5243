"""The declaration: made as a PDF, signed outside, judged; each state says what comes next."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.accounts import people
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Invalid, Ref
from dvctt.web.applicant import draft_steps
from dvctt.web.applicant.papers import NOT_TAKEN
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.applicant.review import problems
from dvctt.web.http import uploads
from dvctt.web.http.form_restore import lost, takes_files
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import applicant_presenters, parts
from dvctt.web.ui.document_viewer import viewer
from dvctt.web.ui.form_view import words
from dvctt.web.ui.signature_checks import checks, fault_sentences
from dvctt.web.wording.sentences import fault_sentence

WAITING = ("rendering", "checking")


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@of_draft
def page(request: Request, dossier: UUID) -> HttpResponse:
    """How far the declaration is; POST asks for the PDF of exactly what the review showed."""
    if request.method == "POST":
        casework.prepare_declaration(request.actor, dossier)
        return see_other(request.path)
    return _page(request, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@takes_files
@of_draft
def signed(request: Request, dossier: UUID) -> HttpResponse:
    """Take in the signed PDF; the worker judges it."""
    here = reverse("applicant:declaration", args=[dossier])
    if request.method != "POST":
        if lost(request):
            messages.warning(request, NOT_TAKEN)
        return see_other(here)
    try:
        intake = casework.intake(request.actor, dossier)
        taken = uploads.take(request, Ref("dossier", str(dossier)), allowed=intake.allowed, limit=intake.limit)
    except Invalid as error:
        # No way of making a PDF leads to a signed one but signing the one that was made here.
        refused = Invalid(*(replace(one, params={**one.params, "signed": 1}) for one in error.faults))
        if uploads.by_script(request):
            return uploads.refused(refused)
        return _page(request, dossier, tuple(fault_sentence(one) for one in refused.faults), status=422)
    if isinstance(taken, uploads.Underway):
        return taken.answer()
    casework.sign_declaration(request.actor, dossier, taken.id)
    return uploads.done(request, here)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@of_draft
def confirm(request: Request, dossier: UUID) -> HttpResponse:
    """Confirm without a signature, where the version departs from 7.3.a by a named basis."""
    if request.method == "POST":
        casework.confirm_declaration(request.actor, dossier)
    return see_other(reverse("applicant:declaration", args=[dossier]))


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@of_draft
def authority(request: Request, dossier: UUID) -> HttpResponse:
    """Confirm that whoever signed was authorised to."""
    if request.method == "POST":
        casework.confirm_authority(request.actor, dossier)
    return see_other(reverse("applicant:declaration", args=[dossier]))


def _page(request: Request, dossier: UUID, faults: tuple[str, ...] = (), status: int = 200) -> HttpResponse:
    full = casework.dossier_page(request.actor, dossier, editing=True)
    course, filing, standing = draft_steps.of_page(full), applicant_presenters.filing(full), full.declaration
    context = {
        "dossier": full, "steps": course.steps("review"), "crumbs": course.crumbs(), "standing": standing,
        "waiting": standing is not None and standing.state in WAITING and not standing.failed,
        "problems": problems(full) if standing is None else [],
        "viewer": _viewer(request, standing, dossier), "drop": _drop(dossier, faults),
        "checks": checks(standing) if standing else [], "faults": fault_sentences(standing) if standing else [],
        "signers": signers(people.party(request.actor, full.owner.id)),
        "exempt": words(full.unsigned),
        "filing": filing,
        "send_url": reverse("applicant:act", args=[dossier, filing.action]) if filing and filing.allowed else "",
        "back": reverse("applicant:review", args=[dossier]),
    }  # fmt: skip
    return render(request, "applicant/declaration.html", context, status=status)


def signers(owner: people.PartyView) -> str:
    """With whose certificate the declaration is signed, as the account knows the owner."""
    if owner.kind == "individual":
        return _("Chủ hồ sơ %(name)s ký bằng chứng thư số có số định danh của mình.") % {"name": owner.name}
    number = _(" (mã số thuế %(number)s)") % {"number": owner.tax_code} if owner.tax_code else ""
    return _(
        "Ký bằng chứng thư số của %(name)s%(number)s, hoặc bằng chứng thư số của người đại diện %(representative)s."
    ) % {"name": owner.name, "number": number, "representative": owner.representative_name or "–"}


def _viewer(request: Request, standing: casework.DeclarationView | None, dossier: UUID) -> parts.Viewer | None:
    if standing is None or standing.document_id is None:
        return None
    shown = documents.document(standing.signed_id or standing.document_id)
    return viewer(
        request,
        shown,
        base_url=reverse("applicant:declaration", args=[dossier]),
        image_url=reverse("document_page", args=[shown.id]),
        download=applicant_presenters.link(shown),
    )


def _drop(dossier: UUID, faults: tuple[str, ...]) -> parts.Component:
    return parts.Component(
        id="signed", name=_("Tờ khai đã ký số"), upload_url=reverse("applicant:signed", args=[dossier]), accept=".pdf",
        accept_words=_("Tệp PDF vừa ký, nhiều nhất 50 MB"), faults=faults,
    )  # fmt: skip
