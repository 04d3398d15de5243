"""A dossier's values as the parts draw them for the applicant; no rule is decided here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.kernel import Text, clock
from dvctt.ministry import api as ministry
from dvctt.web.ui import dossier_presenters, parts
from dvctt.web.ui.form_view import words
from dvctt.web.wording.filers import behalf, named
from dvctt.web.wording.names import unit_name
from dvctt.web.wording.sentences import reason_sentence


def chip(label: Text, status: int | None, *, holder: str, ended: bool) -> parts.Chip:
    """The status: its word, and the law's word for it where that is another."""
    waits = holder == "applicant" and not ended and status is not None
    tone: parts.Tone = "wait" if waits else parts.STATUS_TONES[status]
    law = words(ministry.national_status(status)) if status else ""
    return parts.Chip(words(label), tone, law if law.casefold() != words(label).casefold() else "")


def row_chip(row: casework.DossierRow) -> parts.Chip:
    """The status in a list."""
    status = chip(row.label, row.status, holder=row.holder, ended=row.closed_at is not None)
    return parts.Chip(status.label, status.tone)


def row_due(row: casework.DossierRow) -> parts.Due | None:
    """The agency's next deadline in a list, with what it is the end of; marked where it is past."""
    if row.due_at is None:
        return None
    late = is_late(row.due_at, row.closed_at)
    title = words(row.due_of) if row.due_of else ""
    return parts.Due(title, row.due_at, _("quá hạn") if late else "", "overdue" if late else "calm")


def is_late(due: datetime | None, closed: datetime | None) -> bool:
    """Whether a deadline is past while the dossier is still open."""
    return due is not None and closed is None and due <= clock.now()


def dues(page: casework.DossierPage) -> list[parts.Due]:
    """The clocks that run or stand still, each with why; before acceptance also when the result is expected."""
    counting = [limit for limit in page.clocks if limit.state in ("running", "paused")]
    due_parts = [_due(limit, limit.unit, moves=_moves() if page.amending else "") for limit in counting]
    if page.amending and page.accepted_at is None:
        remaining = _("chưa tính được khi còn chờ Quý vị trả lời")
        due_parts.append(parts.Due(_("Dự kiến trả kết quả"), None, remaining, "paused", _moves()))
    if page.provisional_due is not None:
        running = (limit for limit in page.clocks if limit.whose == "agency" and limit.state == "running")
        in_time = any(not limit.overdue for limit in running)
        note = _("Ngày này tính như hồ sơ được tiếp nhận ngay bây giờ. Ngày hẹn chính thức ghi trong giấy tiếp nhận.")
        if in_time:
            note = _(
                "Ngày này tính như hồ sơ được tiếp nhận vào lúc cuối của thời hạn trả lời về tiếp nhận; tiếp nhận sớm "
                "hơn thì ngày này có thể sớm hơn. Ngày hẹn chính thức ghi trong giấy tiếp nhận."
            )
        due_parts.append(parts.Due(_("Dự kiến trả kết quả"), page.provisional_due, note=note))
    return due_parts


def last_moment(page: casework.DossierPage) -> datetime | None:
    """Until when the system takes an answer, where that is longer than the day that the officer asked for."""
    return next((limit.due for limit in page.clocks if limit.asked), None)


def _moves() -> str:
    """What is told of the result's day while the applicant is to answer."""
    return _("Ngày trả kết quả lùi theo số ngày Quý vị trả lời, và được tính lại khi Quý vị gửi bổ sung.")


def _due(limit: casework.ClockView, unit: str | None, *, moves: str = "") -> parts.Due:
    """A clock; `moves` is told of one that stands still."""
    steps = tuple(words(step) for step in limit.steps)
    if limit.state == "paused":
        remaining = _("đã quá hạn lúc tạm dừng") if limit.overdue else _("thời hạn đang tạm dừng")
        level: parts.DueLevel = "overdue" if limit.overdue else "paused"
        note = " ".join(text for text in (moves, _basis(limit)) if text)
        return parts.Due(words(limit.label), limit.due if limit.overdue else None, remaining, level, note, steps=steps)
    level = "overdue" if limit.overdue else "soon" if limit.due_soon else "calm"
    whose = _("Quý vị cần làm trước lúc này.") if limit.whose == "applicant" and not limit.asked else ""
    note = " ".join(sentence for sentence in (whose, _basis(limit)) if sentence)
    due = parts.Due(words(limit.label), limit.due, _left(limit, unit), level, note, steps=steps)
    return dossier_presenters.may_move(dossier_presenters.asked_first(due, limit), limit)


def _basis(limit: casework.ClockView) -> str:
    return _("Căn cứ: %(basis)s.") % {"basis": words(limit.basis).rstrip(".")}


def _left(limit: casework.ClockView, unit: str | None) -> str:
    """What is left, in whole days; the days of an applicant's calendar limit are counted by the calendar."""
    if limit.overdue:
        return _("đã quá hạn")
    days = limit.days_left or 0
    if unit == "calendar_day" and limit.due is not None:
        days = (clock.day_of(limit.due) - clock.today()).days
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days}
    if days <= 0:
        return _("đến hạn trong hôm nay")
    return ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", days) % {"days": days}


def acts(page: casework.DossierPage) -> tuple[list[parts.Act], list[parts.Act]]:
    """The buttons of the dossier: those open now, and those closed with their reasons."""
    buttons = [_act(page.id, offer) for offer in page.offers]
    return [button for button in buttons if button.open], [button for button in buttons if not button.open]


