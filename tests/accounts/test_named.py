"""Finding people and organisations by their names, whatever keyboard wrote the signs in them."""

import pytest

from dvctt.accounts import people
from dvctt.accounts.models import Account
from dvctt.kernel import fold
from tests.accounts.test_members import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("H’Hen Niê", "H'Hen"), ("H'Hen Niê", "h’hen niê"), ("Y-H‘Đăm", "y-hʼđăm"), ("H'Hen Niê", "H'Hen Niê"),
        ("Bà Rịa – Vũng Tàu", "ba ria - vung tau"), ("Bà Rịa - Vũng Tàu", "Bà Rịa – Vũng Tàu"), ("A & B", "a & b"),
    ],
)  # fmt: skip
def test_signs_in_a_name_are_those_of_any_keyboard(name: str, asked: str) -> None:
    row = person()
    Account.objects.filter(id=row.id).update(folded=fold(name))
    assert people.people_named(asked, {})[1] == [row.id]
    assert people.people_named(f"{asked} xyz", {})[1] == []
