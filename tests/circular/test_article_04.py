"""Article 4: electronic transactions."""

import html
import json

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from dvctt.casework.models import Dossier
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
    """Who did what and when, on the page and in the journal; changed in the database, the command names the entry."""
    begun = clock.now()
    story.returned()
    assert sealing.seal() == 1
    entries = recorded(story)
    people = {who: story.world.people[who] for who, _act in STEPS}
    acts = [(one["actor"]["id"], one["act"]) for one in entries if one["actor"]["kind"] != "system"]
    assert acts == [(people[who].id, act) for who, act in STEPS]
    times = [one["at"] for one in entries]
    assert times == sorted(times)
    assert begun.astimezone().isoformat()[:10] <= times[0][:10] <= clock.now().isoformat()[:10]
    course = html.unescape(story.page("head", "course/"))
    assert all(people[who].name in course for who, _act in STEPS)
    refused = len(recorded(story))
    again = story.browser("desk").post(story.address("desk", "act/accept/"), {"seen": "1", "key": "again"})
    assert again.status_code in (404, 409)
    assert len(recorded(story)) == refused
    for statement in ("UPDATE journal_entry SET body = body || ' '", "DELETE FROM journal_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert main(["journal", "verify"]) == WHOLE
    number = next(one["seq"] for one in entries if one["act"] == "dossier:approve")
    capsys.readouterr()
    with superuser() as cursor:
        cursor.execute(
            "UPDATE journal_entry SET body = replace(body, 'dossier:approve', 'dossier:reject') "
            "WHERE subject_kind = 'dossier' AND subject_id = %s AND seq = %s",
            [str(story.dossier), number],
        )
    assert main(["journal", "verify"]) == 1
    assert f"dossier:{story.dossier}#{number}: nội dung bản ghi đã bị thay đổi" in capsys.readouterr().out
    assert Dossier.objects.get(pk=story.dossier).state == "returned"


def recorded(story: Story) -> list[dict[str, object]]:
    """What the journal says of the dossier."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM journal_entry WHERE subject_kind = 'dossier' AND subject_id = %s ORDER BY seq",
            [str(story.dossier)],
        )
        return [json.loads(body) for (body,) in cursor.fetchall()]
