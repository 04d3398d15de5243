"""What all audiences' pages draw alike of a dossier: what a paper needs, what was answered, what the scanner said."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.documents import api as documents
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.web.ui import parts
from dvctt.web.ui.form_view import fault_lines, words
from dvctt.web.ui.template_tags import moment

SOON = 2

TYPE_WORDS = {
    "pdf": "PDF",
    "jpg": "JPG",
    "png": "PNG",
    "docx": "DOCX",
    "xlsx": "XLSX",
    "zip": "ZIP",
    "dwg": "DWG",
    "dgn": "DGN",
}


def erased(page: casework.DossierPage) -> str:
    """That words of the dossier were emptied, when and by which rule; empty where none were."""
    if page.erased is None:
        return ""
    rule = next((rule for rule in ministry.erasure_rules() if rule.code == page.erased.rule), None)
    by = f"{words(rule.name)} ({rule.basis})" if rule else page.erased.rule
    return _(
        "Lời văn của hồ sơ này và tên người thao tác phía người nộp đã được xóa lúc %(at)s, theo căn cứ: %(rule)s. "
        "Chỗ có dấu “–” là nội dung đã xóa."
    ) % {"at": moment(page.erased.at), "rule": by}


def choice(component: casework.ComponentView) -> str:
    """That so many of a group of alternatives are needed; empty for what stands alone."""
    return _("cần ít nhất %(count)s trong các giấy tờ này") % {"count": component.at_least} if component.group else ""


def need(component: casework.ComponentView) -> str:
    """How many originals and copies, how old at most, in which group of alternatives."""
    texts = [amounts(component)]
    if component.group is not None:
        texts.append(_("chọn một: %(group)s") % {"group": words(component.group)})
    return "; ".join(text for text in texts if text)


def amounts(component: casework.ComponentView | catalogue.Component) -> str:
    """How many originals and copies the law asks for, and how old they may be."""
    texts = []
    if component.original:
        texts.append(
            ngettext("%(count)s bản chính", "%(count)s bản chính", component.original) % {"count": component.original}
        )
    if component.copies:
        texts.append(ngettext("%(count)s bản sao", "%(count)s bản sao", component.copies) % {"count": component.copies})
    if months := component.valid_months:
        age = ngettext(
            "lập không quá %(count)s tháng trước ngày nộp", "lập không quá %(count)s tháng trước ngày nộp", months
        )
        texts.append(age % {"count": months})
    return "; ".join(texts)


def types(allowed: Iterable[str]) -> str:
    """File types as people call them."""
    return ", ".join(TYPE_WORDS[kind] for kind in allowed)


def asked_first(due: parts.Due, limit: casework.ClockView) -> parts.Due:
    """A due date as it is told: the day that an amendment request asks for, where the clock gives longer as grace."""
    if limit.asked is None or limit.due is None:
        return due
    days = (limit.asked - clock.today()).days
    left = ngettext("còn %(days)s ngày", "còn %(days)s ngày", days) % {"days": days} if days > 0 else _("hôm nay")
    remaining = left if days >= 0 else _("đã qua ngày này")
    grace = _("Hệ thống còn nhận trả lời đến %(moment)s, rồi dừng xử lý hồ sơ.") % {"moment": moment(limit.due)}
    note = " ".join(text for text in (grace, due.note) if text)
    return replace(due, at=limit.asked, remaining=remaining, level="calm" if days > SOON else "soon", note=note)


def may_move(due: parts.Due, limit: casework.ClockView) -> parts.Due:
    """A due date with a word that it may move, where the calendar does not reach to it yet."""
    if not limit.undeclared or limit.state != "running":
        return due
    warning = _("Ngày này còn có thể lùi lại: ngày nghỉ lễ, tết của năm đó chưa được công bố.")
    return replace(due, note=" ".join(text for text in (warning, due.note) if text))


def form_link(code: str, case: str, path: str | None, number: str | None) -> parts.FileLink | None:
    """The empty form to download, where the procedure has one."""
    if not path:
        return None
    return parts.FileLink(number or path, reverse("procedure_file", args=[code, case, path]))


def scan(document: documents.DocumentView) -> tuple[parts.Check, ...]:
    """What is to be known of a file that is not simply good; that none are scanned is said once a page."""
    checks = {
        "pending": parts.Check(_("Đang quét mã độc"), "wait"),
        "infected": parts.Check(_("Có mã độc"), "bad"),
    }
    hidden = parts.Check(_("Không xem được trên trang này; tải về để xem"), "warn")
    scanned = (checks[document.scan_state],) if document.scan_state in checks else ()
    return (*scanned, hidden) if document.undrawable else scanned


def unscanned(page: casework.DossierPage) -> bool:
    """Whether a file in force was never looked through for malicious code, for there is no scanner."""
    files = (file for component in page.components for file in component.files)
    return any(file.in_force and file.document.scan_state == "unscanned" for file in files)


def review(page: casework.DossierPage, section_url: Callable[[str], str] | None = None) -> list[parts.ReviewSection]:
    """All answers; with `section_url`, while they are edited, each with its fault and the way to its field.

    `section_url` gives the address, with a query, of the section by its id.
    """
    sections = (section for section in page.sections if section.fields)
    return [_section(section, section_url(section.id) if section_url else "") for section in sections]


def _section(section: casework.ReviewSection, url: str) -> parts.ReviewSection:
    rows = []
    for field in section.fields:
        lines = fault_lines(field.field, field.faults, clock.today(), rows=len(field.rows)) if url else []
        first = lines[0] if lines else None
        place = first.label if first and field.columns else ""
        fault = ": ".join(text for text in (place, first.text) if text) if first else ""
        table = (
            parts.ReviewTable([words(head) for head in field.columns], field.rows)
            if field.columns and field.rows
            else None
        )
        at = f"{url}&check=all#{first.target if first else f'f-{field.field.id}'}" if url else ""
        rows.append(parts.ReviewRow(words(field.label), field.value, fault, table=table, url=at))
    return parts.ReviewSection(words(section.title), rows, url)


def request_chip(state: str) -> parts.Chip:
    """How a request to amend stands."""
    chips: dict[str, parts.Chip] = {
        "open": parts.Chip(_("Chờ trả lời"), "wait"),
        "answered": parts.Chip(_("Đã trả lời"), "done"),
        "lapsed": parts.Chip(_("Quá hạn trả lời"), "closed"),
        "cancelled": parts.Chip(_("Đã hủy"), "closed"),
    }
    return chips.get(state, parts.Chip(state))


def answer_words(item: casework.ItemView) -> str:
    """What was answered in words to an item of a request."""
    return _("Trả lời: %(answer)s") % {"answer": item.answer} if item.answer else ""


def delivery_words(delivery: casework.DeliveryView) -> str:
    """How the applicant wants to receive the result, and where."""
    return f"{words(delivery.label)}: {delivery.place}" if delivery.place else words(delivery.label)
