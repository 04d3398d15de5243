"""The main job through `perform`: from draft to a delivered licence, and the ways that end otherwise."""

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier, Paper
from dvctt.documents import queries as documents
from dvctt.documents.models import Rendition
from dvctt.journal import api as journal
from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World


def test_a_dossier_goes_from_draft_to_a_delivered_licence(surveying: World) -> None:
    dossier = surveying.decided()
    outcome = surveying.act("clerk", dossier, "number_and_seal")
    assert outcome.state == "signing"

    outbox.drain()
    row = Dossier.objects.get(pk=dossier)
    assert row.state == "issued"
    assert Paper.objects.get(dossier=dossier, name="licence").number.endswith("/GP-ĐĐBĐVN")

    surveying.act("clerk", dossier, "publish")
    page = casework.dossier_page(surveying.people["applicant"], dossier)
    assert (page.outcome, page.status) == ("granted", 10)
    licence = next(paper for paper in page.papers if paper.name == "licence")
    assert licence.document_id is not None
    assert [entry.action for entry in page.timeline][:2] == ["publish", "issued"]
    acts = [entry.act for entry in journal.entries(Ref("dossier", str(dossier)))]
    assert acts[0] == "dossier:submit"
    assert "dossier:approve" in acts
    assert journal.verify() == ()


def test_the_licence_prints_no_note_of_the_decision_and_no_remark_on_the_fee(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ điều kiện.", "proposal": "grant"})
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    surveying.act("competent", dossier, "approve", {"note": "Có hiệu lực trên toàn quốc."})
    fee = {"amount": "500000", "note": "Biên lai 123", "paid_on": clock.today().isoformat()}
    surveying.act("desk", dossier, "note_fee", fee)
    surveying.act("clerk", dossier, "number_and_seal")
    made = documents.rendition_data(
        Rendition.objects.get(pk=Paper.objects.get(dossier=dossier, name="licence").rendition)
    )
    assert "Có hiệu lực trên toàn quốc." not in str(made) and "Biên lai 123" not in str(made)
