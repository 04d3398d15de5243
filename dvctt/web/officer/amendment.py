"""An amendment request put together where its items stand: beside each answer and each paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dvctt import forms
from dvctt.authority import DossierPower
from dvctt.casework import api as casework
from dvctt.kernel import Fault, NotFound, Reason, Refused, clock
from dvctt.ministry import api as ministry
from dvctt.web.http import opened_forms
from dvctt.web.http.form_restore import unstash
from dvctt.web.http.guards import officer
from dvctt.web.http.request import Request
from dvctt.web.officer import act, offers, presenters
from dvctt.web.officer.dossier import opened
from dvctt.web.pages import acts
from dvctt.web.pages.form_drafts import drafts
from dvctt.web.ui.form_view import Filling, Problem, SectionView, answer, problems, sections_view, words
from dvctt.web.ui.template_tags import moment
from dvctt.web.wording.sentences import fault_sentence, reason_sentence

OTHERS = 3
SHORTEST_WISH = 1  # days
MOST_LINES, MOST_LETTERS = 6, 400


@dataclass(frozen=True)
class Spot:
    """A place that may be asked to be amended; `name` of its input is `wrong:<kind>:<target>`.

    `lines` are what stands there now: a line of text, a file or a row of a table each.
    """

    kind: str
    target: str
    label: str
    lines: Sequence[str]
    wrong: str
    fault: str
    open: bool

    @property
    def name(self) -> str:
        """The posted name of what is wrong."""
        return f"wrong:{self.kind}:{self.target}"

    @property
    def folded(self) -> bool:
        """Whether there is more than a glance takes in: it opens on demand."""
        return len(self.lines) > MOST_LINES or sum(map(len, self.lines)) > MOST_LETTERS

    @property
    def dom_id(self) -> str:
        """The id of its input."""
        return f"w-{self.kind}-{self.target}"


@dataclass(frozen=True)
class Group:
    """Places under one heading."""

    title: str
    spots: Sequence[Spot]


@require_http_methods(["GET", "HEAD", "POST"])
@officer(DossierPower.READ)
@drafts
def page(request: Request, dossier: UUID, action: str) -> HttpResponse:
    """Compose, look over, send. Raises `NotFound`, also for an act of another kind, and `Refused` if it is not open."""
    shown = opened(request.actor, dossier)
    known = shown.act(action)
    if known is None or known.kind != "amendment_request":
        raise NotFound(action)
    found = shown.offer(action)
    if found is None:
        if request.method == "POST":
            return act.overtaken(request, shown, action, {"items": _items(shown, request.POST)})
        raise Refused(Reason("wrong_state"))
    if request.method != "POST" and not found.allowed:
        raise Refused(*found.reasons)
    posted = request.POST if request.method == "POST" else unstash(request) or QueryDict()
    raw = act.read(found, posted)
    items = _items(shown, posted)
    if request.method != "POST" or "edit" in posted:
        return _draw(request, shown, found, raw, items)
    if opened_forms.other(request, told=True):
        return _draw(request, shown, found, raw, items, status=422, told=[str(act.OTHER_DRAFT)])
    if "send" not in posted:
        return _preview(request, shown, found, raw, items)
    if problem := acts.attempt(request, dossier, action, {**raw, "items": items}):
        shown = casework.dossier_page(request.actor, dossier)
        found = shown.offer(action)
        if found is None:
            return act.overtaken(request, shown, action, {"items": items})
        return _draw(request, shown, found, raw, items, faults=problem.faults, status=problem.status, told=problem.told)
    return act.done(request, shown, found)


def _items(shown: casework.DossierPage, posted: QueryDict) -> list[dict[str, str]]:
    """The places for which something was written, in the order of the page."""
    kept = []
    for kind, target, _label, _value in _places(shown):
        wrong = posted.get(f"wrong:{kind}:{target}", "").strip()
        if wrong:
            kept.append({"kind": kind, "target": target, "wrong": wrong})
    others = (posted.get(f"wrong:other:{number}", "").strip() for number in range(OTHERS))
    return kept + [{"kind": "other", "target": "", "wrong": wrong} for wrong in others if wrong]


def _places(shown: casework.DossierPage) -> list[tuple[str, str, str, Sequence[str]]]:
    """Kind, id, label and present content, line by line, of every component and every answer."""
    found: list[tuple[str, str, str, Sequence[str]]] = []
    for one in shown.components:
        if not (one.uploads or one.files or one.kind == "presented"):
            continue
        names = [file.document.name for file in one.files if file.in_force]
        found.append(("component", one.id, words(one.name), names))
    for section in shown.sections:
        for field in section.fields:
            if field.field.type != "constant":
                rows = [" · ".join(cell for cell in row if cell) for row in field.rows]
                found.append(("field", field.field.id, words(field.label), field.value.splitlines() or rows))
    return found


def _groups(
    request: Request, shown: casework.DossierPage, items: Sequence[dict[str, str]], faults: Sequence[Fault]
) -> list[Group]:
    wrong = {(one["kind"], one["target"]): (place, one["wrong"]) for place, one in enumerate(items)}
    asked = request.GET.get("at", "")
    told = {fault.place: fault_sentence(fault) for fault in faults}

    def spot(kind: str, target: str, label: str, lines: Sequence[str]) -> Spot:
        place, text = wrong.get((kind, target), (-1, ""))
        fault = told.get(f"items.{place}.wrong", "") or told.get(f"items.{place}.target", "")
        return Spot(kind, target, label, lines, text, fault, bool(text) or asked == f"{kind}:{target}")

    spots = {(kind, target): spot(kind, target, label, lines) for kind, target, label, lines in _places(shown)}
    groups = [Group(_("Thành phần hồ sơ"), [one for key, one in spots.items() if key[0] == "component"])]
    for section in shown.sections:
        inside = [spots[key] for field in section.fields if (key := ("field", field.field.id)) in spots]
        if inside:
            groups.append(Group(words(section.title), inside))
    return groups


def _others(items: Sequence[dict[str, str]], faults: Sequence[Fault]) -> list[Spot]:
    told = {fault.place: fault_sentence(fault) for fault in faults}
    given = [(place, one["wrong"]) for place, one in enumerate(items) if one["kind"] == "other"]
    return [
        Spot(
            "other", str(number), f"{_('Nội dung khác')} {number + 1}", (), wrong,
            told.get(f"items.{place}.wrong", ""), open=True,
        )
        for number, (place, wrong) in enumerate([*given, *[(-1, "")] * OTHERS][:OTHERS])
    ]  # fmt: skip


def _draw(
    request: Request,
    shown: casework.DossierPage,
    found: casework.OfferView,
    raw: dict[str, Any],
    items: Sequence[dict[str, str]],
    *,
    faults: Sequence[Fault] = (),
    status: int = 200,
    told: Sequence[str] = (),
) -> HttpResponse:
    sections = _sections(found, raw, faults)
    groups, others = _groups(request, shown, items, faults), _others(items, faults)
    return render(
        request,
        "officer/amend.html",
        _context(request, shown, found, status)
        | {
            "sections": sections,
            "groups": groups,
            "others": others,
            "told": told,
            "problems": _problems(sections, [*groups, Group("", others)], faults),
            "changes": act.changed_since(request, shown) if status == 409 else [],
            "documents": presenters.sheets(shown, None),
        },
        status=status,
    )


def _preview(
    request: Request,
    shown: casework.DossierPage,
    found: casework.OfferView,
    raw: dict[str, Any],
    items: Sequence[dict[str, str]],
) -> HttpResponse:
    """The request as the applicant will read it; what is wrong is said before it is sent."""
    language = get_language() or "vi"
    cleaned = forms.clean_sections(found.sections, found.rules, raw, today=clock.today(), language=language)
    faults = [*cleaned.faults, *([] if items else [Fault("items", "no_items")])]
    faults += [fault for place, one in enumerate(items) for fault in casework.item_faults(place, one["wrong"])]
    if faults:
        return _draw(request, shown, found, raw, items, faults=faults, status=422)
    labels = {(kind, target): label for kind, target, label, _value in _places(shown)}
    lines = [(labels.get((one["kind"], one["target"]), _("Nội dung khác")), one["wrong"]) for one in items]
    fields = [field for section in found.sections for field in section.fields]
    told = [(words(field.label), answer(field, cleaned.values.get(field.id))) for field in fields]
    wished = date.fromisoformat(cleaned.values["answer_by"]) if cleaned.values.get("answer_by") else None
    told += _waited(found, wished)
    hidden = [(name, value) for name, value in request.POST.items() if name not in PAGE_OWN]
    count = len(lines)
    counted = ngettext("%(count)s nội dung cần bổ sung, sửa đổi", "%(count)s nội dung cần bổ sung, sửa đổi", count)
    return render(
        request,
        "officer/amend_preview.html",
        _context(request, shown, found, 200)
        | {
            "lines": lines, "fields": told, "hidden": hidden, "counted": counted % {"count": count},
            "short": _short(wished),
        },
    )  # fmt: skip


def _waited(found: casework.OfferView, wished: date | None) -> list[tuple[str, str]]:
    """Until when an answer is taken, where the day wished for is earlier; a later day is waited for."""
    until = found.answer_until
    if until is None or wished is None or clock.day_of(until) <= wished:
        return []
    return [(_("Vẫn nhận bổ sung đến"), _("%(moment)s; ngày ghi trên là ngày mong nhận.") % {"moment": moment(until)})]


def _short(wished: date | None) -> str:
    """A warning where the day wished for leaves the applicant no more than a day, or is one of rest."""
    if wished is None:
        return ""
    if (wished - clock.today()).days <= SHORTEST_WISH:
        return _("Ngày mong nhận trả lời chỉ cách hôm nay không quá một ngày. Người nộp khó kịp; xem lại ngày này.")
    if not ministry.calendar().is_working(wished):
        return _("Ngày mong nhận trả lời %(day)s là ngày nghỉ. Xem lại ngày này.") % {"day": clock.written_day(wished)}
    return ""


PAGE_OWN = ("csrfmiddlewaretoken", "seen", "drawn", "key", "send", "edit", "preview")


def _context(request: Request, shown: casework.DossierPage, found: casework.OfferView, status: int) -> dict[str, Any]:
    again = request.method == "POST" and status != 409
    return {
        "dossier": shown,
        "offer": found,
        "title": words(found.label),
        "crumbs": presenters.crumbs(shown, words(found.label)),
        "warnings": [reason_sentence(reason) for reason in found.warnings],
        "effects": offers.effects(shown, found),
        "seen": request.POST.get("seen", "") if again else shown.revision,
        "seq": request.POST.get("drawn", "") if again else shown.last_entry,
        "key": uuid4(),
    }


def _sections(found: casework.OfferView, raw: dict[str, Any], faults: Sequence[Fault]) -> list[SectionView]:
    return sections_view(found.sections, Filling(values=raw, kept=raw, faults=faults, today=clock.today()))


def _problems(sections: Sequence[SectionView], groups: Sequence[Group], faults: Sequence[Fault]) -> list[Problem]:
    found = problems(field for section in sections for field in section.fields)
    found += [Problem(one.fault, one.label, one.dom_id) for group in groups for one in group.spots if one.fault]
    # Whatever has no field here is told too: nothing is held back without a word.
    fields = {field.name for section in sections for field in section.fields}
    told = {fault.place for fault in faults if fault.place.split(".")[0] in fields or fault.place.startswith("items.")}
    found += [Problem(fault_sentence(fault), "", "spots") for fault in faults if fault.place not in told]
    return found
