"""A dossier's values as the officer's workspace draws them; no rule is decided here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import clock
from dvctt.web.officer import list_rows
from dvctt.web.ui import dossier_presenters, parts, signature_checks
from dvctt.web.ui.form_view import words
from dvctt.web.wording.filers import behalf, filer_words, named
from dvctt.web.wording.names import role_name, unit_name

LEVELS: Mapping[str, parts.CheckLevel] = {"ok": "ok", "warning": "warn", "error": "bad"}
OUTCOME_TONES: Mapping[str, parts.Tone] = {"granted": "done"}

# Longer texts of an act are folded behind their beginning, so that what else was said is seen beside them.
LONGEST_LINE, SHOWN = 600, 240
SENTENCE_END = re.compile(r"[.!?;](?=\s)|\n")


@dataclass(frozen=True)
class Sheet:
    """A document that the viewer can show, under the heading of what it was handed in or made for."""

    id: UUID
    label: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Round:
    """An amendment request with old beside new."""

    title: str
    chip: parts.Chip
    reason: str
    told: str
    differences: Sequence[parts.Difference]
    open: bool


def chip(page: casework.DossierPage) -> parts.Chip:
    """The status in the officers' words: the law's word first."""
    ended = page.closed_at is not None
    waits = page.holder == "applicant" and not ended
    return parts.Chip(words(page.label), "wait" if waits else parts.STATUS_TONES[page.status], words(page.plain))


def crumbs(page: casework.DossierPage, here: str = "") -> list[parts.Crumb]:
    """Where a page of the dossier stands."""
    start = parts.Crumb(_("Danh sách hồ sơ"), reverse("officer:back", args=[page.id]))
    if not here:
        return [start, parts.Crumb(page.code or _("Hồ sơ"))]
    return [start, parts.Crumb(page.code or _("Hồ sơ"), reverse("officer:dossier", args=[page.id])), parts.Crumb(here)]


def dues(page: casework.DossierPage, *, all_of_them: bool = False) -> list[parts.Due]:
    """The clocks that run or stand still, the most pressing first, each with why; also those stopped if asked."""
    clocks = [one for one in page.clocks if all_of_them or one.state != "stopped" or _still_told(page, one)]
    halted = {"running": 0, "paused": 1}
    order = sorted(clocks, key=lambda one: (halted.get(one.state, 2), one.whose != "agency", one.due is None))
    return [_due(page, one) for one in order]


def _due(page: casework.DossierPage, one: casework.ClockView) -> parts.Due:
    steps = [words(step) for step in one.steps]
    basis = _("Căn cứ: %(basis)s.") % {"basis": words(one.basis).rstrip(".")}
    why = reverse("officer:clock", args=[page.id])
    if one.state == "running" and one.due is not None:
        counted = list_rows.due(one.due, one.calendar, overdue=one.overdue, soon=one.due_soon, started=one.starts)
        assert counted is not None
        told = _calendar_days(one) or counted.remaining
        if one.whose == "applicant":  # the day by which the list of dossiers has it
            told = _("hạn bổ sung, %(left)s") % {"left": told}
        due = parts.Due(words(one.label), one.due, told, counted.level, _wished(one, basis), steps=steps, why_url=why)
        return replace(dossier_presenters.may_move(due, one), was_late=_missed(one))
    at, told, level = _halted(one)
    return parts.Due(words(one.label), at, told, level, basis, steps=steps, why_url=why, was_late=_missed(one))


def _wished(one: casework.ClockView, basis: str) -> str:
    """The day by which the officer asked for an answer, named as what it is: the clock goes on after it."""
    if one.asked is None or one.due is None or one.asked == clock.day_of(one.due):
        return basis
    return (
        _("Ngày mong nhận trả lời, ghi trong yêu cầu: %(day)s.") % {"day": clock.written_day(one.asked)} + f" {basis}"
    )


def _missed(one: casework.ClockView) -> str:
    """That an earlier end had passed before the one that counts was given; a clock that ended late says so itself."""
    if one.whose != "agency" or one.missed_due is None or one.missed_at is None:
        return ""
    if one.state == "stopped" and one.overdue:
        return ""
    told = list_rows.missed(one.missed_due, one.missed_at, one.calendar)
    return _("%(told)s (hạn %(day)s) trước khi có hạn này") % {
        "told": told, "day": clock.written_day(one.missed_due),
    }  # fmt: skip


def _halted(one: casework.ClockView) -> tuple[datetime | None, str, parts.DueLevel]:
    """What is said of a clock that is paused or has ended: above all that the agency's time had run out by then."""
    if one.overdue and one.whose == "agency" and one.due and one.halted:
        told = list_rows.halted_late if one.state == "paused" else list_rows.ended_late
        return one.due, told(one.due, one.halted, one.calendar), "overdue"
    if one.state == "paused":
        return one.due, _("đang tạm dừng; nếu tính tiếp từ hôm nay, hạn là ngày này"), "paused"
    if one.whose == "agency" and one.due:
        return one.due, _("đã kết thúc, trong hạn"), "done"
    return None, _("đã kết thúc"), "done"


