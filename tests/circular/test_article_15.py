"""Article 15: security and access."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker, Settings

from dvctt.kernel import Role
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.accounts import people
from tests.circular.conftest import PASSWORD, Story
from tests.fixtures_casework import make_officer, make_world
from tests.fixtures_mailsink import MailSink
from tests.fixtures_pki import Pki
from tests.ops.test_backup import empty
from tests.web import walking
from tests.web.accounts_pages import mailed, official
from tests.web.officers import officer_browser, place
from tests.web.test_guessing import enter


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
    """A dossier that was submitted by pages and backed up is there again after database and store were destroyed, page,
    files and proof alike, work goes on, and a guesser is stopped while the holder signs in.
    """
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
    name, phone, stranger = story.username("applicant"), Client(), Client()
    Client().post(reverse("lost_password"), {"login": name})
    link = mailed(story.mailbox, f"{name}@saokhue.example", "/account/password/")
    chosen = phone.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert chosen.status_code == 303
    assert enter(phone, name, PASSWORD) == "in"
    answers = [enter(stranger, name, f"guess {n}", f"198.51.100.{n}") for n in range(25)]
    assert answers[-1] == "too many"
    assert enter(stranger, name, PASSWORD) == "too many"
    assert enter(phone, name, PASSWORD) == "in"


def not_there(client: Client, story: Story, rest: str = "") -> tuple[int, str]:
    """What the browser is told of the dossier, which must be what it is told of one that there is not."""
    told = []
    for number in (story.dossier, uuid4()):
        answer = client.get(place(number, rest))
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"\w{64}\"|CSRFToken\": \"\w+\"", "", answer.content.decode())
        told.append((answer.status_code, text))
    assert told[0] == told[1]
    return told[0]


def others(story: Story) -> dict[str, Client]:
    """Officials without a part in the dossier, and a stranger."""
    ended = make_officer("Đã Thôi", Role.APPRAISER, "DDBD-QL", "Chuyên viên", "")
    browsers = {
        "another unit": officer_browser(make_officer("Người Ngoài", Role.APPRAISER, "TNN-CP", "Chuyên viên", "")),
        "another agency's head": officer_browser(make_officer("Cục Khác", Role.COMPETENT, "TNN", "Cục trưởng", "")),
        "operator": officer_browser(make_officer("Vận Hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")),
        "ended": officer_browser(ended),
        "nobody": Client(),
    }
    assert browsers["ended"].get(place(story.dossier)).status_code == 200
    operator = official("vanhanh", Role.OPERATOR, "CNTT")
    person = operator.get(reverse("operator:person", args=[ended.id])).content.decode()
    (end,) = set(re.findall(r"/operator/people/[0-9a-f-]{36}/appointments/[0-9a-f-]{36}/end/", person))
    assert operator.post(end, {"reason": "Điều chuyển", "at_once": "1"}).status_code == 303
    return browsers


@pytest.mark.circular("15.2")
def test_15_2_only_who_has_a_part_sees_a_dossier_and_its_owner_reads_who_looked(story: Story) -> None:
    """To officials elsewhere, an operator, one whose position ended, another applicant and a stranger a dossier answers
    as one that does not exist, and its owner reads who looked.
    """
    story.arranged()
    story.take_in()
    code = story.code()
    owner = str(story.world.people["applicant"].name)
    (paper,) = re.findall(r"/documents/[0-9a-f-]{36}/", story.page("applicant"))[:1]
    seen_by = {"another unit": 404, "another agency's head": 404, "operator": 403, "ended": 403, "nobody": 302}
    for name, client in others(story).items():
        for rest in ("", "course/", "sharing/", "act/appraise/"):
            status, text = not_there(client, story, rest)
            assert status == seen_by[name], (name, rest, status)
            assert code not in text and owner not in text, (name, rest)
        assert client.get(paper).status_code != 200, name
        found = client.get("/officer/", {"q": code, "tab": "all"})
        assert str(story.dossier) not in found.content.decode(), name
    neighbour = walking.browser(people.acting(people.applicant()))
    assert neighbour.get(story.address("applicant")).status_code == 404
    assert neighbour.get(paper).status_code == 404
    looks = story.page("applicant", "who/")
    assert "Phòng Cấp phép" not in looks and "Người Ngoài" not in looks
    assert code in story.page("head")
    before, after = (page.count("Lãnh đạo đơn vị thẩm định") for page in (looks, story.page("applicant", "who/")))
    assert after > before
