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
    bundles = [version.bundle for version in catalogue.in_force()]
    return {bundle.code: f"{bundle.code} · {words(bundle.name)}" for bundle in bundles}


def in_words(view: Shown, *, linked: bool = False) -> list[tuple[str, str]]:
    """As what and how far somebody acts, as pairs; the authorisation as a link for who may open it."""
    pairs = [(_("Tư cách"), power_name(view.power)), (_("Được làm"), may_words(view))]
    pairs.append((_("Thủ tục"), procedures_words(view.procedures)))
    if view.number:
        number = _("số %(number)s") % {"number": view.number}
        if linked and view.document:
            number = format_html('<a href="{}">{}</a>', reverse("authorisation", args=[view.document]), number)
        pairs.append((_("Giấy ủy quyền"), number))
    if view.until:
        pairs.append((_("Đến hết ngày"), clock.written_day(view.until)))
    return pairs


def may_words(view: Shown) -> str:
    """What somebody may do."""
    filing = _("khai, nộp và xem hồ sơ") if view.may_file else _("chỉ xem hồ sơ")
    return _("%(said)s; quản lý thành viên") % {"said": filing} if view.manages else filing


def procedures_words(codes: Sequence[str] | None) -> str:
    """The procedures in words."""
    if codes is None:
        return _("mọi thủ tục")
    names = procedure_names()
    return "; ".join(names.get(code, code) for code in codes)


def read(post: QueryDict, power: str) -> tuple[memberships.MandateTerms, list[Fault]]:
    """The limits that a browser sent, and what could not be read of them."""
    (until,), faults = inputs.days(post, "until")
    named = post.get("which") == "named"
    limits = memberships.MandateTerms(
        power=power,
        may_file=post.get("may") != "read",
        manages=post.get("manages") == "true",
        procedures=frozenset(post.getlist("procedures")) if named else None,
        until=until,
        number=post.get("number", "") if power == "authorised" else "",
    )
    return limits, faults


def fields(
    limits: memberships.MandateTerms, faults: Sequence[Fault], *, typed_until: str | None = None, managing: bool = False
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
    questions = [
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
        questions.append(FieldView(
            "manages", "confirm", _("Được quản lý thành viên"), required=False,
            value="true" if limits.manages else "", fault=said("manages", faults),
        ))  # fmt: skip
    return questions


def attempt(faults: list[Fault], error: Invalid) -> list[Fault]:
    """Faults of reading before those of judging, none at one place twice."""
    places = {fault.place for fault in faults}
    return [*faults, *(fault for fault in error.faults if fault.place not in places)]


def _radios(
    name: str, label: str, options: list[tuple[str, str, bool]], faults: Sequence[Fault], *, drives: bool = False
) -> FieldView:
    choices = [OptionView(*option) for option in options]
    return FieldView(name, "radios", label, fault=said(name, faults), options=choices, drives=drives)