def _still_told(page: casework.DossierPage, one: casework.ClockView) -> bool:
    """Whether a time limit of the agency that has ended is still told: kept too late, or of a result that was given."""
    if one.whose != "agency":
        return False
    return one.overdue or (one.governs and page.closed_at is not None)


def checks(page: casework.DossierPage) -> list[parts.Check]:
    """What the system found, the worst first."""
    return [parts.Check(words(one.text), LEVELS[one.level]) for one in page.checks]


def declaration(page: casework.DossierPage) -> tuple[list[parts.Check], list[str]]:
    """The report on the declaration's signatures, and what is wrong with them."""
    found = page.signatures[0] if page.signatures else None
    if found is None:
        return [], []
    if found.state == "confirmed":
        return [parts.Check(_("Tờ khai được xác nhận không có chữ ký số"), "warn")], []
    told = list(signature_checks.checks(found))
    if found.mismatch:
        words_ = _("Người ký khác chủ hồ sơ và người đại diện")
        detail = _("đã xác nhận được ủy quyền") if found.authority_confirmed else _("chưa xác nhận được ủy quyền")
        told.append(parts.Check(words_, "warn", detail))
    if not told:
        told.append(parts.Check(_("Tờ khai đã ký số"), "ok" if found.state == "valid" else "bad"))
    return told, signature_checks.fault_sentences(found)


def people(page: casework.DossierPage) -> list[parts.Person]:
    """Owner, filer and who has the dossier."""
    owner = page.owner
    told = (
        (_("Mã số thuế"), owner.tax_code),
        (_("Điện thoại"), forms.phone_text(owner.phone, get_language() or "vi") if owner.phone else ""),
        (_("Thư điện tử"), owner.email),
        (_("Người đại diện"), owner.representative_name),
        (_("Trả kết quả"), dossier_presenters.delivery_words(page.delivery)),
    )
    kind: parts.PersonKind = "organisation" if owner.kind == "organisation" else "person"
    shown = [parts.Person(owner.name, kind, _("Chủ hồ sơ"), [pair for pair in told if pair[1]])]
    if page.filer.power != "self":
        shown.append(_filer(page.filer))
    unit = words(page.holder_unit.name) if page.holder_unit else ""
    if page.turn:
        shown.append(parts.Person(role_name(page.turn), "officer", _("Đến lượt xử lý, %(unit)s") % {"unit": unit}))
    if page.assignee:
        role = _("Đã xử lý, %(unit)s") if page.turn else _("Đang xử lý, %(unit)s")
        shown.append(parts.Person(page.assignee, "officer", role % {"unit": unit}))
    elif not page.turn and unit and page.holder not in ("applicant", "system") and page.closed_at is None:
        shown.append(parts.Person(unit, "organisation", _("Đang giữ hồ sơ, chưa giao cho ai")))
    return shown


def _filer(filer: casework.FilerView) -> parts.Person:
    """Who files, and the authorisation by which he does."""
    url = reverse("document", args=[filer.document]) if filer.document else ""
    name = named(filer.name)
    facts = [(_("Tư cách"), filer_words(filer).removeprefix(f"{name}, "))] if filer.power else []
    return parts.Person(name, "person", _("Người nộp"), facts, url)


def components(page: casework.DossierPage) -> list[parts.Component]:
    """The papers with all their versions; each file opens in the viewer."""
    return [_component(page, one) for one in page.components if one.uploads or one.kind == "presented" or one.files]


