"""What was filed and signed stays as it was, whatever happens to the dossier afterwards."""

import base64
import json
from dataclasses import replace
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Act, AnswerSet, Attachment, Declaration, SensitiveIndex
from dvctt.documents import store
from dvctt.journal import api as journal
from dvctt.kernel import Mandate, NotFound, Ref, Refused, new_id
from tests.casework.test_ways import asked
from tests.fixtures_casework import CONFIRMED, World, pdf


def other_file(dossier: UUID) -> UUID:
    """One more document of the dossier."""
    return store.keep(pdf(), name="khac.pdf", kind="attachment", subject=Ref("dossier", str(dossier))).id


def test_what_was_filed_is_not_signed_again(surveying: World) -> None:
    dossier, actor = surveying.submitted(), surveying.people["applicant"]
    before = Declaration.objects.values().get(dossier_id=dossier)
    for attempt in (
        lambda: casework.sign_declaration(actor, dossier, other_file(dossier)),
        lambda: casework.confirm_declaration(actor, dossier),
        lambda: casework.confirm_authority(actor, dossier),
        lambda: casework.prepare_declaration(actor, dossier),
    ):
        with pytest.raises(Refused):
            attempt()
    assert Declaration.objects.values().get(dossier_id=dossier) == before


def test_amending_leaves_the_filed_declaration_with_the_officers(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    filed = Declaration.objects.get(dossier_id=dossier)
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    surveying.hand_in(dossier, "hop_dong_phu_trach", name="moi.pdf")

    def seen_by_officer() -> list[object]:
        return [one.signed_id for one in casework.dossier_page(surveying.people["appraiser"], dossier).signatures]

    assert seen_by_officer() == [filed.signed_id]
    assert casework.dossier_page(surveying.people["applicant"], dossier).declaration is None
    surveying.declare(dossier)
    assert seen_by_officer() == [filed.signed_id]
    surveying.act("appraiser", dossier, "cancel_amendment", {"reason": "Không cần nữa."})
    assert seen_by_officer() == [filed.signed_id]

    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    surveying.hand_in(dossier, "hop_dong_phu_trach", name="moi.pdf")
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã mở lại."}})
    assert seen_by_officer() == [filed.signed_id]


def test_an_officer_reads_only_what_was_filed(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    appraiser, applicant = surveying.people["appraiser"], surveying.people["applicant"]
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    surveying.hand_in(dossier, "hop_dong_phu_trach", name="moi.pdf")
    surveying.declare(dossier)
    staged = Attachment.objects.get(dossier_id=dossier, added_in=2).document_id
    declared = Declaration.objects.get(dossier_id=dossier, number=2).document_id
    for document in (staged, declared):
        assert document is not None
        assert casework.may_read_document(applicant, document) == dossier
        with pytest.raises(NotFound):
            casework.may_read_document(appraiser, document)
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": {"1": "Đã mở lại."}})
    for document in (staged, declared):
        assert document is not None
        assert casework.may_read_document(appraiser, document) == dossier


def test_an_officer_sees_what_the_filed_answers_require(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    before = _wanted(surveying, dossier)
    staged = AnswerSet.objects.get(dossier_id=dossier, number=2)
    staged.values = {}
    staged.save()
    assert _wanted(surveying, dossier) == before


def _wanted(world: World, dossier: UUID) -> list[tuple[str, bool, bool]]:
    page = casework.dossier_page(world.people["appraiser"], dossier)
    return [(one.id, one.required, one.missing) for one in page.components]


def test_the_journal_names_the_owner_for_whom_one_acted(surveying: World) -> None:
    dossier = surveying.ready()
    actor = surveying.people["applicant"]
    owner = actor.on_behalf
    assert owner is not None
    other = Ref("party", str(new_id()))
    surveying.people["applicant"] = replace(actor, on_behalf=other, mandates=(*actor.mandates, Mandate(other.id)))
    surveying.act("applicant", dossier, "submit", CONFIRMED)
    entry = journal.entries(Ref("dossier", str(dossier)))[-1]
    assert (entry.act, entry.on_behalf) == ("dossier:submit", owner)
    assert Act.objects.get(dossier_id=dossier).on_behalf == owner.id


def test_a_sensitive_answer_that_is_taken_back_is_found_no_more(surveying: World) -> None:
    dossier, actor = surveying.open(), surveying.people["applicant"]
    surveying.fill(dossier)
    form = casework.draft_page(actor, dossier).form
    kept = set(SensitiveIndex.objects.filter(dossier_id=dossier).values_list("field", flat=True))
    assert kept
    for section in form.sections:
        if kept & {field.id for field in section.fields}:
            page = casework.draft_page(actor, dossier)
            casework.save_draft(actor, dossier, {}, section=section.id, saves=page.saves)
    assert not SensitiveIndex.objects.filter(dossier_id=dossier).exists()


def test_a_page_mark_of_nonsense_is_not_found(surveying: World) -> None:
    marks = ["x", "é", _mark(1), _mark(["2026-01-01T00:00:00+00:00", 5]), _mark(["9999-99-99", "5"])]
    for after in marks:
        with pytest.raises(NotFound):
            casework.my_dossiers(surveying.people["applicant"], after=after)


def _mark(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
