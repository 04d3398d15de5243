"""What officers write in words stands in the journal so that it can be erased; the codes they choose stand for ever."""

import pytest
from django.db import IntegrityError, connection, transaction

from dvctt.accounts.models import Account
from dvctt.casework import api as casework
from dvctt.casework.erasure.words import PERMIT, erase_words
from dvctt.casework.models import Act, AnswerSet, Attachment, Dossier, DossierGrant, GrantNote
from dvctt.journal import api as journal
from dvctt.journal.models import Entry
from dvctt.kernel import Forbidden, Ref, clock, system
from dvctt.outbox import api as outbox
from tests.erased import standing
from tests.fixtures_casework import World

SAID = "Ông Nguyễn Văn A không phải người đại diện."


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


def test_words_are_erased_wherever_they_stand(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    give = {"unit": "DDBD-QL", "reason": SAID, "until": clock.today(), "comment": True}
    casework.share(surveying.people["head"], dossier, **give)
    items = [{"kind": "other", "target": "", "wrong": SAID}]
    asked = {"reason": SAID, "answer_by": clock.today().isoformat(), "items": items}
    surveying.act("appraiser", dossier, "request_amendment", asked)
    casework.save_answers(surveying.people["applicant"], dossier, {"1": SAID})
    grant = DossierGrant.objects.get()
    author = Account.objects.get(pk=surveying.people["head"].id)
    GrantNote.objects.create(grant=grant, author=author, at=clock.now(), text=SAID)
    found = {one.partition(":")[0] for one in standing([SAID])}
    assert found >= {"casework_act.inputs", "casework_amendmentitem.wrong", "casework_amendmentitem.answer",
                     "casework_amendmentrequest.reason", "casework_dossiergrant.reason", "casework_grantnote.text",
                     "journal_personal.sealed"}  # fmt: skip
    with pytest.raises(Forbidden):
        erase_words(surveying.people["head"], dossier, "test")
    acts = list(Act.objects.order_by("seq").values("seq", "action", "at", "from_state", "to_state", "key"))
    assert erase_words(system("archive"), dossier, "test") > 0
    # The paper that was made of the request is a record.
    assert {one.partition(":")[0] for one in standing([SAID])} == {"documents_rendition.data_sealed"}
    assert list(Act.objects.order_by("seq").values(*acts[0])) == acts
    assert journal.verify() == ()
    with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
        Act.objects.update(inputs={})
    for change in ({"inputs": {}}, {"to_state": ""}, {"inputs": {"reason": "Khác"}}):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(PERMIT)
            with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
                Act.objects.exclude(inputs={}).update(**change)
    assert casework.dossier_page(surveying.people["head"], dossier).timeline


def test_drafts_of_a_cancelled_account_are_dropped_the_discarded_ones_too(surveying: World) -> None:
    gone, discarded, filed = surveying.open(), surveying.complete(), surveying.submitted()
    surveying.act("applicant", discarded, "discard")
    applicant = surveying.people["applicant"]
    assert applicant.on_behalf is not None
    outbox.emit("account_cancelled", Ref("account", applicant.id), parties=[applicant.on_behalf.id])
    outbox.drain()
    assert not Dossier.objects.filter(pk=gone).exists()
    (kept,) = AnswerSet.objects.filter(dossier=discarded)
    assert kept.values == {} and not Attachment.objects.filter(dossier=discarded).exists()
    assert Act.objects.get(dossier=discarded).actor_name == ""
    assert AnswerSet.objects.get(dossier=filed).values
    assert journal.verify() == ()
