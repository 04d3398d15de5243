"""Whether the system can serve is told truly: 503, and which part fails."""

import errno
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse
from psycopg import errors
from pytest_django import Settings

from dvctt.documents import disks
from dvctt.journal import api as journal
from dvctt.kernel import Ref, Role, clock, system
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World, make_officer, pdf
from tests.web.officers import officer_browser
from tests.web.walking import address, browser, valid

pytestmark = pytest.mark.django_db
NO_BACKUP, NO_TRIAL = "Chưa có bản sao lưu nào", "Chưa khôi phục thử thành công"
OLD_BACKUP, OLD_TRIAL = "Bản sao lưu gần nhất là ngày", "Lần khôi phục thử thành công gần nhất là ngày"


@pytest.fixture
def settled(settings: Settings, tmp_path: Path) -> Settings:
    """A worker that has just shown itself, nothing that waits, and disks with room."""
    settings.VAR = tmp_path
    shows_itself(0)
    return settings


def shows_itself(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def told(client: Client | None = None) -> tuple[int, str]:
    answer = (client or Client()).get("/health/ready")
    return answer.status_code, answer.content.decode().strip()


def test_all_is_well(settled: Settings) -> None:
    assert told() == (200, "ok")


def test_a_worker_that_shows_itself_no_more_is_told(settled: Settings) -> None:
    shows_itself(61)
    assert told() == (503, "worker")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert told() == (503, "worker")


def test_work_that_is_due_and_not_taken_up_is_told(settled: Settings) -> None:
    outbox.emit("nobody_listens", Ref("dossier", "1"))
    assert told() == (200, "ok")
    with clock.travel(clock.now() + timedelta(minutes=11)):
        assert told() == (503, "queue")
    outbox.drain("event")
    with clock.travel(clock.now() + timedelta(minutes=11)):
        assert told() == (200, "ok")


def test_a_backup_or_trial_of_too_long_ago_is_told_and_why_to_the_operator_alone(settled: Settings) -> None:
    who = make_officer("Người Vận Hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")

    def said(days: int) -> list[str]:
        """What the operator reads; health says no more than that there is something."""
        with clock.travel(clock.now() + timedelta(days=days)):
            page = valid(officer_browser(who).get(reverse("operator:home")))
            # What signing in has told others is no work that waits.
            outbox.drain()
            found = [words for words in (NO_BACKUP, NO_TRIAL, OLD_BACKUP, OLD_TRIAL) if words in page]
            assert told() == (200, "degraded" if found else "ok")
            return found

    # A new installation is well.
    assert (said(1), said(3), said(101)) == ([], [NO_BACKUP], [NO_BACKUP, NO_TRIAL])
    tried = {"at": clock.now().isoformat(), "whole": True}
    for ref, after in ((ministry.BACKUP_MADE, {}), (ministry.BACKUP_TRIED, tried)):
        journal.append(ref, system("command_line"), "backup", before={}, after=after)
    assert (said(1), said(3), said(101)) == ([], [OLD_BACKUP], [OLD_BACKUP, OLD_TRIAL])


def test_a_disk_that_is_full_or_cannot_be_written_to_is_told(
    settled: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled.LEAST_FREE_MB = 10**9
    assert told() == (503, "disk")
    settled.LEAST_FREE_MB = 1
    assert told() == (200, "ok")

    def full(**_how: object) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disks.tempfile, "TemporaryFile", full)
    assert told() == (503, "disk")


def test_who_is_signed_in_is_told_too_that_the_database_is_away(
    settled: Settings, surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = browser(surveying.people["applicant"])
    assert told(mine) == (200, "ok")

    def away(*_what: object) -> Any:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(connection, "cursor", away)
    assert [told(mine), told(Client())] == [(503, "database")] * 2
    mine.raise_request_exception = False
    page = mine.get("/me/")
    assert page.status_code == 503 and page.headers["Retry-After"]
    assert mine.get("/health/live").status_code == 200


@pytest.mark.parametrize(("raised", "state", "status"), [
    (OperationalError, errors.LockNotAvailable, 503), (OperationalError, errors.DeadlockDetected, 503),
    (OperationalError, errors.SerializationFailure, 503), (OperationalError, errors.AdminShutdown, 503),
    (ProgrammingError, errors.UndefinedColumn, 500),
])  # fmt: skip
def test_what_the_database_breaks_off_may_be_tried_again(
    surveying: World,
    monkeypatch: pytest.MonkeyPatch,
    raised: type[Exception],
    state: type[Exception],
    status: int,
) -> None:
    mine = browser(surveying.people["applicant"])
    mine.raise_request_exception = False

    def broken_off(*_what: object) -> Any:
        raise raised("broken off") from state()

    monkeypatch.setattr("dvctt.accounts.changes.set_language", broken_off)
    assert mine.post("/account/language/", {"language": "en"}).status_code == status


def test_a_file_that_finds_no_room_may_be_sent_again(
    surveying: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path
    dossier, mine = surveying.open(), browser(surveying.people["applicant"])
    here = address(dossier, f"papers/{surveying.answers['given'][0]}/")
    part = {"name": "a.pdf", "size": "2000", "offset": "0", "file": SimpleUploadedFile("a", pdf())}

    def full(*_what: object, **_how: object) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as without_room:
        without_room.setattr(Path, "open", full)
        assert mine.post(here, part).status_code == 503
