"""An act on its own page: its form beside what was written before; nothing typed is lost, whatever the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dvctt import forms
from dvctt.accounts import people
from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.kernel import Fault, NotFound, Reason, Refused, clock
from dvctt.ministry import api as ministry
from dvctt.web.http import opened_forms
from dvctt.web.http.form_restore import KEPT_SECONDS, draft_saved_at, unstash
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request, see_other
from dvctt.web.officer import offers, opened_list, opinions, presenters, result_content
from dvctt.web.officer.dossier import opened
from dvctt.web.pages import acts
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui import parts
from dvctt.web.ui.form_filling import filling
from dvctt.web.ui.form_view import FieldView, SectionView, answer, problems, sections_view, words
from dvctt.web.ui.table_rows import edit_rows, left_out, posted_rows
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

SHOWN = "shown"
MARK, MOST_MARKS = 300, 10
# In the address: the form is to be filled in by a draft that is older than what stands.
OLDER = "older"
DIFFERENCE = "difference"
OTHER_DRAFT = lazy(
    "Ông/Bà có một bản nháp khác của việc này. Muốn gửi nội dung ở đây và bỏ bản nháp kia thì gửi lần nữa."
)


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.READ)
@drafts
def page(request: Request, dossier: UUID, action: str) -> HttpResponse:
    """Draw the form of an act, and do it. Raises `NotFound` for what is not the actor's, `Refused` if not open."""
    if request.method == "POST":
        return _post(request, dossier, action)
    shown = opened(request.actor, dossier)
    found = shown.offer(action)
    if found is None or not found.allowed:
        reasons = found.reasons if found else (Reason("wrong_state"),)
        if shown.act(action) and (kept := unstash(request, open=False)):
            return _shut(request, shown, action, reasons, kept)
        raise Refused(*reasons)
    if found.kind == "amendment_request":  # put together where its items stand, on a page of its own
        return redirect("officer:amend", dossier, action)
    kept = unstash(request)
    raw = read(found, kept) if kept else {}
    older = result_content.older(found, raw, _typed_at(request, shown, kept))
    if older and request.GET.get("draft") != OLDER:
        return _draw(request, shown, found, {name: raw[name] for name in raw if name not in found.decides}, older=older)
    return _draw(request, shown, found, raw, older=older)


def _typed_at(request: Request, shown: casework.DossierPage, kept: QueryDict | None) -> datetime:
    """When what is filled in again was typed: a draft tells, a form of an ended session is an hour old at most."""
    if saved_at := draft_saved_at(request):
        return saved_at
    seen = str(shown.revision) if kept is None else kept.get("seen", "")
    return clock.now() if seen == str(shown.revision) else clock.now() - timedelta(seconds=KEPT_SECONDS)


def _shut(
    request: Request, shown: casework.DossierPage, action: str, reasons: Sequence[Reason], kept: QueryDict
) -> HttpResponse:
    """An act that is closed now, with what was typed into its form before: to be read and copied."""
    known = _known(shown, action)
    raw = forms.read_post(known.sections, {name: kept.getlist(name) for name in kept})
    return render(request, "officer/overtaken.html", {
        "dossier": shown, "title": words(known.label), "typed": _typed(known.sections, raw),
        "shut": [reason_sentence(reason) for reason in reasons], "crumbs": presenters.crumbs(shown, words(known.label)),
    }, status=409)  # fmt: skip


def _known(shown: casework.DossierPage, action: str) -> casework.ActView:
    known = shown.act(action)
    if known is None:
        raise NotFound(action)
    return known


