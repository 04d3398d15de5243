"""What was filed keeps the owner as filed, whatever the owner is called later; what is begun later does not."""

from uuid import UUID

import pytest

from dvctt.accounts import changes
from dvctt.accounts.models import Party
from dvctt.casework import api as casework
from dvctt.documents import api as documents
from dvctt.outbox import api as outbox
from tests.accounts import people
from tests.fixtures_casework import OWNERS, World
from tests.web.officers import officer_browser, place
from tests.web.walking import address, browser, valid

OLD, NEW = OWNERS["1.000082"][0], "Công ty cổ phần Bản đồ Sao Mai"


def renamed(world: World) -> None:
    """The owner takes another name and another representative, and the operator approves."""
    applicant = world.people["applicant"]
    raw = people.organisation(
        name=NEW, tax_code=OWNERS["1.000082"][1], representative_name="Lê Văn Mới", representative_position="Chủ tịch"
    )
    number = changes.request_change(applicant, next(iter(applicant.parties)), raw)
    changes.approve_change(people.OPERATOR, number)
    assert Party.objects.get(name=NEW).representative_name == "Lê Văn Mới"


def printed(document: UUID) -> str:
    """The words on the first page of a document, whose lines may be broken anywhere."""
    return " ".join(box.text for box in documents.page_text(documents.document(document), 1))


def test_a_filed_dossier_keeps_its_owner_and_a_new_draft_has_the_new_one(surveying: World) -> None:
    surveying.words_declared = True
    dossier, waiting = surveying.submitted(), surveying.open()
    outbox.drain()
    renamed(surveying)
    surveying.act("desk", dossier, "accept")
    outbox.drain()

    shown = casework.dossier_page(surveying.people["desk"], dossier)
    assert (shown.owner.name, shown.owner.representative_position) == (OLD, "Giám đốc")
    papers = [one.document_id for one in shown.papers] + [one.document_id for one in shown.signatures]
    assert len(papers) >= 2 and all(OLD in printed(one) and NEW not in printed(one) for one in papers if one)
    officer = officer_browser(surveying.people["appraiser"])
    for where in (place(dossier), "/officer/?tab=unit", f"/officer/?tab=unit&q={OLD}", place(dossier, "course/")):
        # Letters greet who is called so today; everything else is of the day of filing.
        text = valid(officer.get(where)).replace(f"Kính gửi {NEW},", "")
        assert OLD in text and NEW not in text, where
    for name in (OLD, NEW):
        found = casework.queue(surveying.people["appraiser"], "all", casework.Search(text=name))
        assert [row.id for row in found.rows] == [dossier], name
    mine = browser(surveying.people["applicant"])
    assert OLD in valid(mine.get(address(dossier, "who/")))

    assert casework.dossier_page(surveying.people["applicant"], waiting).owner.name == NEW
    begun = casework.draft_page(surveying.people["applicant"], surveying.open())
    assert (begun.values["ten"], begun.values["dai_dien_ho_ten"]) == (NEW, "Lê Văn Mới")


@pytest.mark.parametrize(("kind", "answer"), [("enterprise", "doanh_nghiep"), ("public_body", "don_vi_su_nghiep")])
def test_a_known_organisation_is_not_asked_what_it_is(surveying: World, kind: str, answer: str) -> None:
    applicant = surveying.people["applicant"]
    assert applicant.on_behalf is not None
    Party.objects.filter(pk=applicant.on_behalf.id).update(organisation_kind=kind)
    values = casework.draft_page(applicant, surveying.open()).values
    assert (values["loai_hinh"], values["dai_dien_chuc_vu"]) == (answer, "Giám đốc")
