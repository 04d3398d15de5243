"""What was filed and signed stays as it was, whatever happens to the dossier afterwards."""

from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Declaration
from dvctt.documents import store
from dvctt.kernel import Ref, Refused
from tests.casework.test_ways import asked
from tests.fixtures_casework import CONFIRMED, World, pdf


def other_file(dossier: UUID) -> UUID:
    """One more document of the dossier."""
    return store.keep(pdf(), name="khac.pdf", kind="attachment", subject=Ref("dossier", str(dossier))).id


@pytest.mark.circular("7.3.a", "7.3.d")
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


@pytest.mark.circular("7.3.d", "10.1")
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
