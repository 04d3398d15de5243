"""Guards over answers on acts after the filing: judged over what was filed last, whoever acts (20.2)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import Refused, clock
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World, make_world, next_version
from tests.fixtures_pki import Pki

REASON = {"vi": "Chưa đủ điều kiện.", "en": "Not yet."}


def published(guards: dict[str, dict[str, Any]], code: str = "1.000082") -> None:
    """Another version of a procedure, in which those acts are open on those conditions alone."""

    def guard(bundle: dict[str, Any]) -> None:
        for action, condition in guards.items():
            bundle["process"]["actions"][action]["guards"] = [{"id": "only_if", "that": condition, "reason": REASON}]

    next_version(code, guard)


def with_guard(condition: dict[str, Any]) -> World:
    published({"accept": condition})
    return make_world("1.000082")


@pytest.mark.parametrize(
    ("condition", "opens"),
    [
        ({"eq": [{"field": "ten"}, "nobody"]}, False),
        ({"present": {"field": "ten"}}, True),
        ({"eq": [{"fact": "form_valid"}, True]}, True),
        ({"eq": [{"fact": "components_complete"}, True]}, True),
        ({"eq": [{"fact": "declaration_ready"}, True]}, True),
        ({"eq": [{"fact": "has_so_huu_thiet_bi"}, False]}, False),
    ],
)
def test_an_officers_act_is_judged_over_what_was_filed(
    db: None, pki: Pki, condition: dict[str, Any], opens: bool
) -> None:
    world = with_guard(condition)
    dossier = world.submitted()
    offers = {one.action: one for one in casework.dossier_page(world.people["desk"], dossier).offers}
    assert offers["accept"].allowed == opens
    if opens:
        world.act("desk", dossier, "accept")
        assert Dossier.objects.get(pk=dossier).state == "appraisal"
        return
    with pytest.raises(Refused) as refused:
        world.act("desk", dossier, "accept")
    assert [reason.code for reason in refused.value.reasons] == ["only_if"]


def test_an_officer_is_not_judged_by_a_draft_that_the_applicant_still_changes(db: None, pki: Pki) -> None:
    published({"cancel_amendment": {"eq": [{"field": "website"}, "https://new.example"]}})
    world = make_world("1.000082")
    dossier = world.in_appraisal()
    asked = {"kind": "field", "target": "website", "wrong": "Địa chỉ trang không mở được."}
    by = (clock.today() + timedelta(days=10)).isoformat()
    request = {"reason": "Cần làm rõ.", "answer_by": by, "items": [asked]}
    world.act("appraiser", dossier, "request_amendment", request)
    world.fill(dossier, {**world.answers["values"], "website": "https://new.example"})
    with pytest.raises(Refused):
        world.act("appraiser", dossier, "cancel_amendment", {"reason": "Không cần nữa."})


def allowed(world: World, who: str, dossier: UUID, action: str) -> bool:
    return next(one for one in casework.dossier_page(world.people[who], dossier).offers if one.action == action).allowed


def test_an_act_waits_for_a_fee_that_is_to_be_settled(db: None, pki: Pki) -> None:
    published({"number_and_seal": {"eq": [{"fact": "fee_settled.phi_tham_dinh"}, True]}}, "1.000070")
    world = make_world("1.000070")
    dossier = world.decided()
    assert not allowed(world, "clerk", dossier, "number_and_seal")
    with pytest.raises(Refused) as refused:
        world.act("clerk", dossier, "number_and_seal")
    assert [reason.code for reason in refused.value.reasons] == ["only_if"]
    paid = {"amount": 8_000_000, "note": "BL 01", "paid_on": clock.today().isoformat()}
    world.act("desk", dossier, "note_fee", paid)
    world.act("clerk", dossier, "number_and_seal")
    assert Dossier.objects.get(pk=dossier).state == "signing"


def test_an_act_waits_for_a_document_to_be_made_and_handed_over(db: None, pki: Pki) -> None:
    ready, handed = (f"document_{step}.acknowledgement" for step in ("ready", "published"))
    both = {"and": [{"eq": [{"fact": ready}, True]}, {"eq": [{"fact": handed}, True]}]}
    published({"accept": {"eq": [{"fact": ready}, True]}, "refuse": both})
    world = make_world("1.000082")
    dossier = world.submitted()
    assert [allowed(world, "desk", dossier, name) for name in ("accept", "refuse")] == [False, False]
    outbox.drain()
    assert [allowed(world, "desk", dossier, name) for name in ("accept", "refuse")] == [True, True]


@pytest.mark.parametrize(("most", "opens"), [(1, False), (50, True)])
def test_an_act_is_judged_by_what_the_result_is_to_say(db: None, pki: Pki, most: int, opens: bool) -> None:
    published({"approve": {"le": [{"fact": "content.licence.thoi_han"}, most]}}, "1.000070")
    world = make_world("1.000070")
    dossier = world.in_appraisal()
    world.act(
        "appraiser", dossier, "appraise", world.appraisal(dossier, {"report": "Đủ điều kiện.", "proposal": "grant"})
    )
    world.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    assert allowed(world, "competent", dossier, "approve") == opens
