"""Article 4: electronic transactions."""

import html
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from dvctt.kernel import clock
from dvctt.ops import sealing
from dvctt.ops.command import main
from tests.circular.conftest import Story
from tests.ops.test_forgeries import superuser

WHOLE = 0
STEPS = [
    ("applicant", "dossier:submit"), ("desk", "dossier:accept"), ("appraiser", "dossier:take"),
    ("appraiser", "dossier:appraise"), ("head", "dossier:recommend_grant"), ("competent", "dossier:approve"),
    ("clerk", "dossier:number_and_seal"), ("clerk", "dossier:publish"),
]  # fmt: skip


@pytest.mark.circular("4.3")
def test_4_3_every_transaction_is_recorded_and_no_change_of_the_record_passes(
    story: Story, own_record: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who did what and when stands on the page and in the exported journal, a refused act leaves nothing there, the
    database refuses to change an entry, and where a superuser changed one the verification names it.
    """
    begun = clock.now()
    story.returned()
    assert sealing.seal() == 1
    entries = [entry for entry in story.recorded() if entry["act"] in dict(map(reversed, STEPS))]
    assert [(entry["actor"]["id"], entry["act"]) for entry in entries] == [
        (story.world.people[who].id, act) for who, act in STEPS
    ]
    times = [begun, *(datetime.fromisoformat(entry["at"]) for entry in entries), clock.now()]
    assert times == sorted(times)
    course = html.unescape(story.page("head", "course/"))
    assert all(story.world.people[who].name in course for who, _act in STEPS)
    recorded = [entry["seq"] for entry in story.recorded() if entry["act"].startswith("dossier:")]
    again = story.browser("desk").post(story.address("desk", "act/accept/"), {"seen": "1", "key": "again"})
    assert again.status_code in (404, 409)
    assert [entry["seq"] for entry in story.recorded() if entry["act"].startswith("dossier:")] == recorded
    for statement in ("UPDATE journal_entry SET body = body || ' '", "DELETE FROM journal_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert main(["journal", "verify"]) == WHOLE
    number = next(entry["seq"] for entry in entries if entry["act"] == "dossier:approve")
    capsys.readouterr()
    with superuser() as cursor:
        cursor.execute(
            "UPDATE journal_entry SET body = replace(body, 'dossier:approve', 'dossier:reject') "
            "WHERE subject_kind = 'dossier' AND subject_id = %s AND seq = %s",
            [str(story.dossier), number],
        )
    assert main(["journal", "verify"]) == 1
    assert f"dossier:{story.dossier}#{number}: nội dung bản ghi đã bị thay đổi" in capsys.readouterr().out
