"""The acts of a dossier as its pages offer them: buttons, short forms in place, and what each would bring about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.kernel import compact, digest
from dvctt.web.ui import dossier_presenters, parts
from dvctt.web.ui.form_view import words
from dvctt.web.ui.template_tags import dong
from dvctt.web.wording.sentences import reason_sentence

CONFIRMED = "confirmed"
DOUBTS = ("fee_surplus:", "receipt_again:", "rule:", "against:")
# Why an act of taking is closed where there is nothing to take.
NOTHING_TO_TAKE = frozenset({"assigned_to_you", "not_a_colleagues"})


# What an act brings about, by its kind; `of` is the clock or the document.
EFFECTS = {
    "clock_start": lazy("Bắt đầu tính thời hạn “%(of)s”."),
    "clock_stop": lazy("Kết thúc thời hạn “%(of)s”."),
    "clock_pause": lazy("Tạm dừng thời hạn “%(of)s”."),
    "clock_resume": lazy("Chạy tiếp thời hạn “%(of)s”."),
    "clock_replace": lazy("Tính lại phần còn lại của thời hạn “%(of)s”."),
    "number": lazy("Lấy số văn bản kế tiếp trong sổ."),
    "document": lazy("Lập và ký số: %(of)s."),
    "publish": lazy("Trả cho người nộp: %(of)s."),
    "fee_note": lazy("Ghi thêm một khoản đã thu của phí, lệ phí này."),
    "fee_set": lazy("Đặt số phí, lệ phí phải thu và báo cho người nộp."),
    "fee_correct": lazy(
        "Sửa tổng số đã thu; khoản ghi trước vẫn còn trong lịch sử. Báo cho người nộp số còn phải nộp."
    ),
    "fee_release": lazy("Thôi thu phần còn thiếu và báo cho người nộp."),
    "notice": lazy("Gửi thông báo cho người nộp."),
}


@dataclass(frozen=True)
class Offer:
    """An open act: done at once, after a look at its effects in place, or on a page of its own."""

    label: str
    url: str
    tone: str
    key: str
    shape: str
    effects: Sequence[str] = ()
    warnings: Sequence[str] = ()
    basis: str = ""
    confirms: Sequence[str] = ()
    once: UUID | None = None


def offers(page: casework.DossierPage) -> list[Offer]:
    """The acts open now, the main one first; their keys are their numbers."""
    found = sorted((one for one in page.offers if one.allowed), key=lambda one: _order(page, one))
    return [_offer(page, one, number) for number, one in enumerate(found, 1)]


def closed(page: casework.DossierPage) -> list[parts.Act]:
    """The acts that belong here and are closed, with why; none of taking what is one's own already."""
    return [
        parts.Act(words(one.label), reasons=[reason_sentence(reason) for reason in one.reasons])
        for one in page.offers
        if not one.allowed and not (one.takes and {reason.code for reason in one.reasons} <= NOTHING_TO_TAKE)
    ]


def act_url(page: casework.DossierPage, offer: casework.OfferView) -> str:
    """The page of an act."""
    name = "officer:amend" if offer.kind == "amendment_request" else "officer:act"
    return reverse(name, args=[page.id, offer.action])


def effects(page: casework.DossierPage, offer: casework.OfferView) -> list[str]:
    """What the act will bring about, in sentences."""
    said = []
    for effect in offer.effects:
        said.append(str(EFFECTS[effect.kind]) % {"of": words(effect.of)})
        if effect.kind == "publish":
            way = dossier_presenters.delivery_words(page.delivery)
            said.append(_("Người nộp chọn nhận kết quả: %(way)s.") % {"way": way})
    if offer.takes and page.assignee:
        said.append(_("Chuyển hồ sơ từ %(name)s sang Ông/Bà; cả hai được báo.") % {"name": page.assignee})
    if offer.to:
        said.append(_("Chuyển sang: %(state)s") % {"state": words(offer.to)})
    return said


def owed(page: casework.DossierPage, offer: casework.OfferView) -> list[str]:
    """How the fees of which the act makes an entry stand today."""
    named = _fees_of(offer)
    return [_fee(one) for one in page.fees if one.id in named]


def _fees_of(offer: casework.OfferView) -> set[str]:
    return {fee for fees in offer.fees.values() for fee in fees}


def _fee(fee: casework.FeeView) -> str:
    told = {"fee": words(fee.name), "paid": dong(fee.noted_amount or 0)}
    if fee.amount is None or fee.left is None:
        return _("%(fee)s: chưa xác định mức thu, đã thu %(paid)s.") % told
    told |= {"due": dong(fee.amount), "left": dong(fee.left)}
    return _("%(fee)s: phải thu %(due)s, đã thu %(paid)s, còn thiếu %(left)s.") % told


def to_confirm(offer: casework.OfferView) -> list[str]:
    """The warnings that the page has confirmed with the act: it posts what it has shown."""
    return [f"{one.code}:{one.params.get('fee', '')}" for one in offer.warnings if one.code == casework.UNPAID]


