"""The key of sealed values is changed on real data, while every guard and the journal's proof stay whole."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import DatabaseError, connection, transaction

from dvctt.accounts.models import Party
from dvctt.accounts.registration import declaration as declared
from dvctt.casework import api as casework
from dvctt.casework.models import AnswerSet
from dvctt.documents import api as documents
from dvctt.journal import api as journal
from dvctt.journal.models import Personal
from dvctt.kernel.field_encryption import FieldCipher, Unreadable
from tests.accounts import people as registrants
from tests.fixtures_casework import make_world
from tests.fixtures_pki import Pki

pytestmark = pytest.mark.django_db
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


@pytest.fixture
def keys(settings: Any) -> Iterator[Callable[..., None]]:
    """Changes the keys of the running product, as a restart with other settings does."""

    def use(*values: str) -> None:
        settings.SENSITIVE_KEYS = list(values)
        journal.cipher.cache_clear()

    yield use
    journal.cipher.cache_clear()


def test_everything_is_sealed_anew_and_the_old_key_opens_nothing(keys: Callable[..., None], pki: Pki) -> None:
    keys(OLD)
    world = make_world("1.000082")
    dossier = world.in_appraisal()
    registration = registrants.confirmed("individual", registrants.individual())
    declaration = declared.read(registrants.row(registration))
    page = casework.dossier_page(world.people["appraiser"], dossier)

    keys(NEW, OLD)
    assert all(one.renewed and not one.newest for one in journal.reseal(check=True))
    told = journal.reseal()
    assert {"accounts_registration.sealed", "casework_answerset.values", "journal_personal.sealed"} <= {
        one.place for one in told
    }
    assert sum(one.unreadable for one in told) == 0
    assert sum(one.renewed for one in journal.reseal(check=True)) == 0

    keys(NEW)
    assert casework.dossier_page(world.people["appraiser"], dossier).sections == page.sections
    assert declared.read(registrants.row(registration)) == declaration
    assert journal.verify(documents.stamped_at) == ()
    old = FieldCipher([OLD], "index")
    for sealed in Personal.objects.exclude(sealed="").values_list("sealed", flat=True):
        with pytest.raises(Unreadable):
            old.decrypt(sealed)


def test_the_guards_let_nothing_else_through(keys: Callable[..., None], pki: Pki) -> None:
    keys(OLD)
    world = make_world("1.000082")
    world.in_appraisal()
    frozen = AnswerSet.objects.exclude(frozen_at=None).order_by("id")[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL dvctt.resealing = 'on'")
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            AnswerSet.objects.filter(pk=frozen.pk).update(values=frozen.values | {"more": 1})
        cursor.execute("SET LOCAL dvctt.resealing = 'off'")
        with pytest.raises(DatabaseError, match="only be erased"), transaction.atomic():
            cursor.execute("UPDATE journal_personal SET sealed = 'x' WHERE sealed <> ''")


def test_what_opens_with_no_key_is_counted_and_left(keys: Callable[..., None]) -> None:
    keys(OLD)
    sealed = journal.cipher().encrypt("001185004512")
    party = Party.objects.create(
        kind="individual", name="Lê Thị Lan", folded="le thi lan", identity_sealed=sealed, identity_index="0" * 64
    )
    keys(NEW)
    found = {one.place: one for one in journal.reseal()}["accounts_party.identity_sealed"]
    assert (found.renewed, found.unreadable) == (0, 1)
    assert Party.objects.get(pk=party.pk).identity_sealed == sealed
