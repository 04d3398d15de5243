"""Article 15: security and access."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from dvctt.accounts.models import Account
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.circular.conftest import Story
from tests.fixtures_casework import make_world
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.ops.test_backup import empty
from tests.web.test_guessing import enter

PASSWORD = "một câu dễ nhớ 27"


@pytest.fixture
def lasting(
    committed_db: str, django_db_blocker: DjangoDbBlocker, pki: Pki, mailbox: MailSink, settings: Settings,
    tmp_path: Path,
) -> Iterator[Story]:  # fmt: skip
    """The story of 1.000082 in an installation of its own, in which what is done is committed."""
    tmp_path.chmod(0o700)
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "bytes"}}
    settings.STORAGES = {**settings.STORAGES, "default": store}
    settings.VAR, settings.JOURNAL_WITNESS = tmp_path / "var", tmp_path / "witness"
    settings.JOURNAL_PUBLISHED = tmp_path / "published" / "seals.jsonl"
    with django_db_blocker.unblock():
        yield Story(make_world("1.000082"), pki, mailbox, tmp_path)


@pytest.mark.circular("15.1")
def test_15_1_information_outlasts_the_loss_of_everything_and_guessing(
    lasting: Story, committed_db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Filed by pages, backed up, all destroyed, restored: page, file and proof are there; a guesser gets nowhere."""
    story, folder = lasting, lasting.folder / "backups"
    story.submitted()
    page, files = shown(story), story.downloads("applicant", story.address("applicant"))
    assert files
    assert sealing.seal() == 1
    assert main(["backup", "create", str(folder)]) == 0
    assert main(["backup", "verify", str(folder)]) == 0
    destroy(committed_db, story.folder)
    assert main(["backup", "restore", str(folder)]) == 0, capsys.readouterr().out
    assert main(["journal", "verify"]) == 0
    assert shown(story) == page
    assert story.downloads("applicant", story.address("applicant")) == files
    story.act("desk", "accept")
    holder_gets_in_and_guesser_does_not(story)


def shown(story: Story) -> str:
    """The applicant's page of the dossier, without the token that each request has of its own."""
    return re.sub(r'(csrfmiddlewaretoken" value=|CSRFToken": )"\w+"', "", story.page("applicant"))


def destroy(database: str, folder: Path) -> None:
    """Database, store, witness and published seals are gone; what is left are the keys and the backup."""
    empty(database)
    for name in ("bytes", "witness", "published"):
        shutil.rmtree(folder / name)
    with connection.cursor() as cursor:
        assert connection.introspection.table_names(cursor) == []


def holder_gets_in_and_guesser_does_not(story: Story) -> None:
    account = Account.objects.get(pk=story.world.people["applicant"].id)
    account.set_password(PASSWORD)
    account.save()
    phone, stranger = Client(), Client()
    assert enter(phone, account.username, PASSWORD) == "in"
    answers = [enter(stranger, account.username, f"guess {n}", f"198.51.100.{n}") for n in range(25)]
    assert answers[-1] == "too many"
    assert enter(stranger, account.username, PASSWORD) == "too many"
    assert enter(phone, account.username, PASSWORD) == "in"
