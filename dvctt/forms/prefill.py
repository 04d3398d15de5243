"""What is already known of somebody, as the answer of a field."""

from typing import Any

from dvctt.forms.spec import AnyField, ChoiceField


def prefilled(field: AnyField, known: Any) -> Any:
    """Give the answer that a known value of the field's source stands for; of a choice the option that names it.

    None where the value is unknown, or where no option stands for it.
    """
    if not isinstance(field, ChoiceField) or known is None:
        return known
    found = next((one.value for one in field.options if known in (one.known_as, one.value)), None)
    return [found] if field.multiple and found is not None else found
