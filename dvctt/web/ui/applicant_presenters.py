"""A dossier's values as the parts draw them for the applicant; no rule is decided here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
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
    shown = chip(row.label, row.status, holder=row.holder, ended=row.closed_at is not None)
    return parts.Chip(shown.label, shown.tone)


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


def short_name(bundle: catalogue.Bundle) -> str:
    """A procedure in few words: what it grants."""
    return words(next((one.name for one in bundle.results if one.outcome == "granted"), bundle.name))


def dues(page: casework.DossierPage) -> list[parts.Due]:
    """The clocks that run or stand still, each with why; before acceptance also when the result is expected."""
    units = {name: one.unit for name, one in page.version.bundle.process.clocks.items()}
    counting = [one for one in page.clocks if one.state in ("running", "paused")]
    shown = [_due(one, units.get(one.name), moves=_moves() if page.amending else "") for one in counting]
    if page.amending and page.accepted_at is None:
        told = _("chưa tính được khi còn chờ Quý vị trả lời")
        shown.append(parts.Due(_("Dự kiến trả kết quả"), None, told, "paused", _moves()))
    if page.provisional_due is not None:
        in_time = any(one.whose == "agency" and one.state == "running" and not one.overdue for one in page.clocks)
        note = _("Ngày này tính như hồ sơ được tiếp nhận ngay bây giờ. Ngày hẹn chính thức ghi trong giấy tiếp nhận.")
        if in_time:
            note = _(
                "Ngày này tính như hồ sơ được tiếp nhận vào lúc cuối của thời hạn trả lời về tiếp nhận; tiếp nhận sớm "
                "hơn thì ngày này có thể sớm hơn. Ngày hẹn chính thức ghi trong giấy tiếp nhận."
            )
        shown.append(parts.Due(_("Dự kiến trả kết quả"), page.provisional_due, note=note))
    return shown


def last_moment(page: casework.DossierPage) -> datetime | None:
    """Until when the system takes an answer, where that is longer than the day that the officer asked for."""
    return next((one.due for one in page.clocks if one.asked), None)


def _moves() -> str:
    """What is told of the result's day while the applicant is to answer."""
    return _("Ngày trả kết quả lùi theo số ngày Quý vị trả lời, và được tính lại khi Quý vị gửi bổ sung.")


def _due(one: casework.ClockView, unit: str | None, *, moves: str = "") -> parts.Due:
    """A clock; `moves` is told of one that stands still."""
    steps = tuple(words(step) for step in one.steps)
    if one.state == "paused":
        told = _("đã quá hạn lúc tạm dừng") if one.overdue else _("thời hạn đang tạm dừng")
        level: parts.DueLevel = "overdue" if one.overdue else "paused"
        note = " ".join(text for text in (moves, _basis(one)) if text)
        return parts.Due(words(one.label), one.due if one.overdue else None, told, level, note, steps=steps)
    level = "overdue" if one.overdue else "soon" if one.due_soon else "calm"
    whose = _("Quý vị cần làm trước lúc này.") if one.whose == "applicant" and not one.asked else ""
    note = " ".join(sentence for sentence in (whose, _basis(one)) if sentence)
    shown = parts.Due(words(one.label), one.due, _left(one, unit), level, note, steps=steps)
    return dossier_presenters.may_move(dossier_presenters.asked_first(shown, one), one)


def _basis(one: casework.ClockView) -> str:
    return _("Căn cứ: %(basis)s.") % {"basis": words(one.basis).rstrip(".")}


def _left(one: casework.ClockView, unit: str | None) -> str:
    """What is left, in whole days; the days of an applicant's calendar limit are counted by the calendar."""
    if one.overdue:
        return _("đã quá hạn")
    days = one.days_left or 0
    if unit == "calendar_day" and one.due is not None:
        days = (clock.day_of(one.due) - clock.today()).days
        return ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days}
    if days <= 0:
        return _("đến hạn trong hôm nay")
    return ngettext("còn %(days)s ngày làm việc", "còn %(days)s ngày làm việc", days) % {"days": days}


def acts(page: casework.DossierPage) -> tuple[list[parts.Act], list[parts.Act]]:
    """The buttons of the dossier: those open now, and those closed with their reasons."""
    shown = [_act(page.id, one) for one in page.offers]
    return [one for one in shown if one.open], [one for one in shown if not one.open]