def sheets(page: casework.DossierPage, chosen: UUID | None) -> list[Sheet]:
    """Everything that the viewer can show: what was handed in, the declaration, the papers of the process."""
    return [
        Sheet(document, label, name, _opens(page, document), document == chosen)
        for document, label, name in _documents(page)
    ]


def review(page: casework.DossierPage) -> list[parts.ReviewSection]:
    """The answers; where the last amendment changed one the old stands beside."""
    before = {words(change.label): change.old for change in page.changes}
    return [
        parts.ReviewSection(section.title, [
            parts.ReviewRow(row.label, row.value, before=before.get(row.label) if row.table is None else None,
                            table=row.table)
            for row in section.rows
        ])
        for section in dossier_presenters.review(page)
    ]  # fmt: skip


def rounds(page: casework.DossierPage) -> list[Round]:
    """The amendment requests, the latest first."""
    return [
        Round(
            title=_("Yêu cầu bổ sung lần %(number)s") % {"number": one.number},
            chip=dossier_presenters.request_chip(one.state),
            reason=one.reason,
            told=_("%(who)s, mong trả lời trước ngày %(day)s")
            % {"who": one.opened_by, "day": clock.written_day(one.answer_by)},
            differences=[_difference(item, answered=one.state == "answered") for item in one.items],
            open=one.state == "open",
        )
        for one in page.amendments
    ]


def changes(page: casework.DossierPage) -> list[parts.Difference]:
    """Every answer that differs between the last two filed versions."""
    return [parts.Difference(words(one.label), one.old, one.new) for one in page.changes]


def entries(page: casework.DossierPage) -> list[parts.Entry]:
    """The history, the latest first."""
    return [entry(act, first=place == 0) for place, act in enumerate(page.timeline)]


def returned(page: casework.DossierPage) -> parts.Entry | None:
    """The act that sent the dossier back, while it is one that was sent back."""
    return entry(page.returned) if page.returned else None


def papers(page: casework.DossierPage) -> list[tuple[casework.PaperView, parts.FileLink | None, parts.Chip]]:
    """The documents of the process, each with its file once it is made, and how far it is."""
    return [(one, _paper_link(page, one), _paper_chip(one)) for one in page.papers]


def _calendar_days(one: casework.ClockView) -> str:
    """What is left of a limit that the calendar counts, in its own days; nothing for others and for those past."""
    if one.unit != "calendar_day" or one.due is None or one.overdue:
        return ""
    days = (clock.day_of(one.due) - clock.today()).days
    return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days} if days else ""


def _opens(page: casework.DossierPage, document: UUID) -> str:
    return reverse("officer:dossier_document", args=[page.id, document]) + "#viewer"


def _component(page: casework.DossierPage, one: casework.ComponentView) -> parts.Component:
    current = [_version(page, file) for file in reversed(one.files) if file.in_force]
    older = [_version(page, file) for file in reversed(one.files) if not file.in_force]
    presented = parts.Chip(_("Xuất trình tại quầy"), "neutral")
    absent = _absent(one)
    if one.handed_in and not current:  # the reader may not see the files: that there are some is no secret
        told = ngettext("Đã nộp %(count)s tệp", "Đã nộp %(count)s tệp", one.handed_in)
        absent = parts.Chip(told % {"count": one.handed_in}, "done")
    return parts.Component(
        id=one.id,
        name=words(one.name),
        need=dossier_presenters.need(one),
        source=one.form_number or "",
        choice=dossier_presenters.choice(one),
        required=one.required or one.missing,
        versions=current,
        older=older,
        many=one.many,
        chip=(None if current else absent) if one.uploads else presented,
    )


def _absent(one: casework.ComponentView) -> parts.Chip:
    """Why there is no file: it is missing, another of its group was given, or this dossier need not have it."""
    if one.missing:
        return parts.Chip(_("Thiếu"), "overdue")
    if one.alternatives:
        return parts.Chip(_("Đã có giấy tờ khác trong nhóm"), "neutral")
    return parts.Chip(_("Chưa có") if one.required else _("Không bắt buộc với hồ sơ này"), "neutral")


def _version(page: casework.DossierPage, file: casework.FileView) -> parts.Version:
    link = parts.FileLink(file.document.name, _opens(page, file.document.id), file.document.size)
    return parts.Version(link, file.added_at, checks=dossier_presenters.scan(file.document))


