"""How a dossier stands is what was recorded: clocks, fees, decision, papers, requests, shares and the row itself."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dvctt.accounts.models import Account
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.casework.proof import dossier_proof
from dvctt.casework.record import commitment
from dvctt.evidence import api as evidence
from dvctt.journal import api as journal
from dvctt.kernel import Ref, Refused, clock
from dvctt.notices import api as notices
from dvctt.ops.command import main
from tests.casework.test_finding import ask_amendment
from tests.casework.test_proven import forge, named, recommended, taken_back
from tests.fixtures_casework import CONFIRMED, World, make_applicant

pytestmark = pytest.mark.django_db
OF_REQUEST = "request_id IN (SELECT id FROM casework_amendmentrequest WHERE dossier_id = %s)"
OF_GRANT = "grant_id IN (SELECT id FROM casework_dossiergrant WHERE dossier_id = %s)"
LINE = "INSERT INTO casework_clockevent (dossier_id, clock, event, at, length, reason, basis, calendar)"
FORGERIES = [
    ("dossier_differs", "UPDATE casework_dossier SET due_at = coalesce(due_at, now()) + interval '9 d' WHERE id = %s"),
    ("dossier_differs", "UPDATE casework_dossier SET accepted_at = accepted_at + interval '1 s' WHERE id = %s"),
    ("dossier_differs", "UPDATE casework_dossier SET deciding = 'DDBD' WHERE id = %s"),
    ("dossier_differs", "UPDATE casework_dossier SET assignee_id = filer_id WHERE id = %s"),
    ("dossier_differs", "UPDATE casework_dossier SET state = 'received' WHERE id = %s"),
    ("dossier_differs", "UPDATE casework_dossier SET owner_id = "
     "(SELECT o.id FROM accounts_party o WHERE o.id <> owner_id LIMIT 1) WHERE id = %s"),
    ("clocks_differ", "UPDATE casework_clockevent SET at = at + interval '9 days' WHERE dossier_id = %s"),
    ("clocks_differ", "UPDATE casework_clockevent SET reason = 'khac' WHERE dossier_id = %s AND event <> 'start'"),
    ("clocks_differ", "DELETE FROM casework_clockevent WHERE dossier_id = %s AND event <> 'start'"),
    ("clocks_differ", f"{LINE} SELECT dossier_id, clock, 'extend', at, 10, reason, basis, '' "
     "FROM casework_clockevent WHERE dossier_id = %s LIMIT 1"),
    ("decision_differs", "UPDATE casework_decision SET authority_line = 'TUQ. BỘ TRƯỞNG' WHERE dossier_id = %s"),
    ("decision_differs", "UPDATE casework_decision SET name = 'Kẻ Giả Mạo' WHERE dossier_id = %s"),
    ("decision_differs", "DELETE FROM casework_decision WHERE dossier_id = %s"),
    ("papers_differ", "UPDATE casework_paper SET number = '99/GP-BNNMT' WHERE dossier_id = %s"),
    ("papers_differ", "DELETE FROM casework_paper WHERE dossier_id = %s"),
    ("fees_differ", "UPDATE casework_feenote SET amount = amount + 1 WHERE dossier_id = %s"),
    ("fees_differ", "UPDATE casework_feenote SET paid_on = paid_on - 1 WHERE dossier_id = %s"),
    ("fees_differ", "UPDATE casework_feenote SET note = 'BL 02' WHERE dossier_id = %s"),
    ("fees_differ", "UPDATE casework_feenote SET noted_by = 'ai đó' WHERE dossier_id = %s"),
    ("fees_differ", "DELETE FROM casework_feenote WHERE dossier_id = %s"),
    ("amendments_differ", "UPDATE casework_amendmentrequest SET answer_by = answer_by + 5 WHERE dossier_id = %s"),
    ("amendments_differ", "UPDATE casework_amendmentrequest SET closed_at = closed_at + interval '1 s' "
     "WHERE dossier_id = %s"),
    ("amendments_differ", f"UPDATE casework_amendmentitem SET wrong = 'khác' WHERE {OF_REQUEST}"),
    ("amendments_differ", f"UPDATE casework_amendmentitem SET answer = 'khác' WHERE {OF_REQUEST}"),
    ("shares_differ", "UPDATE casework_dossiergrant SET until = until + interval '90 days' WHERE dossier_id = %s"),
    ("shares_differ", "UPDATE casework_dossiergrant SET account_id = granted_by_id WHERE dossier_id = %s"),
    ("shares_differ", "UPDATE casework_dossiergrant SET ended_at = now(), ended_by_id = granted_by_id "
     "WHERE dossier_id = %s"),
    ("shares_differ", f"UPDATE casework_grantnote SET text = 'khác' WHERE {OF_GRANT}"),
    ("shares_differ", f"DELETE FROM casework_grantnote WHERE {OF_GRANT}"),
]  # fmt: skip
ANSWERS = """UPDATE casework_answerset SET values = jsonb_set(values, '{ten}', '"khác"') WHERE dossier_id = %s"""
EARLIER = ("UPDATE casework_clockevent SET at = at - interval '9 days' WHERE dossier_id = %s",
           "UPDATE casework_clockevent SET at = at + interval '9 days' WHERE dossier_id = %s")  # fmt: skip
LATER = ("UPDATE casework_dossier SET due_at = due_at + interval '1 day' WHERE id = %s",
         "UPDATE casework_dossier SET due_at = due_at - interval '1 day' WHERE id = %s")  # fmt: skip


def with_everything(world: World) -> UUID:
    """A dossier that was paid for, amended, shared, written about and decided."""
    dossier = world.in_appraisal()
    paid = {"note": "BL 01", "paid_on": clock.today().isoformat(), "amount": "8000000"}
    world.act("desk", dossier, "note_fee", paid)
    ask_amendment(world, dossier)
    world.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã sửa."}})
    until = clock.today() + timedelta(days=3)
    casework.share(
        world.people["head"], dossier, account=world.people["desk"].id, reason="Hỏi ý kiến.", until=until, comment=True
    )
    casework.write_note(world.people["desk"], dossier, "Hợp lệ.")
    world.act("appraiser", dossier, "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"})
    world.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    world.act("competent", dossier, "approve")
    return dossier


def test_how_a_dossier_stands_is_named_where_it_was_rewritten(water: World) -> None:
    make_applicant("Công ty khác", "0101010101")
    dossier = with_everything(water)
    assert named() == set()
    for code, statement in FORGERIES:
        with taken_back():
            forge(statement, dossier)
            found = tuple(casework.proof_findings())
            assert {one.code for one in found} == {code}, statement
            assert all(one.place.startswith(f"dossier:{dossier}#") for one in found), statement
    assert named() == set()


@pytest.mark.parametrize(("code", "there", "back"), [("clocks_differ", *EARLIER), ("dossier_differs", *LATER)])
def test_nothing_is_decided_where_it_stands_otherwise(water: World, code: str, there: str, back: str) -> None:
    dossier = recommended(water)
    forge(there, dossier)
    with pytest.raises(Refused, match="dossier_unproven"):
        water.act("competent", dossier, "approve")
    assert code in named()
    forge(back, dossier)
    water.act("competent", dossier, "approve")
    assert named() == set()


def test_a_later_act_does_not_make_good_what_was_rewritten_before_it(water: World) -> None:
    dossier = recommended(water)
    forge(LATER[0], dossier)
    paid = {"note": "BL 01", "paid_on": clock.today().isoformat(), "amount": "8000000"}
    water.act("desk", dossier, "note_fee", paid)
    assert named() == {"dossier_differs"}
    with pytest.raises(Refused, match="dossier_unproven"):
        water.act("competent", dossier, "approve")


@pytest.fixture
def older(water: World, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A dossier of a version whose entries committed neither to what was filed nor to how it stands."""
    with monkeypatch.context() as before:
        before.setattr(commitment, "state_to_commit", lambda _subject: {})
        before.setattr(dossier_proof, "filed", lambda *_taken: {})
        return recommended(water)


