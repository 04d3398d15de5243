"""A colleague's dossier changes hands only with a reason, and everybody concerned is told from whom to whom."""

from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Act, Dossier
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Invalid, Ref, Refused
from dvctt.notices.models import Message
from tests.fixtures_casework import OFFICERS, World, make_officer

WHY = {"reason": "Đồng nghiệp nghỉ ốm từ hôm nay."}
PLACES = [("desk", "take_at_reception", "take_over_at_reception"), ("appraiser", "take", "take_over")]


def colleague_of(world: World, who: str) -> Actor:
    world.people["colleague"] = make_officer("Vũ Lan", *OFFICERS[world.code][who])
    return world.people["colleague"]


def held_by_colleague(world: World, who: str, take: str) -> tuple[UUID, Actor]:
    dossier = world.submitted()
    if who != "desk":
        world.act("desk", dossier, "accept")
    colleague = colleague_of(world, who)
    world.act("colleague", dossier, take)
    return dossier, colleague


def offered(actor: Actor, dossier: UUID) -> set[str]:
    return {one.action for one in casework.dossier_page(actor, dossier).offers}


def letters(account: str) -> list[Message]:
    return list(Message.objects.filter(subject_kind="account", subject_id=account, key__startswith="assigned:"))


@pytest.mark.parametrize(("who", "take", "take_over"), PLACES)
@pytest.mark.parametrize("code", ["surveying", "water"])
def test_what_a_colleague_has_is_taken_over_with_a_reason_and_word_to_both(
    code: str, who: str, take: str, take_over: str, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(code)
    dossier, colleague = held_by_colleague(world, who, take)
    me = world.people[who]
    assert {take, take_over} & offered(me, dossier) == {take_over}
    with pytest.raises(Refused) as refused:
        world.act(who, dossier, take)
    assert [reason.code for reason in refused.value.reasons] == ["assigned_to_other"]
    for said in ({}, {"reason": "  "}):
        with pytest.raises(Invalid) as invalid:
            world.act(who, dossier, take_over, said)
        assert [(fault.place, fault.code) for fault in invalid.value.faults] == [("reason", "required")]
    assert str(Dossier.objects.get(pk=dossier).assignee_id) == colleague.id

    world.act(who, dossier, take_over, WHY)
    assert str(Dossier.objects.get(pk=dossier).assignee_id) == me.id
    assert [len(letters(one.id)) for one in (colleague, me)] == [1, 1]
    entry = casework.dossier_page(me, dossier).timeline[0]
    assert (entry.action, entry.assigned, entry.reason) == (take_over, (colleague.name, me.name), WHY["reason"])
    kept = journal.entries(Ref("dossier", str(dossier)))[-1]
    assert (kept.before["assignee"], kept.after["assignee"]) == (colleague.id, me.id)
    assert WHY["reason"] not in str(Act.objects.get(dossier=dossier, action=take_over).inputs.get("assigned"))


@pytest.mark.parametrize(("who", "take", "take_over"), PLACES)
def test_what_nobody_has_is_taken_as_ever_and_there_is_nothing_to_take_over(
    surveying: World, who: str, take: str, take_over: str
) -> None:
    dossier = surveying.submitted()
    if who != "desk":
        surveying.act("desk", dossier, "accept")
    me = surveying.people[who]
    assert {take, take_over} & offered(me, dossier) == {take}
    with pytest.raises(Refused) as refused:
        surveying.act(who, dossier, take_over, WHY)
    assert [reason.code for reason in refused.value.reasons] == ["not_a_colleagues"]
    surveying.act(who, dossier, take)
    assert casework.dossier_page(me, dossier).timeline[0].assigned == ("", me.name)
    assert letters(me.id) == []
    assert {take, take_over} & offered(me, dossier) == set()


def test_a_peer_gives_away_what_nobody_or_he_himself_has_and_not_a_colleagues(surveying: World) -> None:
    dossier, colleague = held_by_colleague(surveying, "desk", "take_at_reception")
    me = surveying.people["desk"]
    with pytest.raises(Refused) as refused:
        surveying.act("desk", dossier, "assign_at_reception", {"assignee": me.id})
    assert [reason.code for reason in refused.value.reasons] == ["assigned_to_other"]
    surveying.act("colleague", dossier, "assign_at_reception", {"assignee": me.id})
    assert casework.dossier_page(me, dossier).timeline[0].assigned == (colleague.name, me.name)


def test_the_head_moves_a_dossier_and_both_are_told_to_whom(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    first, second = surveying.people["appraiser"], colleague_of(surveying, "appraiser")
    surveying.act("head", dossier, "assign", {"assignee": second.id})
    shown = casework.dossier_page(surveying.people["head"], dossier)
    assert shown.timeline[0].assigned == (first.name, second.name)
    assert [len(letters(one.id)) for one in (first, second)] == [1, 1]
    assert all(entry.assigned == ("", "") for entry in _as_applicant(surveying, dossier))


def test_an_act_that_kept_no_name_is_told_with_todays(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    colleague = colleague_of(surveying, "appraiser")
    surveying.act("head", dossier, "assign", {"assignee": colleague.id})
    head = surveying.people["head"]
    act = Act.objects.get(dossier=dossier, action="assign")
    before = casework.dossier_page(head, dossier).timeline[0]
    act.pk, act.seq, act.key, act.inputs = None, act.seq + 1, "", {"assignee": colleague.id}
    act.save(force_insert=True)
    after = casework.dossier_page(head, dossier).timeline[0]
    assert (before.assigned[1], after.assigned) == (colleague.name, ("", colleague.name))


def _as_applicant(world: World, dossier: UUID) -> tuple[casework.TimelineEntry, ...]:
    return casework.dossier_page(world.people["applicant"], dossier).timeline
