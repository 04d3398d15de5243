"""A deputy acts for the absent, says so, and separation of duties holds through it; leaving hands work over."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from dvctt.accounts import officials, people
from dvctt.accounts.models import Account, Appointment, Session, SignIn
from dvctt.casework import api as casework
from dvctt.casework.models import Act, Decision, Dossier, DossierGrant
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, Role, Text, clock
from dvctt.notices.models import Message
from dvctt.outbox import api as outbox
from tests.fixtures_casework import World, make_officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def again(actor: Actor) -> Actor:
    """The officer as of now."""
    return people.actor_for(Account.objects.get(id=actor.id), channel="test")


def held(actor: Actor) -> UUID:
    return Appointment.objects.filter(account_id=actor.id).earliest("since", "id").id


def stand_in(
    absent: Actor, deputy: Actor, *, by: Actor | None = None, since: date | None = None, days: int = 5
) -> UUID:
    begin = since or clock.today()
    return officials.name_deputy(
        by or absent, held(absent), deputy.id, since=begin, until=begin + (days - 1) * DAY, reason="Nghỉ phép",
        authority_line="TUQ. TRƯỞNG PHÒNG",
    )  # fmt: skip


def refusal(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in error.value.reasons]


def test_a_deputy_acts_in_the_name_of_the_absent_while_it_lasts(surveying: World) -> None:
    head = surveying.people["head"]
    deputy = make_officer("Lê Thay", Role.CLERK, "DDBD", "Phó trưởng phòng", "")
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    surveying.people["deputy"] = deputy
    with pytest.raises(NotFound):
        surveying.act("deputy", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    stand_in(head, deputy)
    surveying.people["deputy"] = again(deputy)
    shown = casework.dossier_page(again(deputy), dossier)
    assert {one.instead_of for one in shown.offers if one.action == "recommend_grant"} == {head.name}
    assert {deputy.id, head.id} <= {one.account_id for one in people.officers_over(["DDBD-QL"], [Role.HEAD])}
    surveying.act("deputy", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    entry = journal.entries(Ref("dossier", str(dossier)))[-1]
    assert (entry.actor_id, entry.on_behalf) == (deputy.id, Ref("account", head.id))
    told = casework.dossier_page(again(head), dossier).timeline[0]
    assert (told.who, told.instead_of) == (deputy.name, head.name)
    with clock.travel(clock.now() + 5 * DAY):
        assert not again(deputy).holds(Role.HEAD, "DDBD-QL")


def test_who_recommended_does_not_approve_in_anybodys_name(surveying: World) -> None:
    head, competent = surveying.people["head"], surveying.people["competent"]
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    stand_in(competent, head)
    surveying.people["head"] = again(head)
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    with pytest.raises(Refused) as own:
        surveying.act("head", dossier, "approve")
    assert refusal(own) == ["done_by_you"]
    surveying.act("competent", dossier, "approve")
    assert Decision.objects.get(dossier=dossier).title == "CỤC TRƯỞNG"


def test_who_appraised_does_not_recommend_in_the_heads_name(surveying: World) -> None:
    head, appraiser = surveying.people["head"], surveying.people["appraiser"]
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    stand_in(head, appraiser)
    surveying.people |= {"appraiser": again(appraiser), "head": again(head)}
    offered = {one.action: one for one in casework.dossier_page(again(appraiser), dossier).offers}
    assert not any(offered[one].allowed for one in ("recommend_grant", "recommend_not_grant", "return_for_rework"))
    for action, payload in (("recommend_grant", {"opinion": "Đồng ý."}), ("return_for_rework", {"reason": "x"})):
        with pytest.raises(Refused) as own:
            surveying.act("appraiser", dossier, action, payload)
        assert refusal(own) == ["done_by_you"]
    surveying.act("head", dossier, "recommend_grant", {"opinion": "Đồng ý."})


def test_who_appraised_in_anothers_name_does_not_recommend_either(surveying: World) -> None:
    head, appraiser = surveying.people["head"], surveying.people["appraiser"]
    deputy = make_officer("Lê Thẩm", Role.CLERK, "DDBD", "Chuyên viên", "")
    dossier = surveying.in_appraisal()
    stand_in(appraiser, deputy, by=head)
    stand_in(head, deputy)
    surveying.people["deputy"] = again(deputy)
    surveying.act("deputy", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    with pytest.raises(Refused) as own:
        surveying.act("deputy", dossier, "recommend_grant", {"opinion": "Đồng ý."})
    assert refusal(own) == ["done_by_you"]


def test_what_a_deputy_recommended_the_absent_does_not_approve(surveying: World) -> None:
    head, competent = surveying.people["head"], surveying.people["competent"]
    deputy = make_officer("Lê Thay", Role.HEAD, "DDBD-MC", "Phó Cục trưởng", "")
    Appointment.objects.create(account_id=head.id, unit="DDBD", role=Role.COMPETENT, title_vi="Phó Cục trưởng")
    other = surveying.in_appraisal()
    for dossier in (first := surveying.in_appraisal(), other):
        surveying.act("appraiser", dossier, "appraise", {"report": "Đủ.", "proposal": "grant"})
    stand_in(head, deputy)
    surveying.people |= {"deputy": again(deputy), "head": again(head)}
    surveying.act("deputy", first, "recommend_grant", {"opinion": "Đồng ý."})
    with pytest.raises(Refused) as through:
        surveying.act("head", first, "approve")
    assert refusal(through) == ["done_by_you"]
    surveying.act("head", other, "recommend_grant", {"opinion": "Đồng ý."})
    stand_in(competent, deputy)
    surveying.people["deputy"] = again(deputy)
    surveying.act("deputy", other, "approve")
    decision = Decision.objects.get(dossier=other)
    assert (decision.name, decision.title) == (deputy.name, "Phó Cục trưởng")
    assert decision.authority_line == "TUQ. TRƯỞNG PHÒNG"


def test_deputies_are_named_within_bounds_and_not_by_deputies(surveying: World, water: World) -> None:
    head, appraiser = surveying.people["head"], surveying.people["appraiser"]
    deputy = make_officer("Lê Thay", Role.HEAD, "DDBD", "Phó Cục trưởng", "")
    today = clock.today()
    for wrong, place in (
        ({"since": today - DAY}, "since"), ({"days": 0}, "until"), ({"days": 61}, "until"),
        ({"deputy": head}, "deputy"), ({"deputy": water.people["head"]}, "deputy"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            stand_in(head, **({"deputy": deputy} | wrong))  # type: ignore[arg-type]
        assert refused.value.faults[0].place == place
    with pytest.raises(NotFound):
        stand_in(head, deputy, by=appraiser)
    made = stand_in(head, deputy)
    with pytest.raises(Refused) as twice:
        stand_in(head, appraiser, since=today + 4 * DAY)
    assert refusal(twice) == ["deputised_already"]
    stand_in(appraiser, deputy, by=head)
    clerk = surveying.people["clerk"]
    Appointment.objects.filter(account_id=deputy.id).update(role=Role.APPRAISER)
    with pytest.raises(NotFound):
        stand_in(appraiser, clerk, by=again(deputy), since=today + 20 * DAY)
    with pytest.raises(Invalid) as absent:
        stand_in(clerk, head)
    assert absent.value.faults[0].code == "deputy_is_absent"
    assert {one.deputy for one in officials.deputies_of(again(head))} == {deputy.name}
    officials.end_deputyship(head, made)
    with pytest.raises(Refused):
        officials.end_deputyship(head, made)
    assert not again(deputy).holds(Role.HEAD, "DDBD-QL")


def test_the_end_of_service_takes_everything_back_and_hands_the_work_over(surveying: World) -> None:
    operator = make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    leaving = surveying.people["appraiser"]
    successor = make_officer("Người kế", Role.APPRAISER, "DDBD-QL", "Chuyên viên", "")
    stand_in(surveying.people["head"], leaving)
    mine, closed = surveying.in_appraisal(), surveying.decided()
    held_now = set(Dossier.objects.filter(assignee_id=leaving.id, closed_at=None).values_list("pk", flat=True))
    assert mine in held_now
    elsewhere = make_officer("Phòng khác", Role.HEAD, "DDBD", "Phó Cục trưởng", "")
    casework.share(surveying.people["head"], mine, account=leaving.id, reason="x", until=clock.today() + DAY)
    sign_in = SignIn.objects.create(account_id=leaving.id, method="password", assurance="low")
    Session.objects.create(session_key="k", session_data="", expire_date=clock.now() + DAY, sign_in=sign_in.id)
    work = casework.work_of(operator, UUID(leaving.id))
    assert (work.dossiers, work.grants) == (len(held_now), 1)
    with pytest.raises(Forbidden):
        casework.work_of(elsewhere, UUID(leaving.id))
    with pytest.raises(Invalid):
        officials.end_service(operator, leaving.id, last_day=None, reason="", successor=operator.id)
    officials.end_service(operator, leaving.id, last_day=None, reason="Nghỉ việc", successor=successor.id)
    with pytest.raises(Forbidden):
        again(leaving)
    assert not Session.objects.filter(sign_in=sign_in.id).exists()
    assert not Appointment.objects.filter(account_id=leaving.id, ended_at=None).exists()
    assert {one.standing for one in officials.deputies_of(again(surveying.people["head"]))} == {"past"}
    outbox.drain()
    assert set(Dossier.objects.filter(assignee_id=successor.id).values_list("pk", flat=True)) == held_now
    told = casework.dossier_page(again(surveying.people["head"]), mine).timeline[0]
    assert (told.action, told.who, told.system) == ("assignee:changed", operator.name, False)
    assert told.assigned == (leaving.name, "Người kế")
    outer = casework.dossier_page(surveying.people["applicant"], mine).timeline[0]
    assert (outer.who, outer.system) == ("", True)
    notice = Message.objects.get(key__startswith="handed:")
    assert notice.recipient == "Người kế" and notice.title.startswith(leaving.name)
    assert str(Dossier.objects.get(pk=mine).code) in notice.body
    assert not DossierGrant.objects.filter(account_id=leaving.id, ended_at=None).exists()
    assert not Act.objects.filter(dossier_id=closed, action="assignee:changed", dossier__closed_at__isnull=False)
    assert not journal.verify()
    with pytest.raises(Refused):
        officials.appoint(operator, leaving.id, officials.Position("DDBD-QL", Role.HEAD, Text(vi="Trưởng phòng")))


def test_a_planned_end_comes_by_itself_and_can_be_withdrawn(surveying: World) -> None:
    operator = make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    leaving, dossier = surveying.people["appraiser"], surveying.in_appraisal()
    last = clock.today() + 3 * DAY
    officials.end_service(operator, leaving.id, last_day=last, reason="Nghỉ hưu")
    officials.withdraw_service_end(operator, leaving.id)
    officials.end_service(operator, leaving.id, last_day=last, reason="Nghỉ hưu")
    with pytest.raises(Refused):
        officials.end_service(operator, leaving.id, last_day=None, reason="Lần nữa")
    assert officials.sweep_service_ends() == 0
    assert again(leaving).roles() == {Role.APPRAISER}
    with clock.travel(clock.now() + 4 * DAY):
        assert not again(leaving).grants
        assert officials.sweep_service_ends() == 1
        outbox.drain()
        with pytest.raises(Forbidden):
            again(leaving)
        assert Dossier.objects.get(pk=dossier).assignee_id is None
        assert not Message.objects.filter(key__startswith="handed:").exists()
