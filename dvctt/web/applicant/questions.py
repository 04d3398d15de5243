"""The pages of questions: one section each, saved at every step, nothing typed lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import Fault, NotFound, Stale, clock
from dvctt.ministry import api as ministry
from dvctt.web.applicant import draft_steps
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import answer, compared, section_view, words
from dvctt.web.ui.table_rows import edit_rows, left_out, posted_rows
from dvctt.web.ui.template_tags import clock as hours

NOTHING = -1
BACK_TO = {"review": lazy("Lưu và về trang xem lại"), "amendment": lazy("Lưu và về yêu cầu bổ sung")}


@require_safe
@applicant
@of_draft
def first(request: Request, dossier: UUID) -> HttpResponse:
    """To the first section that still wants something; who has just begun is told what was filled in before it."""
    draft = casework.draft_page(request.actor, dossier)
    steps = draft_steps.of_draft(draft).steps("")
    at = next(place for place, step in enumerate(steps) if step.state == "ahead")
    if at and not draft.touched:
        filled = _("“%(section)s” đã được điền sẵn từ tài khoản. Mở lại để kiểm tra trước khi ký.")
        messages.info(request, filled % {"section": steps[0].label})
    return see_other(steps[at].url)


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@restores_form
@of_draft
def section(request: Request, dossier: UUID, section: str) -> HttpResponse:
    """A section: shown, or saved (`?autosave=1` by the page script, which gets the time and the new count)."""
    if request.method == "POST":
        return _save(request, dossier, section)
    draft = casework.draft_page(request.actor, dossier)
    spec = section_of(draft, section)
    kept = unstash(request)
    if kept is not None:
        return _typed_again(request, draft, spec, posted(spec, kept), "expired")
    return _page(request, draft, spec, _faults(request, draft))


def _save(request: Request, dossier: UUID, section: str) -> HttpResponse:
    draft = casework.draft_page(request.actor, dossier)
    spec = section_of(draft, section)
    raw, rows = posted(spec, request.POST), posted_rows([spec], request.POST)
    edited = edit_rows([spec], raw, request.POST, rows)
    try:
        saved = casework.save_draft(request.actor, dossier, raw, section=section, saves=number(request, "seen"))
    except Stale:
        return _stale(request, dossier, spec, raw)
    if "autosave" in request.GET:
        return JsonResponse({"seen": saved.saves, "at": hours(saved.at)})
    if not edited and "refresh" not in request.POST:
        for sentence in left_out([spec], rows):
            messages.info(request, sentence)
    return see_other(_onward(request, draft, spec, saved, edited=edited))


def _stale(request: Request, dossier: UUID, spec: forms.Section, raw: Mapping[str, Any]) -> HttpResponse:
    """Another window saved meanwhile: its answers beside those typed here, unless they are the same."""
    draft = casework.draft_page(request.actor, dossier)
    differs = any(one.changed for one in _differences(draft, spec, _cleaned(draft, raw)))
    if "autosave" in request.GET:
        told = {"stale": True, "seen": draft.saves} if differs else {"seen": draft.saves, "at": hours(draft.saved_at)}
        return JsonResponse(told, status=409 if differs else 200)
    if differs:
        return _typed_again(request, draft, spec, raw, "stale", status=409)
    course = draft_steps.of_draft(draft)
    return see_other(course.sender(_from(request)) or course.following(spec.id))


def _onward(
    request: Request, draft: casework.DraftPage, spec: forms.Section, saved: casework.Saved, *, edited: bool
) -> str:
    """Where a save leads: on, to the page that sent here, or back to where rows, questions or faults ask for it."""
    if table := request.POST.get("add_row", ""):
        return _here(request, f"f-{table}", add=table)
    if edited or "refresh" in request.POST:
        pressed = request.POST.get("refresh", "")
        return _here(request, f"f-{pressed.replace('.', '-')}" if "." in pressed else "")
    if saved.faults:
        return _here(request, check="typed")
    course = draft_steps.of_draft(casework.draft_page(request.actor, draft.id))
    return course.sender(_from(request)) or course.following(spec.id)


def _from(request: Request) -> str:
    return request.GET.get("from", "")


def _here(request: Request, anchor: str = "", **query: str) -> str:
    """This page again, which goes on knowing who sent here."""
    told = urlencode(query | ({"from": sender} if (sender := _from(request)) in draft_steps.SENDERS else {}))
    return f"{request.path}{'?' if told else ''}{told}{'#' if anchor else ''}{anchor}"


def _faults(request: Request, draft: casework.DraftPage) -> Sequence[Fault]:
    """What is told: all where the review led here, after a save what held it back, else only what is unreadable.

    While rows are still being added, answers need not agree with each other yet.
    """
    if request.GET.get("check") == "all":
        return draft.faults
    if request.GET.get("check") == "typed":
        return draft.held
    return [fault for fault in draft.held if fault.code != "rule"] if draft.touched else ()


def _page(request: Request, draft: casework.DraftPage, spec: forms.Section, faults: Sequence[Fault]) -> HttpResponse:
    known = replace(
        draft_steps.filling(draft),
        faults=faults,
        elsewhere=draft_steps.elsewhere(draft, spec, faults),
        compared=compared(draft.form.rules, faults),
    )
    added = next((one for one in spec.fields if one.id == request.GET.get("add", "")), None)
    if isinstance(added, forms.TableField):
        rows = {added.id: forms.with_new_row(added, known.at(added.id))}
        if added.id in known.kept:
            known = replace(known, kept={**known.kept, **rows})
        else:
            known = replace(known, values={**known.values, **rows})
    return _render(request, draft, spec, section_view(spec, known))


def _typed_again(
    request: Request,
    draft: casework.DraftPage,
    spec: forms.Section,
    raw: Mapping[str, Any],
    why: str,
    status: int = 200,
) -> HttpResponse:
    """The page with what was typed, not saved yet, and where it differs from what is saved by now."""
    cleaned = _cleaned(draft, raw)
    known = draft_steps.filling(draft)
    typed = {**{one.id: None for one in spec.fields}, **cleaned.values}
    shown = replace(known, values={**known.values, **typed}, kept=cleaned.kept)
    differences = [one for one in _differences(draft, spec, cleaned) if one.changed]
    return _render(request, draft, spec, section_view(spec, shown), why=why, differences=differences, status=status)


def _cleaned(draft: casework.DraftPage, raw: Mapping[str, Any]) -> forms.Cleaned:
    """The draft with what was typed here, as a save would understand it."""
    book, known = ministry.address_book(), {**draft.values, **draft.kept, **raw}
    language = get_language() or "vi"
    return forms.clean(draft.form, known, today=clock.today(), partial=True, addresses=book, language=language)


def _differences(draft: casework.DraftPage, spec: forms.Section, cleaned: forms.Cleaned) -> list[parts.Difference]:
    return [_difference(one, draft, cleaned) for one in spec.fields if one.type != "constant"]


def _difference(field: forms.AnyField, draft: casework.DraftPage, cleaned: forms.Cleaned) -> parts.Difference:
    saved = draft.kept.get(field.id, draft.values.get(field.id))
    typed = cleaned.kept.get(field.id, cleaned.values.get(field.id))
    before, after = (answer(field, value) for value in (saved, typed))
    return parts.Difference(words(field.label), before, after)


def _render(
    request: Request,
    draft: casework.DraftPage,
    spec: forms.Section,
    view: object,
    *,
    why: str = "",
    differences: Sequence[parts.Difference] = (),
    status: int = 200,
) -> HttpResponse:
    asked = [
        item
        for item in (draft.amendment.items if draft.amendment else ())
        if item.kind == "field" and any(field.id == item.target for field in spec.fields)
    ]
    course = draft_steps.of_draft(draft)
    sender = course.sender(_from(request))
    context = {
        "draft": draft, "section": view, "steps": course.steps(spec.id), "why": why, "differences": differences,
        "asked": asked, "action": _here(request), "autosave": f"{request.path}?autosave=1",
        "back": sender or course.previous(spec.id), "crumbs": course.crumbs(),
        "submit": str(BACK_TO[_from(request)]) if sender else "", "left": course.stop(request.GET.get("left", "")),
        "saved_at": draft.saved_at if draft.touched and not why else None,
    }  # fmt: skip
    return render(request, "applicant/section.html", context, status=status)


def section_of(draft: casework.DraftPage, section: str) -> forms.Section:
    """The section of that id; raises NotFound."""
    found = next((one for one in draft.form.sections if one.id == section), None)
    if found is None:
        raise NotFound(f"section {section}")
    return found


def posted(spec: forms.Section, fields: QueryDict) -> dict[str, Any]:
    """The raw answers of a section as a browser sent them."""
    return forms.read_post([spec], {name: fields.getlist(name) for name in fields})


def number(request: Request, name: str) -> int:
    """A whole number of the posted form; one that can never be right where there is none."""
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 10 else NOTHING