def _act(dossier: UUID, offer: casework.OfferView) -> parts.Act:
    reasons = () if offer.allowed else tuple(reason_sentence(one) for one in offer.reasons)
    warnings = tuple(reason_sentence(one) for one in offer.warnings)
    url = reverse("applicant:act", args=[dossier, offer.action])
    return parts.Act(words(offer.label), offer.action, url, offer.tone, reasons, warnings)


def filing(page: casework.DossierPage) -> casework.OfferView | None:
    """The act with which the draft is sent: the submission, or the answer to an amendment request."""
    return next((one for one in page.offers if one.kind in ("submit", "amendment_answer")), None)


def entries(page: casework.DossierPage) -> list[parts.Entry]:
    """What happened, the latest first."""
    return [entry(one, first=place == 0) for place, one in enumerate(page.timeline)]


def entry(one: casework.TimelineEntry, *, first: bool = False) -> parts.Entry:
    """One act."""
    by = unit_name(one.unit) if one.unit else _("Cơ quan giải quyết") if one.official else ""
    who = _("Hệ thống") if one.system else by or (named(one.who) if one.erased else behalf(one.who, one.on_behalf))
    detail = "\n".join(text for text in (words(one.to_state), one.reason) if text)
    return parts.Entry(one.at, words(one.label), who, detail, tone="active" if first else "done")


def link(shown: documents.DocumentView) -> parts.FileLink:
    """A document to fetch."""
    return parts.FileLink(shown.name, reverse("document", args=[shown.id]), shown.size)


def components(
    page: casework.DossierPage, *, editing: bool = False, faults: Mapping[str, Sequence[str]] | None = None
) -> list[parts.Component]:
    """The papers that the law asks for with what was given; `editing` with the means to hand in and take back."""
    wanted = [one for one in page.components if one.uploads or one.kind == "presented"]
    return [_component(page, one, editing=editing, faults=(faults or {}).get(one.id, ())) for one in wanted]


def _component(
    page: casework.DossierPage, one: casework.ComponentView, *, editing: bool, faults: Sequence[str]
) -> parts.Component:
    current = [file for file in one.files if file.in_force]
    older = [file for file in one.files if not file.in_force]
    open_to_files = editing and one.uploads
    url = reverse("applicant:hand_in", args=[page.id, one.id]) if open_to_files else ""
    return parts.Component(
        id=one.id,
        name=words(one.name),
        need=dossier_presenters.need(page, one),
        source=one.form_number or "",
        choice=dossier_presenters.choice(page, one),
        required=one.required or one.missing,
        hint=words(one.note),
        form=dossier_presenters.form_link(
            page.version.bundle.code, page.version.bundle.case, one.template_file, one.form_number
        ),
        versions=[_version(page.id, file, removable=open_to_files) for file in reversed(current)],
        older=[_version(page.id, file, removable=False) for file in reversed(older)],
        many=one.many,
        upload_url=url,
        accept=_accept(one),
        accept_words=_accept_words(one),
        joins="pdf" in one.allowed,
        faults=faults,
        chip=_chip(page, one),
    )


def _accept(one: casework.ComponentView) -> str:
    """What the chooser offers; with pictures among it a telephone offers its camera too."""
    kinds = [f".{kind}" for kind in one.allowed]
    if "pdf" in one.allowed:
        kinds = ["image/*", "application/pdf", ".heic", *kinds]
    return ",".join(kinds)


def _accept_words(one: casework.ComponentView) -> str:
    told = _("%(types)s; nhiều nhất %(size)s MB") % {"types": dossier_presenters.types(one.allowed), "size": one.max_mb}
    if "pdf" not in one.allowed:
        return told
    return (
        told + ". " + _("Ảnh chụp cũng được: hệ thống ghép các ảnh chọn cùng lúc thành một PDF, theo thứ tự đã chọn.")
    )


def _chip(page: casework.DossierPage, one: casework.ComponentView) -> parts.Chip | None:
    if not one.uploads:
        return parts.Chip(_("Xuất trình tại quầy"), "neutral")
    if one.alternatives and not one.missing and not any(file.in_force for file in one.files):
        return parts.Chip(_("Đã có giấy tờ khác trong nhóm"), "neutral")
    current = [file for file in one.files if file.in_force]
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
