"""The dossier's page, and the page of each act on it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import Busy, Conflict, Fault, Invalid, NotFound, Ref, Refused, Stale, new_id
from dvctt.notices import api as notices
from dvctt.web.applicant import amendment, draft_steps, redirects, sent
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.pages import acts
from dvctt.web.ui import applicant_presenters, dossier_presenters, parts, waiting_counts
from dvctt.web.ui.form_filling import filling
from dvctt.web.ui.form_view import FieldView, Problem, problems, sections_view, words
from dvctt.web.ui.table_rows import edit_rows, posted_rows
from dvctt.web.wording.filers import filer_words
from dvctt.web.wording.names import unit_phone
from dvctt.web.wording.sentences import fault_sentence, reason_sentence


@require_safe
@applicant
def page(request: Request, dossier: UUID) -> HttpResponse:
    """Where it stands, who has it, until when and why, what can be done now, what happened."""
    full = casework.dossier_page(request.actor, dossier)
    told = notices.messages(Ref("dossier", str(dossier)))
    course, filing, (opened, closed) = (
        draft_steps.of_page(full),
        applicant_presenters.filing(full),
        applicant_presenters.acts(full),
    )
    making = [one for one in full.papers if one.ready_at is None]
    others = [one for one in (*opened, *closed) if filing is None or one.name != filing.action]
    context = {
        "dossier": full, "erased": dossier_presenters.erased(full),
        "crumbs": course.crumbs()[:1], "name": words(full.procedure),
        "holder_phone": unit_phone(full.holder_unit.code) if full.holder_unit else "",
        "chip": applicant_presenters.chip(full.label, full.status, holder=full.holder,
                                          ended=full.closed_at is not None),
        "dues": applicant_presenters.dues(full), "opened": [one for one in others if one.open and one.tone != "danger"],
        "grave": [one for one in others if one.open and one.tone == "danger"],
        "closed": [one for one in others if not one.open], "filing": filing,
        "entries": applicant_presenters.entries(full), "making": making, "papers": _papers(full), "messages_told": told,
        "review": applicant_presenters.review(full), "components": applicant_presenters.components(full),
        "course": course,
        "draft_steps": course.steps(""),
        "owner": _owner(full), "instants": _instants(full), "fees": full.fees,
        "delivery_told": dossier_presenters.delivery_words(full.delivery), "requests": amendment.past(full),
        "poll": any(not one.failed for one in making) and full.closed_at is None,
    }  # fmt: skip
    return render(request, "applicant/dossier.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@restores_form
def act(request: Request, dossier: UUID, action: str) -> HttpResponse:
    """An act: its small form, or why it is closed; POST performs it once for each key."""
    full = casework.dossier_page(request.actor, dossier)
    spec = full.act(action)
    offer = full.offer(action)
    if spec is None or not spec.of_applicant:
        raise NotFound(action)
    if offer is None and request.method != "POST":
        return redirects.to_dossier(request, full)
    if offer is not None and request.method != "POST":
        return _act_page(request, full, offer, _posted(spec, kept) if (kept := unstash(request)) else {})
    raw = _posted(spec, request.POST)
    rows = posted_rows(spec.sections, request.POST)
    if offer is not None and (edit_rows(spec.sections, raw, request.POST, rows) or "refresh" in request.POST):
        return _act_page(request, full, offer, raw)
    try:
        problem = acts.attempt(request, dossier, action, raw)
    except NotFound:
        return redirects.to_dossier(request, casework.dossier_page(request.actor, dossier))
    if problem is not None:
        _keep_answers(request, full, raw)
        return _undone(request, dossier, action, raw, problem)
    waiting_counts.forget(request)
    if sent.is_sending(spec.kind):
        return see_other(reverse("applicant:sent", args=[dossier]))
    messages.success(request, _("Đã thực hiện: %(act)s") % {"act": words(spec.label)})
    return see_other(reverse("applicant:dossier", args=[dossier]))


def _undone(
    request: Request, dossier: UUID, action: str, raw: Mapping[str, Any], problem: acts.Problem
) -> HttpResponse:
    """The act's form again with what was typed, as the dossier stands now, and what happened meanwhile.

    The page of an act that is done leads on: Back brings it, and filled in otherwise it is another request under the
    same key.
    """
    full = casework.dossier_page(request.actor, dossier)
    offer, stale = full.offer(action), isinstance(problem.error, Stale)
    since = [applicant_presenters.entry(entry) for entry in acts.since(request, full)] if stale else None
    if offer is None and not stale:
        return redirects.to_dossier(request, full)
    if offer is None:
        back = reverse("applicant:dossier", args=[dossier])
        return render(request, "409_stale.html", {"changes": since, "back": back}, status=409)
    if isinstance(problem.error, Conflict | Busy) or (isinstance(problem.error, Refused) and offer.allowed):
        raise problem.error
    return _act_page(request, full, offer, raw, problem.faults, since=since, status=problem.status)


def _keep_answers(request: Request, full: casework.DossierPage, raw: Mapping[str, Any]) -> None:
    """What was typed to the items of a request outlives a sending that did not come about."""
    if raw.get("answers") and amendment.opened(full):
        with suppress(Refused, Invalid, NotFound):
            casework.save_answers(request.actor, full.id, raw["answers"])


def _act_page(
    request: Request,
    full: casework.DossierPage,
    offer: casework.OfferView,
    raw: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    *,
    since: Sequence[parts.Entry] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = sections_view(offer.sections, filling(offer.sections, raw, faults, rules=offer.rules))
    request_ = amendment.opened(full) if offer.kind == "amendment_answer" else None
    items, typed = request_.items if request_ else (), raw.get("answers", {})
    answers = [(amendment.field(item, typed, faults), item) for item in items]
    asked = [*problems(view for view, _item in answers), *(one for section in shown for one in section.problems)]
    course = draft_steps.of_page(full)
    here = {"submit": "send", "amendment_answer": "send"}.get(offer.kind, "")
    context = {
        "dossier": full, "offer": offer, "sections": shown, "answers": answers, "since": since,
        "crumbs": course.crumbs() if here else course.crumbs()[:2],
        "reasons": [reason_sentence(one) for one in offer.reasons] if not offer.allowed else [],
        "warnings": [reason_sentence(one) for one in offer.warnings],
        "problems": [*asked, *_elsewhere(faults, shown, answers)],
        "key": request.POST.get("key") or str(new_id()), "steps": course.steps(here) if here else (),
        "review": applicant_presenters.review(full) if here else (),
        "back": reverse("applicant:dossier", args=[full.id]),
        "saves_at": reverse("applicant:amendment", args=[full.id]) if request_ else "",
    }  # fmt: skip
    return render(request, "applicant/act.html", context, status=status)


def _elsewhere(
    faults: Sequence[Fault], shown: Sequence[Any], answers: Sequence[tuple[FieldView, Any]]
) -> list[Problem]:
    """Faults at places that have no field on this page."""
    here = {one.name for section in shown for one in section.fields} | {view.name for view, _item in answers}
    return [
        Problem(fault_sentence(one), "", "act")
        for one in faults
        if one.place not in here and one.place.split(".")[0] not in here
    ]


def _posted(spec: casework.ActView, fields: QueryDict) -> dict[str, Any]:
    raw = forms.read_post(spec.sections, {name: fields.getlist(name) for name in fields})
    return {**raw, "answers": amendment.typed(fields)} if spec.kind == "amendment_answer" else raw


def _papers(full: casework.DossierPage) -> list[tuple[casework.PaperView, parts.FileLink | None]]:
    """What the agency handed over, the latest first."""
    return [
        (one, parts.FileLink(words(one.title), reverse("document", args=[one.document_id]), note=one.number)
         if one.document_id else None)
        for one in reversed(full.papers)
    ]  # fmt: skip


def _owner(full: casework.DossierPage) -> parts.Person:
    facts = [(_("Người nộp"), filer_words(full.filer))]
    facts += [(_("Mã số thuế"), full.owner.tax_code)] if full.owner.tax_code else []
    kind: parts.PersonKind = "organisation" if full.owner.kind == "organisation" else "person"
    return parts.Person(full.owner.name, kind, _("Chủ hồ sơ"), facts)


def _instants(full: casework.DossierPage) -> list[tuple[str, Any]]:
    """Submission, acceptance and the start of the clock are three instants, all shown."""
    told = [(_("Ngày nộp"), full.submitted_at), (_("Ngày tiếp nhận"), full.accepted_at),
            (_("Bắt đầu tính thời hạn"), full.started_at), (_("Lúc kết thúc"), full.closed_at)]  # fmt: skip
    return [(label, at) for label, at in told if at is not None]
