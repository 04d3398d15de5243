"""The fields by which the officers' list is narrowed, beside the words: choices and days."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dvctt import forms
from dvctt.casework import api as casework
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, clock
from dvctt.ministry import api as ministry
from dvctt.web.officer.list_query import DAYS, NARROWING, Asked
from dvctt.web.ui import inputs
from dvctt.web.ui.form_view import FieldView, OptionView, words
from dvctt.web.wording.sentences import fault_sentence

Choices = Sequence[tuple[str, str]]


def fields(actor: Actor, asked: Asked, sought: casework.Sought) -> list[FieldView]:
    """Every field but the words, with what was asked and what is wrong with it."""
    holders = casework.holders(actor, sought)
    officers = [(casework.NOBODY, _("Chưa giao, chờ duyệt, ký")), *holders.officers]
    choices: list[tuple[str, str, str, Choices]] = [
        ("procedure", pgettext("một thủ tục", "Thủ tục"), _("Mọi thủ tục"), _procedures()),
        ("province", _("Tỉnh, thành phố"), _("Mọi tỉnh"), [(one.code, one.name) for one in ministry.provinces()]),
        ("status", _("Trạng thái"), _("Mọi trạng thái"), _statuses()),
        ("officer", _("Người xử lý"), _("Mọi người"), officers),
        ("unit", _("Đơn vị đang giữ"), _("Mọi đơn vị"), _units(holders.units, asked)),
        ("late", _("Quá hạn trước đây"), _("Mọi hồ sơ"), [
            ("going", _("Nay còn hạn, từng quá hạn")), ("closed", _("Đã kết thúc, từng quá hạn")),
        ]),
    ]  # fmt: skip
    return [
        *(_select(asked, name, label, [("", none), *known]) for name, label, none, known in choices),
        *(_day(asked, one) for one in DAYS),
    ]


def fault(asked: Asked, name: str) -> str:
    """The sentence of what is wrong at a field; empty where nothing is."""
    return next((fault_sentence(one) for one in asked.faults if one.place == name), "")


def open_already(asked: Asked) -> bool:
    """Whether a field besides the words is in use."""
    return any(asked.values.get(name) for name in NARROWING[1:])


def _select(asked: Asked, name: str, label: str, known: Choices) -> FieldView:
    """A choice; what is asked for and not among the known stays chosen, so that nobody narrows without seeing it."""
    chosen = asked.values.get(name, "")
    if chosen and chosen not in dict(known):
        known = [*known, (chosen, chosen)]
    options = [OptionView(value, text, value == chosen) for value, text in known]
    return FieldView(name, "select", label, options=options, fault=fault(asked, name))


def _day(asked: Asked, spec: forms.DateField) -> FieldView:
    value = asked.values.get(spec.id, "")
    return FieldView(
        spec.id, "date", words(spec.label), required=False, value=value, fault=fault(asked, spec.id),
        attrs={**inputs.DATE, "autocomplete": "off"},
        meaning=inputs.understood(spec, value, shown_as=value, today=clock.today()),
    )  # fmt: skip


def _units(holding: Collection[str], asked: Asked) -> list[tuple[str, str]]:
    """The units that hold something, and those above them, which stand for all below; and what is asked for."""
    chosen = asked.values.get("unit", "")
    found = []
    for one in ministry.units():
        below, name = ministry.covered(one.code), words(one.name)
        whole = _("%(unit)s và các đơn vị trực thuộc") % {"unit": name} if len(below) > 1 else name
        if not below.isdisjoint(holding) or one.code == chosen:
            found.append((one.code, whole))
        if chosen == casework.OWN_UNIT + one.code:
            found.append((chosen, _("%(unit)s, không kể đơn vị trực thuộc") % {"unit": name}))
    return found


def _procedures() -> list[tuple[str, str]]:
    """Code and name of the procedures in force, each once."""
    found = {one.bundle.code: f"{one.bundle.code} – {words(one.bundle.name)}" for one in catalogue.in_force()}
    return sorted(found.items())


def _statuses() -> list[tuple[str, str]]:
    return [(str(one), words(ministry.national_status(one))) for one in range(1, casework.LAST_STATUS + 1)]
