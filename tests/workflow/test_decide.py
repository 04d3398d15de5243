"""Who may do what now: every combination from one set-up, allowed and refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dvctt.kernel import VISITOR, Actor, ActorKind, Grant, Mandate, Role, system
from dvctt.workflow import DoneAct, Facts, Flow, Place, decide, offer
from tests.workflow.flows import flow, sound

NOW = datetime(2025, 6, 2, 3, tzinfo=UTC)
UNITS: dict[Place, str] = {"receiving": "MOTCUA", "appraising": "TNN-CP", "deciding": "LDB"}


def officer(name: str, role: Role, unit: str, *below: str) -> Actor:
    return Actor(ActorKind.OFFICER, name, grants=(Grant(role, unit, frozenset({unit, *below})),))


OWNER = Actor(ActorKind.APPLICANT, "an", mandates=(Mandate("party-1"), Mandate("party-2")))
STRANGER = Actor(ActorKind.APPLICANT, "binh", mandates=(Mandate("party-3"),))
DESK = officer("chi", Role.DESK, "MOTCUA")
APPRAISER = officer("dung", Role.APPRAISER, "TNN-CP")
COMPETENT = officer("giang", Role.COMPETENT, "BO", "LDB", "TNN")
FACTS = Facts(state="draft", owner="party-1", filer="an", today=date(2025, 6, 2), units=UNITS)


def did(*names: str, by: str = "dung") -> tuple[DoneAct, ...]:
    return tuple(DoneAct(name, by, NOW) for name in names)


def codes(facts: Facts, actor: Actor, action: str, process: Flow | None = None) -> list[str]:
    ruling = decide(process or flow(), facts, actor, action)
    assert ruling.allowed is (not ruling.reasons)
    return [reason.code for reason in ruling.reasons]


@pytest.mark.parametrize(
    ("actor", "reasons"),
    [
        (DESK, []),
        (officer("chi", Role.DESK, "DDBD-MC"), ["not_yours"]),
        (officer("chi", Role.APPRAISER, "MOTCUA"), ["not_yours"]),
        (officer("chi", Role.DESK, "VPB", "MOTCUA"), []),
        (OWNER, ["not_yours"]),
        (VISITOR, ["not_yours"]),
        (system("clock"), ["not_yours"]),
        (replace(DESK, kind=ActorKind.APPLICANT), ["not_yours"]),
    ],
)
def test_an_officer_needs_the_role_at_the_unit_or_above(actor: Actor, reasons: list[str]) -> None:
    facts = replace(FACTS, state="submitted")
    assert codes(facts, actor, "accept") == reasons
    assert decide(flow(), facts, actor, "accept").visible is (not reasons)


@pytest.mark.parametrize(
    ("mandate", "reasons", "visible"),
    [
        (Mandate("party-1", "staff"), [], True),
        (Mandate("party-1", "staff", procedures=frozenset({"1.000070"})), [], True),
        (Mandate("party-1", "staff", may_file=False), ["read_only"], True),
        (Mandate("party-1", "authorised", procedures=frozenset({"1.000082"})), ["not_yours"], False),
        (Mandate("party-2", "representative"), ["not_yours"], False),
    ],
)
def test_an_applicant_acts_within_the_limits_of_the_mandate(
    mandate: Mandate, reasons: list[str], visible: bool
) -> None:
    facts = replace(FACTS, procedure="1.000070", facts={"form_valid": True})
    actor = Actor(ActorKind.APPLICANT, "chi", mandates=(mandate,))
    assert codes(facts, actor, "submit") == reasons
    assert decide(flow(), facts, actor, "submit").visible is visible


def test_an_applicant_acts_for_those_whose_party_is_theirs() -> None:
    facts = replace(FACTS, facts={"form_valid": True})
    assert codes(facts, OWNER, "submit") == []
    assert codes(facts, STRANGER, "submit") == ["not_yours"]
    assert codes(replace(facts, owner="party-2"), OWNER, "submit") == []


def test_the_system_alone_does_what_is_the_systems() -> None:
    facts = replace(FACTS, state="signing")
    assert codes(facts, system("documents"), "sealed") == []
    assert codes(facts, COMPETENT, "sealed") == ["not_yours"]


def test_a_guard_gives_its_own_reason_and_text() -> None:
    for known in ({}, {"form_valid": False}):
        ruling = decide(flow(), replace(FACTS, facts=known), OWNER, "submit")
        assert [reason.code for reason in ruling.reasons] == ["form_valid"]
        assert ruling.reasons[0].text is not None and ruling.reasons[0].text.vi == "Còn thiếu."


def test_assigned_work_is_the_assignees() -> None:
    facts = replace(FACTS, state="appraisal")
    assert codes(facts, APPRAISER, "recommend") == ["not_assigned"]
    assert codes(replace(facts, assignee="hoa"), APPRAISER, "recommend") == ["assigned_to_other"]
    assert codes(replace(facts, assignee="dung"), APPRAISER, "recommend") == []


def test_any_of_several_who_suffices() -> None:
    spec = sound()
    spec["actions"]["recommend"]["who"].append({"kind": "officer", "role": "head", "at": "appraising"})
    process = Flow.model_validate(spec)
    facts = replace(FACTS, state="appraisal", assignee="hoa")
    assert codes(facts, officer("khoa", Role.HEAD, "TNN", "TNN-CP"), "recommend", process) == []
    assert codes(facts, APPRAISER, "recommend", process) == ["assigned_to_other"]


def test_who_recommends_may_not_approve() -> None:
    facts = replace(FACTS, state="for_decision", acts=did("recommend"))
    both = replace(COMPETENT, id="dung")
    assert codes(facts, COMPETENT, "approve") == []
    assert codes(facts, both, "approve") == ["done_by_you"]
    ruling = decide(flow(), facts, both, "approve")
    assert ruling.reasons[0].text is not None and ruling.reasons[0].text.vi == "Người đề nghị không duyệt."
    assert ruling.visible


def test_a_limit_bars_and_a_warning_only_warns() -> None:
    facts = replace(FACTS, state="appraisal", assignee="dung")
    once, twice = (replace(facts, acts=did(*["request_amendment"] * times)) for times in (1, 2))
    first = decide(flow(), facts, APPRAISER, "request_amendment")
    assert (first.allowed, first.warnings) == (True, ())
    second = decide(flow(), once, APPRAISER, "request_amendment")
    assert second.allowed and [warning.code for warning in second.warnings] == ["often_done"]
    third = decide(flow(), twice, APPRAISER, "request_amendment")
    assert [(reason.code, reason.params["limit"]) for reason in third.reasons] == [("limit_reached", 2)]


def test_every_reason_is_given_not_only_the_first() -> None:
    facts = replace(FACTS, acts=did("recommend", by="binh"))
    assert codes(facts, STRANGER, "approve") == ["not_yours", "wrong_state", "done_by_you"]
    spec: dict[str, Any] = sound()
    spec["actions"]["approve"]["limit"] = 1
    again = replace(facts, acts=did("recommend", "approve", by="binh"))
    found = codes(again, STRANGER, "approve", Flow.model_validate(spec))
    assert found == ["not_yours", "wrong_state", "done_by_you", "limit_reached"]


def test_an_action_that_the_process_does_not_know() -> None:
    ruling = decide(flow(), FACTS, OWNER, "teleport")
    assert (ruling.allowed, ruling.visible, ruling.target) == (False, False, None)
    assert [reason.code for reason in ruling.reasons] == ["unknown_action"]


def test_target_and_duties_come_with_the_ruling() -> None:
    ruling = decide(flow(), replace(FACTS, state="submitted"), DESK, "accept")
    assert (ruling.target, len(ruling.duties)) == ("appraisal", 5)
    assert decide(flow(), replace(FACTS, state="appraisal"), APPRAISER, "take").target == "appraisal"


def test_the_offer_holds_what_is_ones_own_here_open_or_closed() -> None:
    facts = replace(FACTS, state="appraisal")
    offered = {ruling.action: ruling.allowed for ruling in offer(flow(), facts, APPRAISER)}
    assert offered == {"take": True, "request_amendment": False, "recommend": False}
    assert offer(flow(), facts, STRANGER) == ()