def _act(dossier: UUID, offer: casework.OfferView) -> parts.Act:
    reasons = () if offer.allowed else tuple(reason_sentence(reason) for reason in offer.reasons)
    warnings = tuple(reason_sentence(warning) for warning in offer.warnings)
    url = reverse("applicant:act", args=[dossier, offer.action])
    return parts.Act(words(offer.label), offer.action, url, offer.tone, reasons, warnings)


def filing(page: casework.DossierPage) -> casework.OfferView | None:
    """The act with which the draft is sent: the submission, or the answer to an amendment request."""
    return next((offer for offer in page.offers if offer.kind in ("submit", "amendment_answer")), None)


def entries(page: casework.DossierPage) -> list[parts.Entry]:
    """What happened, the latest first."""
    return [entry(act, first=place == 0) for place, act in enumerate(page.timeline)]


def entry(act: casework.TimelineEntry, *, first: bool = False) -> parts.Entry:
    """One act."""
    by = unit_name(act.unit) if act.unit else _("Cơ quan giải quyết") if act.official else ""
    who = _("Hệ thống") if act.system else by or (named(act.who) if act.erased else behalf(act.who, act.on_behalf))
    detail = "\n".join(text for text in (words(act.to_state), act.reason) if text)
    return parts.Entry(act.at, words(act.label), who, detail, tone="active" if first else "done")


def link(document: documents.DocumentView) -> parts.FileLink:
    """A document to fetch."""
    return parts.FileLink(document.name, reverse("document", args=[document.id]), document.size)


def components(
    page: casework.DossierPage, *, editing: bool = False, faults: Mapping[str, Sequence[str]] | None = None
) -> list[parts.Component]:
    """The papers that the law asks for with what was given; `editing` with the means to hand in and take back."""
    wanted = [component for component in page.components if component.uploads or component.kind == "presented"]
    faults = faults or {}
    return [_component(page, component, editing=editing, faults=faults.get(component.id, ())) for component in wanted]


def _component(
    page: casework.DossierPage, component: casework.ComponentView, *, editing: bool, faults: Sequence[str]
) -> parts.Component:
    current = [file for file in component.files if file.in_force]
    older = [file for file in component.files if not file.in_force]
    open_to_files = editing and component.uploads
    url = reverse("applicant:hand_in", args=[page.id, component.id]) if open_to_files else ""
    return parts.Component(
        id=component.id,
        name=words(component.name),
        need=dossier_presenters.need(component),
        source=component.form_number or "",
        choice=dossier_presenters.choice(component),
        required=component.required or component.missing,
        hint=words(component.note),
        form=dossier_presenters.form_link(
            page.procedure_code, page.case, component.template_file, component.form_number
        ),
        versions=[_version(page.id, file, removable=open_to_files) for file in reversed(current)],
        older=[_version(page.id, file, removable=False) for file in reversed(older)],
        many=component.many,
        upload_url=url,
        accept=_accept(component),
        accept_words=_accept_words(component),
        joins="pdf" in component.allowed,
        faults=faults,
        chip=_chip(page, component),
    )


def _accept(component: casework.ComponentView) -> str:
    """What the chooser offers; with pictures among it a telephone offers its camera too."""
    kinds = [f".{kind}" for kind in component.allowed]
    if "pdf" in component.allowed:
        kinds = ["image/*", "application/pdf", ".heic", *kinds]
    return ",".join(kinds)


def _accept_words(component: casework.ComponentView) -> str:
    types = dossier_presenters.types(component.allowed)
    text = _("%(types)s; nhiều nhất %(size)s MB") % {"types": types, "size": component.max_mb}
    if "pdf" not in component.allowed:
        return text
    return (
        text + ". " + _("Ảnh chụp cũng được: hệ thống ghép các ảnh chọn cùng lúc thành một PDF, theo thứ tự đã chọn.")
    )


def _chip(page: casework.DossierPage, component: casework.ComponentView) -> parts.Chip | None:
    if not component.uploads:
        return parts.Chip(_("Xuất trình tại quầy"), "neutral")
    if component.alternatives and not component.missing and not any(file.in_force for file in component.files):
        return parts.Chip(_("Đã có giấy tờ khác trong nhóm"), "neutral")
    current = [file for file in component.files if file.in_force]
    if page.submitted_at is None and current:
        return parts.Chip(_("Đã đính kèm"), "done")
    if any(file.new_in_draft for file in current):
        sent = any(not file.new_in_draft for file in current)
        return parts.Chip(_("Có tệp chưa gửi") if sent else _("Đã đính kèm, chưa gửi"), "wait")
    return None


def orderable(file: casework.FileView) -> bool:
    """Whether a file was made here of photographs, and has pages whose order can be changed."""
    return bool(file.document.photographs) and (file.document.pages or 0) > 1


def _version(dossier: UUID, file: casework.FileView, *, removable: bool) -> parts.Version:
    remove = reverse("applicant:take_back", args=[dossier, file.attachment_id]) if removable else ""
    at = reverse("applicant:order", args=[dossier, file.attachment_id]) if removable and orderable(file) else ""
    unsent = (parts.Check(_("Chưa gửi cho cơ quan"), "wait"),) if file.new_in_draft else ()
    checks = (*unsent, *dossier_presenters.scan(file.document))
    return parts.Version(link(file.document), file.added_at, checks=checks, remove_url=remove, order_url=at)


def review(page: casework.DossierPage, *, editing: bool = False) -> list[parts.ReviewSection]:
    """All answers; while editing each with its fault and the way to its field."""

    def section_url(section: str) -> str:
        return f"{reverse('applicant:section', args=[page.id, section])}?from=review"

    return dossier_presenters.review(page, section_url if editing else None)
