"""Limits as a form shows them and a browser sends them, and in words."""

from collections.abc import Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dvctt.accounts import memberships
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Fault, Invalid, clock
from dvctt.web.pages.form_page import said
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view import FieldView, OptionView, words
from dvctt.web.wording.filers import power_name
from dvctt.web.wording.sentences import Asked

Shown = memberships.MemberView | memberships.InvitationView


def procedure_names() -> dict[str, str]:
    """The procedures that take dossiers now, by code."""
    return {one.bundle.code: f"{one.bundle.code} · {words(one.bundle.name)}" for one in catalogue.in_force()}


def in_words(one: Shown, *, linked: bool = False) -> list[tuple[str, str]]:
    """As what and how far somebody acts, as pairs; the authorisation as a link for who may open it."""
    told = [(_("Tư cách"), power_name(one.power)), (_("Được làm"), may_words(one))]
    told.append((_("Thủ tục"), procedures_words(one.procedures)))
    if one.number:
        number = _("số %(number)s") % {"number": one.number}
        if linked and one.document:
            number = format_html('<a href="{}">{}</a>', reverse("authorisation", args=[one.document]), number)
        told.append((_("Giấy ủy quyền"), number))
    if one.until:
        told.append((_("Đến hết ngày"), clock.written_day(one.until)))
    return told


def may_words(one: Shown) -> str:
    """What somebody may do."""
    said = _("khai, nộp và xem hồ sơ") if one.may_file else _("chỉ xem hồ sơ")
    return _("%(said)s; quản lý thành viên") % {"said": said} if one.manages else said


def procedures_words(codes: Sequence[str] | None) -> str:
    """The procedures in words."""
    if codes is None:
        return _("mọi thủ tục")
    names = procedure_names()
    return "; ".join(names.get(code, code) for code in codes)


def read(post: QueryDict, power: str) -> tuple[memberships.Limits, list[Fault]]:
    """The limits that a browser sent, and what could not be read of them."""
    (until,), faults = inputs.days(post, "until")
    named = post.get("which") == "named"
    limits = memberships.Limits(
        power=power,
        may_file=post.get("may") != "read",
        manages=post.get("manages") == "true",
        procedures=frozenset(post.getlist("procedures")) if named else None,
        until=until,
        number=post.get("number", "") if power == "authorised" else "",
    )
    return limits, faults


def fields(
    limits: memberships.Limits, faults: Sequence[Fault], *, typed_until: str | None = None, managing: bool = False
) -> list[FieldView]:
    """The questions about limits: what one may do, for which procedures, until when."""
    named = limits.procedures is not None
    codes = limits.procedures or frozenset()
    until = typed_until if typed_until is not None else clock.written_day(limits.until) if limits.until else ""
    outside = limits.power == "authorised"
    chosen = FieldView(
        "procedures", "checkboxes", _("Những thủ tục"),
        fault=said("procedures", faults, Asked(_("Những thủ tục"), chosen=True)),
        options=[OptionView(code, name, code in codes) for code, name in procedure_names().items()] if named else (),
    )  # fmt: skip
    asked = [
        _radios("may", _("Được làm gì?"), [
            ("file", _("Khai, nộp và xem hồ sơ"), limits.may_file), ("read", _("Chỉ xem hồ sơ"), not limits.may_file),
        ], faults),
        _radios("which", _("Cho những thủ tục nào?"), [
            ("all", _("Mọi thủ tục"), not named), ("named", _("Chỉ những thủ tục được chọn"), named),
        ], faults, drives=True),
        *([chosen] if named else ()),
        FieldView(
            "until", "date", _("Đến hết ngày"), "" if outside else _("Để trống: không có ngày kết thúc."),
            required=outside, value=until, fault=said("until", faults),
            attrs=inputs.DATE,
        ),
    ]  # fmt: skip
    if managing:
        asked.append(FieldView(
            "manages", "confirm", _("Được quản lý thành viên"), required=False,
            value="true" if limits.manages else "", fault=said("manages", faults),
        ))  # fmt: skip
    return asked


def attempt(faults: list[Fault], error: Invalid) -> list[Fault]:
    """Faults of reading before those of judging, none at one place twice."""
    places = {one.place for one in faults}
    return [*faults, *(one for one in error.faults if one.place not in places)]


def _radios(
    name: str, label: str, options: list[tuple[str, str, bool]], faults: Sequence[Fault], *, drives: bool = False
) -> FieldView:
    shown = [OptionView(*option) for option in options]
    return FieldView(name, "radios", label, fault=said(name, faults), options=shown, drives=drives)