def test_what_no_entry_commits_to_is_told_as_such_and_committed_to_once(
    older: UUID, water: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> object:
        main(["journal", "verify", "--json"])
        return json.loads(capsys.readouterr().out)["not_committed"]

    with taken_back():
        forge(EARLIER[0], older)
        assert named() == set()  # nothing says what it was, and nothing says that it is forged
    assert told() == {"dossiers": 1, "filings": 1}
    assert main(["journal", "commit"]) == 0
    assert capsys.readouterr().out
    assert told() == {"dossiers": 0, "filings": 0}
    before = len(journal.entries(Ref("dossier", str(older))))
    assert main(["journal", "commit"]) == 0
    assert len(journal.entries(Ref("dossier", str(older)))) == before and capsys.readouterr().out
    for code, statement in (("clocks_differ", EARLIER[0]), ("filed_differs", ANSWERS)):
        with taken_back():
            forge(statement, older)
            assert named() == {code}
    water.act("competent", older, "approve")
    assert named() == set()


def test_what_differs_is_not_committed_to(older: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    forge("UPDATE casework_act SET actor_name = 'ai' WHERE dossier_id = %s AND action = 'recommend_grant'", older)
    before = len(journal.entries(Ref("dossier", str(older))))
    assert main(["journal", "commit"]) == 1
    assert f"dossier:{older}#" in capsys.readouterr().out
    assert len(journal.entries(Ref("dossier", str(older)))) == before


def exported(world: World, dossier: UUID, path: Path) -> int:
    code = str(Dossier.objects.get(pk=dossier).code)
    name = str(Account.objects.get(pk=world.people["head"].id).username)
    return main(["evidence", "export", code, str(path), "--purpose", "Công văn 12", "--by", name])


def test_evidence_runs_the_proof_and_what_was_filed_is_proven_by_the_file_alone(water: World, tmp_path: Path) -> None:
    dossier = recommended(water)
    assert exported(water, dossier, tmp_path / "whole.zip") == 0
    whole = evidence.verify(tmp_path / "whole.zip")
    assert whole.whole and "unbound" not in {one.code for one in whole.notes}
    forge(EARLIER[0], dossier)
    forge(ANSWERS, dossier)
    assert exported(water, dossier, tmp_path / "forged.zip") == 1
    checked = evidence.verify(tmp_path / "forged.zip")
    assert {one.code for one in checked.findings} == {"clocks_differ", "filed_differs"}
    assert all(one.place.startswith(f"dossier:{dossier}#") for one in checked.findings)
    assert "unbound" in {one.code for one in checked.notes}


def test_who_is_named_at_the_command_line_is_told(water: World, tmp_path: Path) -> None:
    dossier, head = water.in_appraisal(), water.people["head"]
    about = Ref("account", head.id)
    casework.take_evidence(head, dossier, purpose="Công văn 11")
    assert [one for one in notices.messages(about) if "xuất" in one.title] == []
    assert exported(water, dossier, tmp_path / "a.zip") == 0
    (told,) = (one for one in notices.messages(about) if "xuất" in one.title)
    assert str(Dossier.objects.get(pk=dossier).code) in told.title and "Công văn 12" not in told.body
