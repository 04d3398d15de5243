"""What is decided on is what was recorded: whoever rewrites it in the database is named, and nothing rests on it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection, transaction

from dvctt.casework import api as casework
from dvctt.casework.erasure import words as erasing
from dvctt.casework.models import Act, Attachment, Dossier
from dvctt.documents.models import Document
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import Refused, system
from tests.casework.test_finding import ask_amendment
from tests.fixtures_casework import CONFIRMED, World

pytestmark = pytest.mark.django_db
GRANT = {"report": "Đủ điều kiện.", "proposal": "grant"}
TEXT = "jsonb_set(%s, '{%s}', '\"kẻ khác\"')"
FORGERIES = [
    ("act_differs", "casework_act", "contents = " + TEXT % ("contents", "licence,yeu_cau"), "contents <> '{}'"),
    ("act_differs", "casework_act", "contents = '{}'", "contents <> '{}'"),
    ("act_differs", "casework_act", "inputs = " + TEXT % ("inputs", "report"), "action = 'appraise'"),
    ("act_differs", "casework_act", "inputs = inputs - 'report'", "action = 'appraise'"),
    ("act_differs", "casework_act", "inputs = " + TEXT % ("inputs", "proposal"), "action = 'appraise'"),
    ("act_differs", "casework_act", "actor_name = 'Kẻ Giả Mạo'", "action = 'recommend_grant'"),
    ("act_differs", "casework_act", "actor_id = 'ai-do'", "action = 'recommend_grant'"),
    ("act_differs", "casework_act", "at = at - interval '1 day'", "action = 'accept'"),
    ("act_differs", "casework_act", "action = 'recommend_not_grant'", "action = 'recommend_grant'"),
    ("act_not_recorded", "casework_act", "seq = seq + 100", "action = 'recommend_grant'"),
    ("filed_differs", "casework_answerset", "values = " + TEXT % ("values", "ten"), "frozen_at IS NOT NULL"),
    ("filed_differs", "casework_answerset", "frozen_at = frozen_at + interval '1 hour'", "frozen_at IS NOT NULL"),
    ("filed_differs", "casework_attachment", "component = 'khac'", "true"),
    ("filed_differs", "casework_attachment", "removed_in = 1, added_in = 0", "true"),
    ("filed_differs", "casework_declaration", "state = 'void'", "true"),
]  # fmt: skip


def recommended(world: World) -> UUID:
    dossier = world.in_appraisal()
    world.act("appraiser", dossier, "appraise", GRANT)
    world.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    return dossier


def named() -> set[str]:
    return {one.code for one in casework.proof_findings()}


def forge(statement: str, *values: object) -> None:
    """Write as the database's superuser, whom no trigger stops."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement
        cursor.execute("SET session_replication_role = DEFAULT")


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_everything_that_an_act_and_a_filing_said_is_named_where_it_was_rewritten(water: World) -> None:
    dossier = recommended(water)
    assert named() == set()
    for code, table, change, where in FORGERIES:
        with taken_back():
            forge(f"UPDATE {table} SET {change} WHERE dossier_id = %s AND {where}", dossier)
            assert code in named(), (table, change)
    with taken_back():
        other = Document.objects.exclude(pk__in=Attachment.objects.values("document")).values_list("blob_id").first()
        assert other is not None
        one = Attachment.objects.filter(dossier=dossier).values_list("document_id", flat=True)[0]
        forge("UPDATE documents_document SET blob_id = %s WHERE id = %s", other[0], one)
        assert named() == {"filed_differs"}
    with taken_back():
        forge("DELETE FROM casework_act WHERE dossier_id = %s AND action = 'recommend_grant'", dossier)
        assert named() == {"act_missing"}
    assert named() == set()


def test_nothing_is_decided_on_what_was_rewritten(water: World) -> None:
    dossier = recommended(water)
    row = Act.objects.get(dossier=dossier, action="appraise")
    term = "jsonb_set(contents, '{licence,thoi_han}', '\"50\"')"
    forge(f"UPDATE casework_act SET contents = {term} WHERE id = %s", row.pk)
    revision = Dossier.objects.get(pk=dossier).revision
    with pytest.raises(Refused, match="dossier_unproven"):
        water.act("competent", dossier, "approve")
    assert Dossier.objects.get(pk=dossier).revision == revision
    event = SecurityEvent.objects.get(kind="register_forged")
    assert (event.detail, event.place) == ("act_differs", f"dossier:{dossier}#{row.seq}")
    forge("UPDATE casework_act SET contents = %s::jsonb WHERE id = %s", json.dumps(row.contents), row.pk)
    water.act("competent", dossier, "approve")


def test_nothing_is_decided_where_an_entry_was_rewritten(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", GRANT)
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    forge(
        "UPDATE journal_entry SET body = replace(body, 'recommend_grant', 'recommend_not_grant')"
        " WHERE subject_id = %s AND body LIKE '%%recommend_grant%%'", str(dossier),
    )  # fmt: skip
    with pytest.raises(Refused, match="dossier_unproven"):
        surveying.act("competent", dossier, "approve")


def test_an_amended_dossier_is_whole_also_when_its_words_are_erased(water: World) -> None:
    decided = water.decided()
    amended = water.in_appraisal()
    ask_amendment(water, amended)
    water.act("applicant", amended, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã sửa."}})
    assert named() == set()
    for dossier in (decided, amended):
        erasing.erase_words(system("erasure"), dossier, "rule")
    assert named() == set()
    words = "inputs = jsonb_set(inputs, '{opinion}', '\"khác\"')"
    for change, action in ((words, "recommend_grant"), ("actor_name = 'Kẻ Giả Mạo'", "submit")):
        with taken_back():
            forge(f"UPDATE casework_act SET {change} WHERE dossier_id = %s AND action = %s", decided, action)
            assert named() == {"act_differs"}, action
