"""What is already known of somebody, as the answer of a field."""

from typing import Any

from dvctt.forms.spec import AnyField, ChoiceField


def prefilled(field: AnyField, value: Any) -> Any:
    """Give the answer that a known value of the field's source stands for; of a choice the option that names it.

    None where the value is unknown, or where no option stands for it.
    """
    if not isinstance(field, ChoiceField) or value is None:
        return value
    answer = next((option.value for option in field.options if value in (option.known_as, option.value)), None)
    return [answer] if field.multiple and answer is not None else answer