def unconfirmed(offer: casework.OfferView, confirmed: Sequence[str]) -> list[str]:
    """Sentences of warnings that were not shown to who does the act, so that he could not confirm them."""
    shown = zip(to_confirm(offer), [one for one in offer.warnings if one.code == casework.UNPAID], strict=True)
    return [reason_sentence(one) for mark, one in shown if mark not in confirmed]


def paid_fees(page: casework.DossierPage, offer: casework.OfferView) -> list[casework.FeeView]:
    """The fees of which the act enters a payment."""
    return [one for one in page.fees if one.id in offer.fees.get("note", ())]


def doubts(page: casework.DossierPage, offer: casework.OfferView, given: Mapping[str, Any]) -> dict[str, str]:
    """What is odd about a payment as it is about to be entered, by the mark that confirms it: it may be right.

    `given` are the cleaned values of the form: `amount` in đồng, `note` the number of the receipt.
    """
    found: dict[str, str] = {}
    amount, receipt = int(given.get("amount") or 0), str(given.get("note") or "")
    for fee in paid_fees(page, offer):
        if more := fee.beyond(amount):
            sums = {"left": dong(fee.left), "more": dong(more)}
            found[f"fee_surplus:{fee.id}:{amount}"] = (
                _(
                    "Số tiền này nhiều hơn số còn thiếu (%(left)s) là %(more)s. Xem lại; nếu đúng thì gửi lần nữa "
                    "để xác nhận."
                )
                % sums
            )
        if before := fee.entered_before(receipt):
            found[f"receipt_again:{fee.id}:{compact(receipt)}"] = _(
                "Số biên lai này đã ghi cho khoản thu %(sum)s của hồ sơ. Xem lại; nếu đúng thì gửi lần nữa để xác nhận."
            ) % {"sum": dong(before.amount or 0)}
    return found


def proposal_doubts(page: casework.DossierPage, offer: casework.OfferView) -> dict[str, str]:
    """That the act goes against what was proposed to its officer, by the mark that confirms it."""
    if offer.against is None:
        return {}
    again = _("Xem lại; nếu đúng thì gửi lần nữa để xác nhận.")
    return {f"against:{page.id}:{offer.against.seq}": f"{opposed(offer)} {again}"}


def opposed(offer: casework.OfferView) -> str:
    """What was proposed by whom, where the act goes against it; else empty."""
    if offer.against is None:
        return ""
    return _("Việc này khác với đề xuất: %(name)s (“%(act)s”) đã đề xuất “%(title)s”.") % {
        "name": offer.against.by,
        "act": words(offer.against.act),
        "title": words(offer.against.title),
    }


def rule_doubts(offer: casework.OfferView, given: forms.Cleaned) -> dict[str, str]:
    """The rules that only warn and are broken by what is given, by the mark that confirms them for these values."""
    fields = [field for section in offer.sections for field in section.fields]
    said, rules = forms.rule_sentences(fields, given.warnings), {one.id: one for one in offer.rules}
    marks = {name: digest({one: given.values.get(one) for one in forms.rule_fields(rules[name])}) for name in said}
    again = _("Xem lại; nếu đúng thì gửi lần nữa để xác nhận.")
    return {f"rule:{name}:{marks[name]}": f"{words(text)} {again}" for name, text in said.items()}


def _order(page: casework.DossierPage, offer: casework.OfferView) -> int:
    """The main act first, then asking for amendment, taking and giving, the rest, notes, and what destroys last.

    Where something was proposed the act that follows it is the main one. An act about fees of which none is open comes
    after all that does something.
    """
    if offer.follows:
        return 0
    named = _fees_of(offer)
    if named and not any(one.open for one in page.fees if one.id in named):
        return 8
    if offer.tone != "neutral" and not offer.against:
        return 0 if offer.tone == "primary" else 9
    return {"amendment_request": 1, "assign": 2 if offer.takes else 3, "note": 5}.get(offer.kind, 4)


def _tone(offer: casework.OfferView) -> str:
    """How the act is drawn: the one that follows what was proposed as the main one, none against it."""
    if offer.tone == "danger":
        return "danger"
    return "primary" if offer.follows else "neutral" if offer.against else offer.tone


def _offer(page: casework.DossierPage, one: casework.OfferView, number: int) -> Offer:
    plain = not one.sections and not one.sees and one.kind != "amendment_request"
    shape = "page"
    if plain and one.takes:
        shape = "once"
    elif plain and one.kind != "assign":
        shape = "fold"
    return Offer(
        label=words(one.label),
        url=act_url(page, one),
        tone=_tone(one),
        key=str(number) if number <= 9 else "",
        shape=shape,
        effects=effects(page, one) if shape == "fold" else (),
        warnings=[reason_sentence(reason) for reason in one.warnings],
        basis=one.basis or "",
        confirms=to_confirm(one),
        once=uuid4() if shape != "page" else None,
    )
