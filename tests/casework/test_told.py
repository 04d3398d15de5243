"""What officers write in words stands in the journal so that it can be erased; the codes they choose stand for ever."""

import pytest

from dvctt.journal import api as journal
from dvctt.journal.models import Entry
from dvctt.kernel import Ref, clock, system
from tests.fixtures_casework import World

SAID = "Ông Nguyễn Văn A không phải người đại diện."


@pytest.mark.circular("14.1.a")
def test_words_of_a_refusal_can_be_erased_and_its_ground_stays(surveying: World) -> None:
    dossier = surveying.submitted()
    surveying.act("desk", dossier, "refuse", {"grounds": "not_lawful", "reason": SAID, "basis": "NĐ 27/2019/NĐ-CP"})
    ref = Ref("dossier", str(dossier))
    entry = journal.entries(ref)[-1]
    assert (entry.act, entry.reason) == ("dossier:refuse", "not_lawful")
    assert entry.personal == {"reason": SAID, "basis": "NĐ 27/2019/NĐ-CP"}
    assert SAID not in Entry.objects.get(pk=entry.id).body
    journal.erase_personal(ref, system("demonstration"), "test")
    assert not next(one for one in journal.entries(ref) if one.id == entry.id).personal
    assert journal.verify() == ()


@pytest.mark.circular("14.1.a")
def test_words_of_an_amendment_request_are_kept_place_by_place(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    items = [{"kind": "other", "target": "", "wrong": SAID}]
    payload = {"reason": "Chưa rõ.", "answer_by": clock.today().isoformat(), "items": items}
    surveying.act("appraiser", dossier, "request_amendment", payload)
    entry = next(
        one for one in reversed(journal.entries(Ref("dossier", str(dossier)))) if one.act == "dossier:request_amendment"
    )
    assert entry.personal == {"reason": "Chưa rõ.", "items.0.wrong": SAID}
    body = Entry.objects.get(pk=entry.id).body
    assert SAID not in body and "Chưa rõ" not in body
