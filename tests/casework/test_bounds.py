"""What one account may begin and hand over: its own documents only, and no more than the ministry allows."""

from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.documents import store
from dvctt.documents.models import Document
from dvctt.kernel import Actor, Invalid, NotFound, Ref, Refused
from dvctt.ministry.models import Setting
from tests.fixtures_casework import World, pdf


def allow(key: str, value: int) -> None:
    Setting.objects.filter(key=f"casework.{key}").update(value=value)


def document(dossier: UUID, actor: Actor, kind: str = "attachment", size: int = 1000) -> UUID:
    blob = store.put(pdf() + b" " * size, "application/pdf")
    return store.add_document(blob, name="x.pdf", kind=kind, subject=Ref("dossier", str(dossier)), actor=actor).id


def test_only_what_the_applicant_handed_over_for_this_dossier_is_attached(surveying: World, water: World) -> None:
    dossier, other = surveying.open(), surveying.open()
    applicant, component = surveying.people["applicant"], surveying.answers["given"][0]
    made_by_us = store.keep(pdf(), name="x.pdf", kind="attachment", subject=Ref("dossier", str(dossier))).id
    for foreign in (
        document(other, applicant),
        document(dossier, water.people["applicant"]),
        document(dossier, surveying.people["desk"]),
        document(dossier, applicant, kind="signed"),
        made_by_us,
    ):
        with pytest.raises(NotFound):
            casework.attach(applicant, dossier, component, foreign)
    casework.attach(applicant, dossier, component, document(dossier, applicant))


def test_an_account_has_so_many_drafts_and_no_more(surveying: World) -> None:
    allow("drafts_per_account", 2)
    dossier = surveying.ready()
    surveying.open()
    with pytest.raises(Refused) as refused:
        surveying.open()
    assert [(one.code, one.params) for one in refused.value.reasons] == [("too_many_drafts", {"limit": 2})]
    surveying.act("applicant", dossier, "submit", {"accuracy_confirmed": True, "secrecy_confirmed": True})
    surveying.open()


def test_a_discarded_draft_makes_room_for_another(surveying: World) -> None:
    allow("drafts_per_account", 1)
    surveying.act("applicant", surveying.open(), "discard")
    surveying.open()
    with pytest.raises(Refused):
        surveying.open()


@pytest.mark.parametrize(("key", "limit", "code"), [("files_per_dossier", 2, "too_many_files"),
                                                    ("megabytes_per_dossier", 1, "too_much_in_all")])  # fmt: skip
def test_a_dossier_takes_so_much_and_no_more(surveying: World, key: str, limit: int, code: str) -> None:
    dossier, applicant = surveying.open(), surveying.people["applicant"]
    for _ in range(2):
        casework.check_upload_quota(dossier)
        document(dossier, applicant, size=600_000)
    allow(key, limit)
    with pytest.raises(Invalid) as invalid:
        casework.check_upload_quota(dossier)
    assert [(one.place, one.code, one.params) for one in invalid.value.faults] == [("file", code, {"max": limit})]
    document(dossier, applicant)
    with pytest.raises(Invalid):
        casework.attach(applicant, dossier, surveying.answers["given"][0], Document.objects.latest("created_at").id)
    casework.check_upload_quota(surveying.open())


def test_the_files_of_all_drafts_of_an_account_are_bounded_together(surveying: World) -> None:
    allow("megabytes_per_account", 2)
    first, second, applicant = surveying.ready(), surveying.open(), surveying.people["applicant"]
    for dossier in (first, second):
        document(dossier, applicant, size=1_100_000)
    with pytest.raises(Invalid) as invalid:
        casework.check_upload_quota(second)
    assert [(one.place, one.code, one.params) for one in invalid.value.faults] == [
        ("file", "too_much_in_drafts", {"max": 2})
    ]
    surveying.act("applicant", first, "submit", {"accuracy_confirmed": True, "secrecy_confirmed": True})
    casework.check_upload_quota(second)
