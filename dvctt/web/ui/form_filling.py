"""The questions of an act or a registration as they stand while answered: what was typed decides which are asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from dvctt import forms
from dvctt.kernel import Fault, clock
from dvctt.ministry import api as ministry
from dvctt.web.ui.address_choices import MinistryPlaces
from dvctt.web.ui.form_view import Filling, compared


def filling(
    sections: Sequence[forms.Section],
    raw: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    *,
    rules: Sequence[forms.Rule] = (),
    stored: Mapping[str, Any] | None = None,
) -> Filling:
    """Give the form of an act with what was typed, shown as typed; conditions see the values as they are understood.

    `stored` are the values that it is filled in with where nothing could be typed yet: at questions that `raw` leaves
    out. Cells that a broken one of the `rules` compares are marked; one that only warns is said at its field.
    """
    absent = {name: value for name, value in (stored or {}).items() if name not in raw}
    cleaned = forms.clean_sections(
        sections, rules, {**absent, **raw}, today=clock.today(), partial=True, addresses=ministry.address_book(),
        language=get_language() or "vi",
    )  # fmt: skip
    return Filling(
        values={**absent, **cleaned.values}, kept=raw, faults=faults, warnings=cleaned.warnings, today=clock.today(),
        places=MinistryPlaces(), compared=compared(rules, faults),
    )  # fmt: skip
