"""What is known while a form is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from dvctt import forms
from dvctt.kernel import Fault
from dvctt.web.ui.form_view.drawn import Elsewhere
from dvctt.web.wording.sentences import Asked, fault_sentence


class Places(Protocol):
    """Where an address input takes its choices from: pairs of code and name."""

    def provinces(self) -> Sequence[tuple[str, str]]:
        """All provinces."""

    def communes(self, province: str) -> Sequence[tuple[str, str]]:
        """Communes of a province; none for an unknown code."""


@dataclass(frozen=True)
class Filling:
    """What is known while a form is filled: cleaned values, raw text kept where it could not be cleaned, faults."""

    values: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    warnings: Sequence[Fault] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    today: date = date.min
    places: Places | None = None
    elsewhere: Mapping[str, Sequence[Elsewhere]] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()

    def at(self, name: str) -> Any:
        """What to show at a path: what was typed, else the cleaned value."""
        typed = _dig(self.kept, name)
        return _dig(self.values, name) if typed is None else typed

    def is_kept(self, name: str) -> bool:
        """Whether what is shown at a path is what was typed, letter for letter."""
        return _dig(self.kept, name) is not None

    def fault(self, name: str, question: Asked | None = None) -> str:
        """The sentences of all faults at exactly this place, which name the `question` there."""
        return " ".join(dict.fromkeys(fault_sentence(fault, question) for fault in self.faults if fault.place == name))

    def warning(self, name: str) -> str:
        """The sentences of all warnings at exactly this place."""
        return " ".join(dict.fromkeys(fault_sentence(fault) for fault in self.warnings if fault.place == name))

    def holds(self, condition: forms.Condition | None) -> bool:
        """Whether a condition holds; none holds always."""
        if condition is None:
            return True
        return forms.evaluate(condition, values=self.values, facts=self.facts, today=self.today).holds


def compared(rules: Sequence[forms.Rule], faults: Sequence[Fault]) -> frozenset[str]:
    """What the broken rules of these faults add up or compare: columns as `table.column`, and of a rule about each
    row the cells of the rows that break it as `table.row.column`.
    """
    by_id = {rule.id: rule for rule in rules}
    broken = [(fault.place, by_id.get(str(fault.params.get("rule", "")))) for fault in faults if fault.code == "rule"]
    return frozenset(name for place, rule in broken if rule for name in forms.rule_columns(rule, place))


def _dig(values: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as `gieng.2.luu_luong`; a key may hold the whole path itself."""
    if path in values:
        return values[path]
    value: Any = values
    for key in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
