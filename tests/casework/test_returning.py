"""A dossier that is sent back stands out until it is sent on, its reason first, and what was written is not lost."""

from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.kernel import clock
from dvctt.notices.models import Message
from tests.fixtures_casework import CONFIRMED, World

REPORT = {"report": "Nhân lực đủ sáu người.", "proposal": "grant"}
OPINION = {"opinion": "Đề nghị cấp."}
WHY = {"reason": "Chưa kiểm tra thiết bị."}


def page(world: World, who: str, dossier: UUID) -> casework.DossierPage:
    return casework.dossier_page(world.people[who], dossier)


def before(world: World, who: str, dossier: UUID, action: str) -> dict[str, object]:
    offers = page(world, who, dossier).offers
    return dict(next(one.before for one in offers if one.action == action))


def stands_out(world: World, who: str) -> list[bool]:
    return [row.returned for row in casework.queue(world.people[who], "unit").rows]


def letters(account: str) -> int:
    return Message.objects.filter(subject_kind="account", subject_id=account, key__startswith="returned:").count()


@pytest.mark.parametrize("code", ["surveying", "water"])
def test_a_returned_dossier_stands_out_with_its_reason_and_its_report(
    code: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(code)
    dossier = world.in_appraisal()
    assert before(world, "appraiser", dossier, "appraise") == {}
    world.act("appraiser", dossier, "appraise", REPORT)
    assert (stands_out(world, "head"), page(world, "head", dossier).returned) == ([False], None)
    world.act("head", dossier, "return_for_rework", WHY)
    shown = page(world, "appraiser", dossier)
    assert shown.returned is not None
    assert (shown.returned.reason, shown.returned.who) == (WHY["reason"], world.people["head"].name)
    assert stands_out(world, "appraiser") == [True]
    assert before(world, "appraiser", dossier, "appraise") == REPORT
    assert letters(world.people["appraiser"].id) == 1
    assert page(world, "applicant", dossier).returned is None

    world.act("appraiser", dossier, "appraise", {**REPORT, "report": "Đã kiểm tra."})
    assert (stands_out(world, "head"), page(world, "head", dossier).returned) == ([False], None)
    world.act("head", dossier, "recommend_grant", OPINION)
    world.act("competent", dossier, "return_to_head", WHY)
    assert stands_out(world, "head") == [True]
    assert before(world, "head", dossier, "recommend_grant") == OPINION
    assert before(world, "head", dossier, "return_for_rework") == {}
    assert letters(world.people["head"].id) == 1
    world.act("head", dossier, "return_for_rework", WHY)
    assert before(world, "appraiser", dossier, "appraise") == {**REPORT, "report": "Đã kiểm tra."}


def test_it_stays_a_returned_one_while_the_applicant_amends_it(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", REPORT)
    surveying.act("head", dossier, "return_for_rework", WHY)
    items = [{"kind": "other", "target": "", "wrong": "Thiếu kiểm định."}]
    asked = {"reason": "Chưa rõ.", "answer_by": clock.today().isoformat(), "items": items}
    surveying.act("appraiser", dossier, "request_amendment", asked)
    answers = {"1": "Đã kiểm định."}
    surveying.act("applicant", dossier, "answer_amendment", {**CONFIRMED, "answers": answers})
    assert stands_out(surveying, "appraiser") == [True]
    assert before(surveying, "appraiser", dossier, "appraise") == REPORT


def test_a_returned_dossier_that_is_withdrawn_is_none_any_more(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", REPORT)
    surveying.act("head", dossier, "return_for_rework", WHY)
    surveying.act("applicant", dossier, "withdraw", WHY)
    row = Dossier.objects.get(pk=dossier)
    assert (row.outcome, row.returned_at) == ("withdrawn", None)
