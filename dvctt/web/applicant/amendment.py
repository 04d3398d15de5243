"""An amendment request, item by item: what is asked, the old beside the new, the way to the place, and the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt.casework import api as casework
from dvctt.kernel import Fault, Invalid, Reason, Refused, clock
from dvctt.web.applicant import draft_steps
from dvctt.web.applicant.redirects import of_draft
from dvctt.web.http.form_restore import restores_form, unstash
from dvctt.web.http.guards import applicant
from dvctt.web.http.request import Request, see_other
from dvctt.web.ui import applicant_presenters, dossier_presenters, parts
from dvctt.web.ui.form_view import FieldView, Filling, problems, words
from dvctt.web.ui.template_tags import clock as hours
from dvctt.web.ui.template_tags import moment

ANSWERS = "answers."


@dataclass(frozen=True)
class Past:
    """A request that is closed: what was asked, and what was answered to each item."""

    title: str
    chip: parts.Chip
    told: str
    reason: str
    answered: bool
    differences: Sequence[parts.Difference]


@require_http_methods(["GET", "HEAD", "POST"])
@applicant
@restores_form
@of_draft
def page(request: Request, dossier: UUID) -> HttpResponse:
    """The open request; where none is open, the way to the dossier, which keeps what was asked and answered.

    POST keeps the words typed to each item and goes where the pressed button says (`?autosave=1` by the page script).
    """
    if request.method == "POST":
        return _save(request, dossier)
    full = casework.dossier_page(request.actor, dossier)
    kept = unstash(request)
    return _page(request, full, typed(kept) if kept else {}, expired=kept is not None)


def typed(fields: QueryDict) -> dict[str, str]:
    """The words to each item by its position, as a browser sent them."""
    return {name.removeprefix(ANSWERS): str(fields[name]) for name in fields if name.startswith(ANSWERS)}


def field(
    item: casework.ItemView, given: Mapping[str, str], faults: Sequence[Fault] = (), *, asked: bool = True
) -> FieldView:
    """Where the words to an item are typed: what was just typed, else what is kept; `asked` repeats what is wrong."""
    name = f"{ANSWERS}{item.position}"
    return FieldView(
        name,
        "paragraph",
        _("Trả lời mục %(number)s: %(place)s") % {"number": item.position, "place": words(item.place)},
        _("Được yêu cầu: %(wrong)s") % {"wrong": item.wrong} if asked else "",
        required=not item.changed,
        value=given.get(str(item.position), item.answer),
        fault=Filling(faults=faults, today=clock.today()).fault(name),
    )


def opened(full: casework.DossierPage) -> casework.AmendmentView | None:
    """The request that waits for its answer."""
    return next((one for one in full.amendments if one.state == "open"), None)


def _save(request: Request, dossier: UUID) -> HttpResponse:
    try:
        at = casework.save_answers(request.actor, dossier, typed(request.POST))
    except Invalid as error:
        if "autosave" in request.GET:
            return JsonResponse({"faults": [fault.code for fault in error.faults]}, status=422)
        full = casework.dossier_page(request.actor, dossier)
        return _page(request, full, typed(request.POST), error.faults, status=422)
    if "autosave" in request.GET:
        return JsonResponse({"seen": request.POST.get("seen", ""), "at": hours(at)})
    return see_other(_onward(request, casework.dossier_page(request.actor, dossier)))


def _onward(request: Request, full: casework.DossierPage) -> str:
    """Where the button leads: to an item's place, to sending, or to the dossier for another day."""
    request_, go = _found(full), request.POST.get("go", "")
    item = next((one for one in request_.items if go == str(one.position)), None)
    if item is not None:
        return place(full, item) or request.path
    if go == "later":
        messages.success(request, _("Đã lưu lời giải trình. Chưa gửi cho cơ quan."))
        return reverse("applicant:dossier", args=[full.id])
    filing = applicant_presenters.filing(full)
    if filing is not None and filing.allowed:
        return reverse("applicant:act", args=[full.id, filing.action])
    return reverse("applicant:review", args=[full.id])


def _page(
    request: Request,
    full: casework.DossierPage,
    given: Mapping[str, str],
    faults: Sequence[Fault] = (),
    *,
    expired: bool = False,
    status: int = 200,
) -> HttpResponse:
    request_ = _found(full)
    filing = applicant_presenters.filing(full)
    items = [
        (one, [difference(one)], place(full, one), field(one, given, faults, asked=False)) for one in request_.items
    ]
    context = {
        "dossier": full, "amendment": request_, "crumbs": draft_steps.of_page(full).crumbs()[:2], "items": items,
        "latest": applicant_presenters.last_moment(full),
        "problems": problems(view for _item, _difference, _place, view in items), "expired": expired,
        "sends": filing is not None and filing.allowed, "autosave": f"{request.path}?autosave=1",
    }  # fmt: skip
    return render(request, "applicant/amendment.html", context, status=status)


def _found(full: casework.DossierPage) -> casework.AmendmentView:
    found = opened(full)
    if found is None:
        raise Refused(Reason("not_editable_now"))
    return found


def past(full: casework.DossierPage) -> list[Past]:
    """The requests that are closed, the latest first."""
    return [_past(one) for one in full.amendments if one.closed_at is not None]


def _past(one: casework.AmendmentView) -> Past:
    answered = one.state == "answered"
    told = _("Cơ quan gửi lúc %(opened)s. Kết thúc lúc %(closed)s.")
    if answered:
        told = _("Cơ quan gửi lúc %(opened)s. Quý vị trả lời lúc %(closed)s.")
    return Past(
        title=_("Yêu cầu bổ sung lần %(number)s") % {"number": one.number},
        chip=dossier_presenters.request_chip(one.state),
        told=told % {"opened": moment(one.opened_at), "closed": moment(one.closed_at)},
        reason=one.reason,
        answered=answered,
        differences=[replace(difference(item), said=dossier_presenters.answer_words(item)) for item in one.items],
    )


def difference(item: casework.ItemView) -> parts.Difference:
    """The old and the new of an item."""
    return parts.Difference(
        f"{item.position}. {words(item.place)}", item.old, item.new, item.wrong, differs=item.changed
    )


def place(full: casework.DossierPage, item: casework.ItemView) -> str:
    """Where the applicant mends it; empty for what has no place."""
    if item.kind == "component":
        return f"{reverse('applicant:papers', args=[full.id])}#c-{item.target}"
    if item.section:
        here = reverse("applicant:section", args=[full.id, item.section])
        return f"{here}?from=amendment#f-{item.target}"
    return ""
