"""People and dossiers of the table of authority, built once for the tests of a file."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.fixtures_pki import Pki
from tests.structure.authority import Ground, ground


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker, pki: Pki) -> Iterator[Ground]:
    """The ground; each question takes back what it did, and all of it is taken back after the file."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block._from_testcase = True  # type: ignore[attr-defined]
        with block:
            yield ground()
            transaction.set_rollback(True)
