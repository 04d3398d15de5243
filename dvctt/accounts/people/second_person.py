"""What is written to who may do what takes two."""

from collections.abc import Iterable
from typing import Any

from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.queries import recipient_for
from dvctt.kernel import Ref, new_id
from dvctt.notices import api as notices


def tell_second_person(people: Iterable[str], letter: str, /, **values: Any) -> None:
    """Tell those who may answer that something waits for a second person, and where.

    Neither whom it is about nor what it says stands in the letter: the page shows that to who signs in.
    """
    for number in people:
        notices.send_letter(
            recipient_for(number),
            letter,
            values,
            subject_ref=Ref("account", number),
            key=new_id().hex,
            unit=operating_unit.unit_code(),
        )