def _typed(asked: Sequence[forms.Section], raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What was typed into a form: label and words."""
    said = [(words(field.label), answer(field, raw.get(field.id))) for one in asked for field in one.fields]
    return [pair for pair in said if pair[1]]


def read(found: casework.OfferView, posted: QueryDict) -> dict[str, Any]:
    """What was typed into the form of an act, without the contents of documents that the form did not show."""
    hidden = [one for one in found.sections if one.id not in posted.getlist(SHOWN)]
    unseen = {field.id for section in hidden for field in section.fields} & found.decides
    given = forms.read_post(found.sections, {name: posted.getlist(name) for name in posted})
    raw = {name: value for name, value in given.items() if name not in unseen}
    return raw | ({"assignee": posted.get("assignee", "")} if found.kind == "assign" else {})


def just_opened(found: casework.OfferView, raw: Mapping[str, Any], posted: QueryDict) -> bool:
    """Whether an answer opened questions of a document's content that the form sent did not show."""
    known, seen = filling(found.sections, raw, stored=found.start), posted.getlist(SHOWN)
    asked = (section for section in found.sections if known.holds(section.show_when) and section.id not in seen)
    return any(field.id in found.decides for section in asked for field in section.fields)


def done(request: Request, shown: casework.DossierPage, found: casework.OfferView) -> HttpResponse:
    """Back to the dossier with a word about what was done; to the queue where it is no longer the actor's."""
    said = _("Đã xong: %(act)s. Hồ sơ %(code)s.") % {"act": words(found.label), "code": shown.code}
    if found.to:
        said = f"{said} {words(found.to)}"
    if found.kind == "assign" and (chosen := request.POST.get("assignee")):
        names = {account: name for account, name, _title in _colleagues(shown)}
        said = " ".join([said, _("Giao cho %(name)s") % {"name": names.get(chosen, "")} + "."])
    messages.success(request, said)
    try:
        casework.revision_of(request.actor, shown.id)
    except NotFound:
        return see_other(opened_list.way_back(request, shown.id))
    return see_other(reverse("officer:dossier", args=[shown.id]))


def changed_since(request: Request, shown: casework.DossierPage) -> list[parts.Entry]:
    """What happened after the form was drawn."""
    return [presenters.entry(entry) for entry in acts.since(request, shown)]


def _post(request: Request, dossier: UUID, action: str) -> HttpResponse:
    shown = casework.dossier_page(request.actor, dossier)
    found = shown.offer(action)
    if found is None:
        more = {"assignee": request.POST["assignee"]} if "assignee" in request.POST else {}
        return overtaken(request, shown, action, more)
    raw, rows = read(found, request.POST), posted_rows(found.sections, request.POST)
    if edit_rows(found.sections, raw, request.POST, rows) or "refresh" in request.POST:
        return _draw(request, shown, found, raw)
    if document := request.POST.get("draft", ""):
        return result_content.typed(request, shown, found, document, raw)
    if just_opened(found, raw, request.POST):
        opened_now = _("Phần nội dung văn bản vừa được mở ra dưới đây. Ông/Bà xem lại rồi gửi.")
        return _draw(request, shown, found, raw, status=422, told=[opened_now])
    if found.allowed and opened_forms.other(request, told=True):
        return _draw(request, shown, found, raw, status=422, told=[str(OTHER_DRAFT)])
    if found.allowed and (unsaid := offers.unconfirmed(found, request.POST.getlist(offers.CONFIRMED))):
        return _draw(request, shown, found, raw, status=422, told=unsaid)
    if found.allowed and (doubts := _doubted(request, shown, found, raw)):
        return _draw(request, shown, found, raw, status=422, told=list(doubts.values()), doubted=list(doubts))
    if problem := acts.attempt(request, dossier, action, raw):
        shown = casework.dossier_page(request.actor, dossier)
        return _draw(
            request, shown, shown.offer(action) or found, raw,
            faults=problem.faults, status=problem.status, told=problem.told,
        )  # fmt: skip
    for sentence in left_out(found.sections, rows):
        messages.info(request, sentence)
    return done(request, shown, found)


def _doubted(
    request: Request, shown: casework.DossierPage, found: casework.OfferView, raw: Mapping[str, Any]
) -> dict[str, str]:
    """What is odd about what was typed and was not confirmed yet; nothing where what was typed is wrong anyhow."""
    if not (found.rules or found.against or offers.paid_fees(shown, found)):
        return {}
    cleaned = forms.clean_sections(
        found.sections, found.rules, raw, today=clock.today(), addresses=ministry.address_book(),
        language=get_language() or "vi",
    )  # fmt: skip
    asked: dict[str, str] = {}
    if not cleaned.faults:
        asked = offers.proposal_doubts(shown, found) | offers.doubts(shown, found, cleaned.values)
        asked |= offers.rule_doubts(found, cleaned)
    return {mark: said for mark, said in asked.items() if mark not in request.POST.getlist(offers.CONFIRMED)}


def overtaken(
    request: Request, shown: casework.DossierPage, action: str, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The act no longer belongs here: done already by this very form, or overtaken; what was typed is shown."""
    known = _known(shown, action)
    raw = forms.read_post(known.sections, {name: request.POST.getlist(name) for name in request.POST})
    payload = raw | dict(more or {})
    if acts.attempt(request, shown.id, action, payload):
        wrong = [(_("Nội dung yêu cầu"), one["wrong"]) for one in payload.get("items", ()) if one["wrong"]]
        return render(request, "officer/overtaken.html", {
            "dossier": shown, "title": words(known.label), "changes": changed_since(request, shown),
            "typed": [*_typed(known.sections, raw), *wrong], "crumbs": presenters.crumbs(shown, words(known.label)),
        }, status=409)  # fmt: skip
    messages.success(request, _("Việc này đã được thực hiện."))
    return see_other(reverse("officer:dossier", args=[shown.id]))


def _draw(
    request: Request,
    shown: casework.DossierPage,
    found: casework.OfferView,
    raw: Mapping[str, Any],
    *,
    faults: Sequence[Fault] = (),
    status: int = 200,
    told: Sequence[str] = (),
    doubted: Sequence[str] = (),
    older: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    stored = {**found.start, **found.expected, **found.before}
    known = filling(found.sections, raw, faults, rules=found.rules, stored=stored)
    drawn = (result_content.marked(one, found, known.values) for one in sections_view(found.sections, known))
    sections = [
        result_content.folded(_asked_for(_with_papers(one, found), shown, found), shown, found, typed=bool(raw))
        for one in drawn
    ]
    assigning = found.kind == "assign" and not found.takes
    return render(
        request,
        "officer/act.html",
        {
            "dossier": shown,
            "offer": found,
            "title": words(found.label),
            "crumbs": presenters.crumbs(shown, words(found.label)),
            "sections": sections,
            "drafts": result_content.titles(found.edits),
            "standing": result_content.titles(found.sees),
            "contents": [one for one in shown.contents if one.document in (*found.sees, *found.edits)],
            "problems": problems(field for section in sections for field in section.fields),
            "other_faults": _elsewhere(found, faults),
            "instead_of": found.instead_of,
            "warnings": [*_opposed(found, doubted), *map(reason_sentence, found.warnings)],
            "effects": offers.effects(shown, found),
            "owed": offers.owed(shown, found),
            "colleagues": _colleagues(shown) if assigning else [],
            "assigning": assigning,
            "writes": assigning or any(section.fields for section in sections),
            "assignee": raw.get("assignee") or shown.assignee_id or "",
            "told": told,
            "older": older,
            "by_older": request.GET.get("draft") == OLDER,
            "changes": changed_since(request, shown) if status == 409 else [],
            "confirms": [*offers.to_confirm(found), *_confirmed(request), *doubted],
            "again": bool(found.before) and not raw,
            "returned": presenters.returned(shown),
            "written": opinions.latest(shown, notes_of(request, shown)),
            "checks": presenters.checks(shown),
            "dues": presenters.dues(shown)[:1],
            "chip": presenters.chip(shown),
            "seq": shown.last_entry,
            "key": uuid4() if status in (200, 409) else request.POST.get("key") or uuid4(),
        },
        status=status,
    )


def _opposed(found: casework.OfferView, doubted: Sequence[str]) -> list[str]:
    """What was proposed otherwise, where it is not just being asked about."""
    said = offers.opposed(found)
    return [said] if said and not any(mark.startswith("against:") for mark in doubted) else []


def _confirmed(request: Request) -> list[str]:
    """The doubts that were confirmed by this form already: each is asked once."""
    posted = request.POST.getlist(offers.CONFIRMED)
    return [mark[:MARK] for mark in posted if mark.startswith(offers.DOUBTS)][-MOST_MARKS:]


def notes_of(request: Request, shown: casework.DossierPage) -> Sequence[casework.NoteView]:
    """What was written under grants, for who reads the history."""
    return casework.notes(request.actor, shown.id) if shown.access.may(DossierPower.HISTORY) else ()


def _with_papers(section: SectionView, found: casework.OfferView) -> SectionView:
    """A section whose questions say which of the answers are printed in a paper."""
    return replace(section, fields=[_with_paper(one, found) for one in section.fields])


def _with_paper(field: FieldView, found: casework.OfferView) -> FieldView:
    title = words(found.printed.get(field.name))
    told = _("In nguyên văn vào văn bản “%(title)s”.") % {"title": title} if title else ""
    return replace(field, hint=" ".join(text for text in (field.hint, told) if text))


def _asked_for(section: SectionView, shown: casework.DossierPage, found: casework.OfferView) -> SectionView:
    """A section whose question about another amount than is due says when it has to be answered."""
    if not offers.paid_fees(shown, found):
        return section
    when = _("bắt buộc khi %(condition)s") % {"condition": _("số tiền khác số còn thiếu")}
    fields = [replace(one, when=when) if one.name == DIFFERENCE else one for one in section.fields]
    return replace(section, fields=fields)


def _elsewhere(found: casework.OfferView, faults: Sequence[Fault]) -> list[str]:
    """Sentences of faults at no field of the form."""
    own = {field.id for section in found.sections for field in section.fields}
    return [fault_sentence(fault) for fault in faults if fault.place.split(".")[0] not in own]


def _colleagues(shown: casework.DossierPage) -> list[tuple[str, str, str]]:
    """Account, name and title of the officers of the unit that has the dossier."""
    if shown.holder_unit is None:
        return []
    return [
        (one.account_id, one.name, words(one.appointments[0].title) if one.appointments else "")
        for one in people.officers(shown.holder_unit.code)
    ]