def _documents(page: casework.DossierPage) -> Iterator[tuple[UUID, str, str]]:
    """Document, what it is for, and its file's name; the declaration first."""
    for one in page.signatures[:1]:
        document = one.signed_id or one.document_id
        if document:
            yield document, _("Tờ khai đã ký") if one.signed_id else _("Tờ khai"), _("Tờ khai.pdf")
    for component in page.components:
        for file in reversed(component.files):
            label = words(component.name) if file.in_force else _("%(name)s (bản cũ)") % {"name": words(component.name)}
            yield file.document.id, label, file.document.name
    for paper in page.papers:
        if paper.document_id:
            yield paper.document_id, words(paper.title), paper.number


def _difference(item: casework.ItemView, *, answered: bool) -> parts.Difference:
    """What was asked for beside what came of it: an explanation alone changes nothing, and stands below."""
    said, after = dossier_presenters.answer_words(item), item.new if answered else item.old
    return parts.Difference(
        words(item.place), item.old, after, item.wrong, said=said, differs=answered and item.changed
    )


def entry(one: casework.TimelineEntry, *, first: bool = False) -> parts.Entry:
    """An act as a line of the history."""
    by = named(one.who) if one.erased else behalf(one.who, one.on_behalf)
    if one.instead_of:
        by = _("%(who)s, thay %(absent)s") % {"who": one.who, "absent": one.instead_of}
    unit = unit_name(one.unit) if one.unit else _("đơn vị không được ghi lại") if one.official else ""
    who = _("Hệ thống") if one.system else ", ".join(text for text in (by, unit) if text)
    told = [(words(label), value) for label, value in one.inputs] if one.official or one.answers else []
    lines = [f"{label}: {value}" for label, value in told if len(value) <= LONGEST_LINE]
    lines = lines or ([one.reason] if one.reason and not told else [])
    lines = ([given] if (given := given_words(*one.assigned)) else []) + lines
    folds = [(f"{label}: {_beginning(value)}", value) for label, value in told if len(value) > LONGEST_LINE]
    tone: parts.Tone = "active" if first else "neutral"
    return parts.Entry(one.at, words(one.label), who, "\n".join(lines), tone=tone, folds=folds)


def _beginning(text: str) -> str:
    """The first lines or sentences of a long text; the first words where none of them ends soon enough."""
    head = text[:SHOWN]
    ended = max((found.end() for found in SENTENCE_END.finditer(head)), default=0)
    return f"{head[:ended].rstrip()} …" if ended > SHOWN // 4 else f"{head.rsplit(maxsplit=1)[0]}…"


def given_words(before: str, after: str) -> str:
    """From whom to whom a dossier was given, in a sentence; nothing where it was given to nobody by nobody."""
    if not after:
        return _("Trước do %(name)s xử lý, nay chưa giao cho ai") % {"name": before} if before else ""
    if not before or before == after:
        return _("Giao cho %(name)s") % {"name": after}
    return _("Giao cho %(name)s, trước do %(before)s xử lý") % {"name": after, "before": before}


def _paper_link(page: casework.DossierPage, one: casework.PaperView) -> parts.FileLink | None:
    return parts.FileLink(words(one.title), _opens(page, one.document_id)) if one.document_id else None


def _paper_chip(one: casework.PaperView) -> parts.Chip:
    if one.published_at:
        return parts.Chip(_("Đã gửi người nộp"), "done")
    if one.ready_at:
        return parts.Chip(_("Đã ký số"), "done") if one.number else parts.Chip(_("Đã lập"), "done")
    if one.failed:
        return parts.Chip(_("Chưa lập được, bộ phận vận hành đã được báo"), "overdue")
    return parts.Chip(_("Đang lập, ký số"), "active")


def first_to_read(page: casework.DossierPage, found: Mapping[UUID, documents.DocumentView]) -> UUID | None:
    """What the viewer opens with: the decision once there is one, else the first document that has pages."""
    results = [paper.document_id for paper in page.papers if paper.kind in ("result", "negative_decision")]
    decided = [one for one in results if one is not None]
    given = [document for document, _label, _name in _documents(page)]
    return next((one for one in [*decided, *given] if one in found and found[one].showable), None)
