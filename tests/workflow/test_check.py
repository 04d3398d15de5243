"""The checker passes a sound process and refuses broken ones, naming the place."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dvctt.forms import FormSpec
from dvctt.kernel import Role
from dvctt.workflow import Flow, check
from tests.workflow.flows import APPLICANT, SYSTEM, flow, officer, sound, state, text

ROOT = Path(__file__).resolve().parents[2]
BUNDLES = sorted((ROOT / "content/procedures").glob("*/*/procedure.yaml"))
FORM = FormSpec.model_validate(
    {
        "name": text("Đơn"),
        "sections": [
            {"id": "one", "title": text("Một"), "fields": [{"id": "ten", "type": "text", "label": text("Tên")}]}
        ],
    }
)

Break = Callable[[dict[str, Any]], Any]


def action(spec: dict[str, Any], name: str, **values: Any) -> None:
    spec["actions"][name].update(values)


def without(spec: dict[str, Any], name: str, number: int) -> None:
    del spec["actions"][name]["duties"][number]


def opened(spec: dict[str, Any], name: str, fact: str) -> None:
    """Open an action by one more guard, over a fact that must be so."""
    guard = {"id": "open", "that": {"eq": [{"fact": fact}, True]}, "reason": text("Chưa được.")}
    action(spec, name, guards=[*spec["actions"][name].get("guards", []), guard])


BROKEN: list[tuple[str, str, Break]] = [
    ("unknown_start", "process.start", lambda f: f.update(start="nowhere")),
    ("unknown_state", "process.actions.accept.to", lambda f: action(f, "accept", to="nowhere")),
    ("unknown_state", "process.actions.accept.from", lambda f: action(f, "accept", **{"from": ["nowhere"]})),
    ("unreachable", "process.states.island", lambda f: f["states"].update(island=state("Đảo"))),
    ("no_way_out", "process.states.amendment", lambda f: [f["actions"].pop(n) for n in ("answer", "lapse")]),
    ("no_end", "process.states", lambda f: [s.update(end=False, outcome=None) for s in f["states"].values()]),
    ("leaves_end", "process.actions.take.from", lambda f: action(f, "take", **{"from": ["lapsed"], "to": "appraisal"})),
    ("no_negative_end", "process.states", lambda f: f["states"]["not_granted"].update(outcome="refused")),
    ("end_without_outcome", "process.states.lapsed.outcome", lambda f: f["states"]["lapsed"].update(outcome=None)),
    ("outcome_without_end", "process.states.issued.outcome", lambda f: f["states"]["issued"].update(outcome="granted")),
    ("nobody_can_act", "process.states.draft", lambda f: f["actions"].pop("discard")),
    ("nobody_can_act", "process.states.for_decision", lambda f: f["actions"].pop("refuse")),
    ("nobody_can_act", "process.states.appraisal", lambda f: f["actions"].pop("take")),
    ("nobody_can_act", "process.states.amendment", lambda f: without(f, "request_amendment", 1)),
    ("nobody_can_act", "process.states.amendment", lambda f: f["clocks"]["answer"].update(at_expiry=None)),
    ("nobody_can_act", "process.states.signing", lambda f: without(f, "approve", 1)),
    ("endless_loop", "process.actions.request_amendment", lambda f: [
        action(f, name, limit=None) for name in ("request_amendment", "answer")]),
    ("endless_loop", "process.actions.take", lambda f: action(f, "take", limit=None)),
    ("taken_over_without_reason", "process.actions.take.input", lambda f: action(f, "take", of_whom=["colleague"])),
    ("no_words_for_officers", "process.states.issued.inside", lambda f: f["states"]["issued"].update(
        plain=text("Giấy phép đã ký. Quý vị tải tệp tại trang này."))),
    ("returned_without_reason", "process.actions.refuse.input", lambda f: action(
        f, "refuse", duties=[*f["actions"]["refuse"]["duties"], {"rework": "asked"}])),
    ("never_accepted", "process.actions", lambda f: without(f, "accept", 4)),
    ("kind_without_duty", "process.actions.submit.duties", lambda f: without(f, "submit", 2)),
    ("kind_without_duty", "process.actions.submit.duties", lambda f: without(f, "submit", 3)),
    ("kind_without_duty", "process.actions.take.duties", lambda f: without(f, "take", 0)),
    ("kind_without_duty", "process.actions.answer.duties", lambda f: without(f, "answer", 2)),
    ("kind_without_duty", "process.actions.request_amendment.duties", lambda f: without(f, "request_amendment", 2)),
    ("duty_of_another_kind", "process.actions.recommend.kind", lambda f: action(
        f, "recommend", duties=[{"assign": "chosen"}])),
    ("duty_of_another_kind", "process.actions.recommend.kind", lambda f: action(
        f, "recommend", duties=[{"freeze": "answers"}])),
    ("replaced_without_length", "process.actions.answer.duties.4.event", lambda f: action(
        f, "answer", duties=[*f["actions"]["answer"]["duties"], {"clock": "processing", "event": "replace"}])),
    ("untriggered", "process.actions.lapse", lambda f: f["clocks"]["answer"].update(at_expiry=None)),
    ("not_the_systems", "process.clocks.answer.at_expiry", lambda f: action(f, "lapse", who=APPLICANT)),
    ("guarded_timer", "process.documents.licence.performs", lambda f: action(f, "sealed", limit=1)),
    ("unknown_action", "process.clocks.answer.at_expiry", lambda f: f["clocks"]["answer"].update(at_expiry="nothing")),
    ("unknown_action", "process.documents.licence.performs", lambda f: f["documents"]["licence"].update(performs="no")),
    ("unknown_action", "process.actions.approve.guards.another_person.not_done_by", lambda f: f["actions"]["approve"][
        "guards"][0].update(not_done_by=["recommended"])),
    ("unknown_clock", "process.actions.submit.duties.1.clock", lambda f: f["clocks"].pop("reception")),
    ("clock_never_started", "process.clocks.reception", lambda f: without(f, "submit", 1)),
    ("clock_never_resumed", "process.clocks.processing", lambda f: without(f, "answer", 1)),
    ("clock_without_length", "process.clocks.answer", lambda f: f["clocks"]["answer"].update(length=None)),
    ("clock_with_two_lengths", "process.clocks.processing.length", lambda f: f["clocks"]["processing"].update(
        stages=[{"id": "one", "label": text("Một"), "length": 1, "unit": "working_day"}])),
    ("unknown_document", "process.actions.accept.duties.2.document", lambda f: f["documents"].pop("receipt")),
    ("document_never_made", "process.documents.receipt", lambda f: without(f, "accept", 2)),
    ("document_never_published", "process.documents.licence", lambda f: without(f, "publish", 0)),
    ("published_unmade", "process.documents.licence", lambda f: without(f, "approve", 1)),
    ("unknown_series", "process.documents.licence.series", lambda f: f["series"].pop("licence_number")),
    ("unknown_series", "process.actions.submit.duties.0.series", lambda f: f["actions"]["submit"].update(
        duties=[{"series": "other"}, {"clock": "reception", "event": "start"}])),
    ("series_never_used", "process.series.other", lambda f: f["series"].update(other="{number}")),
    ("fee_never_noted", "fees.phi_tham_dinh", lambda f: without(f, "accept", 3)),
    ("unknown_fee", "process.actions.accept.duties.3.fee", lambda f: f["actions"]["accept"]["duties"][3].update(
        fee="other")),
    ("no_governing_clock", "process.clocks", lambda f: f["clocks"]["processing"].update(governs_result=False)),
    ("two_govern_result", "process.clocks", lambda f: f["clocks"]["reception"].update(governs_result=True)),
    ("holder_without_act", "process.states.issued.holder", lambda f: f["states"]["issued"].update(holder="appraising")),
    ("unknown_reference", "process.actions.submit.guards.form_valid.that", lambda f: f["actions"]["submit"]["guards"][
        0].update(that={"eq": [{"field": "dien_tich"}, 1]})),
    ("unknown_reference", "process.actions.submit.guards.form_valid.that", lambda f: f["actions"]["submit"]["guards"][
        0].update(that={"eq": [{"fact": "weather"}, 1]})),
    ("unknown_reference", "process.actions.approve.guards.open.that", lambda f: opened(
        f, "approve", "fee_settled.le_phi")),
    ("unknown_reference", "process.actions.approve.guards.open.that", lambda f: opened(
        f, "approve", "document_ready.refusal")),
    ("unknown_reference", "process.actions.approve.guards.open.that", lambda f: opened(
        f, "approve", "content.licence.ten")),
    ("not_known_yet", "process.actions.approve.guards.open.that", lambda f: opened(
        f, "approve", "document_published.licence")),
    ("not_known_yet", "process.actions.recommend.guards.open.that", lambda f: opened(
        f, "recommend", "document_ready.licence")),
    ("not_known_yet", "process.actions.discard.guards.open.that", lambda f: opened(
        f, "discard", "fee_settled.phi_tham_dinh")),
    ("never_done_before", "process.actions.approve.guards.another_person.not_done_by", lambda f: f["actions"][
        "approve"]["guards"][0].update(not_done_by=["recommend", "publish"])),
    ("guards_exclude_each_other", "process.actions.submit.guards", lambda f: f["actions"]["submit"]["guards"].append(
        {"id": "not_valid", "that": {"eq": [{"fact": "form_valid"}, False]}, "reason": text("Không.")})),
    ("guard_without_condition", "process.actions.submit.guards.form_valid", lambda f: f["actions"]["submit"]["guards"][
        0].pop("that")),
    ("officer_without_role", "process.actions.accept.who.0", lambda f: action(f, "accept", who=[{"kind": "officer"}])),
    ("unknown_role", "process.actions.accept.who.0.role", lambda f: action(
        f, "accept", who=officer("operator", "receiving"))),
    ("limit_below_one", "process.actions.take.limit", lambda f: action(f, "take", limit=0)),
    ("no_vietnamese", "process.states.draft.label", lambda f: f["states"]["draft"].update(label={"vi": " "})),
    ("no_vietnamese", "process.actions.approve.guards.another_person.reason", lambda f: f["actions"]["approve"][
        "guards"][0].update(reason={"vi": ""})),
]  # fmt: skip

ROLES = frozenset(Role) - {Role.OPERATOR}


def faults(spec: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    found = check(Flow.model_validate(spec), form=FORM, roles=ROLES, fees=["phi_tham_dinh"], facts=["form_valid"])
    return [(f.code, f.place, f.text.vi if f.text else "", (f.text.en or "") if f.text else "") for f in found]


def test_a_sound_process_has_no_fault() -> None:
    assert faults(sound()) == []
    assert check(flow()) == ()


@pytest.mark.parametrize(("code", "place", "spoil"), BROKEN, ids=[f"{row[0]}@{row[1]}" for row in BROKEN])
def test_a_broken_process_is_refused_with_a_sentence_that_names_the_place(code: str, place: str, spoil: Break) -> None:
    spec = sound()
    spoil(spec)
    matching = [fault for fault in faults(spec) if fault[:2] == (code, place)]
    assert len(matching) == 1, faults(spec)
    _, _, vi, en = matching[0]
    assert vi.startswith(f"{place}: ") and en.startswith(f"{place}: ") and vi != en


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("approve", "fee_settled.phi_tham_dinh"),
        ("approve", "document_ready.receipt"),
        ("publish", "document_ready.licence"),
        ("approve", "document_published.receipt"),
    ],
)
def test_a_guard_may_ask_for_what_can_be_known_by_then(name: str, fact: str) -> None:
    spec = sound()
    opened(spec, name, fact)
    assert "open" not in {place.split(".")[4] for _code, place, _vi, _en in faults(spec) if ".guards." in place}


def test_a_clock_that_ends_the_loop_is_as_good_as_a_limit() -> None:
    """An appraisal that goes round without limit is sound while a timer runs that stops the whole."""
    spec = sound()
    spec["states"]["rework"] = state("Làm lại", holder="appraising")
    spec["actions"]["again"] = {
        "label": text("Làm lại"), "from": ["appraisal"], "to": "rework", "who": officer("appraiser", "appraising"),
    }  # fmt: skip
    spec["actions"]["back"] = {**spec["actions"]["again"], "from": ["rework"], "to": "appraisal"}
    assert [fault[0] for fault in faults(spec)] == ["endless_loop"]
    spec["actions"]["stop"] = {
        "label": text("Hết hạn"), "from": ["rework", "appraisal", "for_decision"], "to": "lapsed", "who": SYSTEM,
    }  # fmt: skip
    spec["clocks"]["whole"] = {**spec["clocks"]["answer"], "at_expiry": "stop"}
    spec["actions"]["accept"]["duties"].append({"clock": "whole", "event": "start"})
    assert faults(spec) == []
    spec["actions"]["again"]["duties"] = [{"clock": "whole", "event": "start"}]
    assert [fault[0] for fault in faults(spec)] == ["endless_loop"]


def test_a_clock_that_runs_on_one_way_only_does_not_count() -> None:
    spec = sound()
    spec["actions"]["ask_early"] = {
        "label": text("Hỏi sớm"), "from": ["submitted"], "to": "amendment", "who": officer("desk", "receiving"),
    }  # fmt: skip
    assert [fault[:2] for fault in faults(spec)] == [("nobody_can_act", "process.states.amendment")]


def test_the_input_of_an_action_is_checked_as_a_form() -> None:
    spec = sound()
    field = {"id": "report", "type": "text", "label": text("Báo cáo")}
    spec["actions"]["recommend"]["input"] = [{"id": "one", "title": text("Một"), "fields": [field]}]
    assert faults(spec) == []
    spec["actions"]["recommend"]["input"][0]["fields"].append(field)
    assert [fault.place.startswith("process.actions.recommend.input.") for fault in check(Flow.model_validate(spec))]


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.parent.name)
def test_the_procedures_that_come_with_the_product_are_sound(path: Path) -> None:
    bundle = yaml.safe_load(path.read_text(encoding="utf-8"))
    process, form = Flow.model_validate(bundle["process"]), FormSpec.model_validate(bundle["form"])
    assert check(process, form=form, fees=[fee["id"] for fee in bundle.get("fees", [])]) == ()
