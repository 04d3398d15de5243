"""The registration form as posted and as drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from dvctt import forms
from dvctt.accounts import registration
from dvctt.kernel import Fault
from dvctt.ministry import api as ministry
from dvctt.web.ui import form_filling, form_view
from dvctt.web.wording.sentences import fault_sentence

AGENCY = "agency"


@dataclass(frozen=True)
class Drawn:
    """A registration form for its template."""

    sections: Sequence[form_view.SectionView]
    problems: Sequence[form_view.Problem]
    agency: form_view.FieldView | None


def posted(fields: QueryDict, kind: str) -> dict[str, Any]:
    """Read the answers of the form as they were sent."""
    data = {key: fields.getlist(key) for key in fields}
    return forms.read_post(registration.registration_form(kind), data)


def drawn(
    kind: str,
    typed: Mapping[str, Any],
    *,
    stored: Mapping[str, Any] | None = None,
    faults: Sequence[Fault] = (),
    agency: str | None = None,
    asks_agency: bool = False,
) -> Drawn:
    """Draw the form with what was typed, letter for letter, or with what is `stored`, as people write it.

    `faults` say where it is wrong, an agency is chosen only where `asks_agency`.
    """
    page = registration.registration_form(kind).sections
    sections = form_view.sections_view(page, form_filling.filling(page, typed, faults, stored=stored))
    wrong = next((fault for fault in faults if fault.place == AGENCY), None)
    chosen = _agency(agency or "", wrong) if asks_agency else None
    problems = [problem for section in sections for problem in section.problems]
    return Drawn(sections, [*problems, *(form_view.problems([chosen]) if chosen else ())], chosen)


def agencies_vet(kind: str) -> bool:
    """Whether the ministry has set that agencies vet registrations of this kind."""
    return ministry.setting(f"accounts.vetting.{kind}") == "agency"


def vetting_days() -> int | None:
    """Within how many working days a registration is answered; None where the ministry vets none."""
    if all(ministry.setting(f"accounts.vetting.{kind}") == "off" for kind in ("individual", "organisation")):
        return None
    return int(ministry.setting("accounts.vetting.days"))


def _agency(value: str, fault: Fault | None) -> form_view.FieldView:
    options = [
        form_view.OptionView(unit.code, form_view.words(unit.name), unit.code == value) for unit in ministry.agencies()
    ]
    return form_view.FieldView(
        name=AGENCY, kind="select", label=_("Cơ quan mà Quý vị sẽ làm thủ tục"), required=False, value=value,
        hint=_("Cơ quan này kiểm tra đăng ký của Quý vị. Nếu chưa rõ, để trống mục này."), options=options,
        fault=fault_sentence(fault) if fault else "",
    )  # fmt: skip
