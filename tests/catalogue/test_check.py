"""The checker accepts the bundles that are there and refuses broken ones with a sentence that names the place."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from dvctt.catalogue.bundle import Bundle, bundle_json_schema
from dvctt.catalogue.check import Ministry, check_bundle, ministry_on_disk
from dvctt.catalogue.store import check_path
from tests.catalogue.conftest import FOLDERS, WATER, bundle_in, files_of

Data = dict[str, Any]
Break = Callable[[Data], None]


def source() -> Data:
    return deepcopy(_SOURCE)


_SOURCE: Data = yaml.safe_load((WATER / "procedure.yaml").read_text(encoding="utf-8"))


def faults(data: Data) -> dict[str, str]:
    found = check_bundle(Bundle.model_validate(data), files_of(WATER))
    assert all(fault.text is not None for fault in found)
    return {fault.place: fault.text.vi for fault in found if fault.text is not None}


def put(path: str, value: Any) -> Break:
    """A mutation: set what stands at the path; a part finds a list's item by its id, outcome or number."""

    def act(data: Data) -> None:
        parts = path.split(".")
        here: Any = data
        for part in parts[:-1]:
            here = _inside(here, part)
        if value is DROP:
            here.remove(_inside(here, parts[-1])) if isinstance(here, list) else here.pop(parts[-1])
        else:
            here[parts[-1]] = value

    return act


def _inside(here: Any, part: str) -> Any:
    if isinstance(here, list):
        return next(
            item for number, item in enumerate(here) if part in (item.get("id"), item.get("outcome"), str(number))
        )
    return here[part]


def guard(action: str, condition: dict[str, Any]) -> Break:
    """A mutation: open the action by a guard `open` alone."""
    reason = {"vi": "Chưa đủ điều kiện.", "en": "Not yet."}
    return put(f"process.actions.{action}.guards", [{"id": "open", "that": condition, "reason": reason}])


def _without_appraiser(data: Data) -> None:
    """A mutation: whatever officers of the appraising unit do is done at the deciding one."""
    for action in data["process"]["actions"].values():
        for who in action["who"]:
            if who.get("at") == "appraising":
                who["at"] = "deciding"


GUARD_OF_APPROVE = "process.actions.approve.guards.open.that"
FLOW = {"field": "tong_luu_luong"}
TERM = {"fact": "content.licence.thoi_han"}
DESK = {"kind": "officer", "role": "desk", "at": "receiving"}
DROP = object()
UNKNOWN_FIELD = {"ge": [{"field": "khong_co"}, 1]}

TEMPLATES = ministry_on_disk().templates

BROKEN: dict[str, tuple[Break, str]] = {
    "sensitive input": (
        put("process.actions.note_fee.input.0.fields.note.sensitive", True), "process.actions.note_fee.input.note",
    ),
    "sensitive subject": (put("subject.0.field", "so_dinh_danh"), "subject.0"),
    "unknown subject": (put("subject.1.field", "khong_co"), "subject.1"),
    "table as subject": (put("subject.0.field", "vi_tri"), "subject.0"),
    "column of no table": (put("subject.2.field", "tong_luu_luong.so"), "subject.2"),
    "unit": (put("units.appraising", "XYZ"), "units.appraising"),
    "last filing": (put("last_filing", "2020-01-01"), "last_filing"),
    "english": (put("texts.cost", {"vi": "Không thu"}), "texts.cost"),
    "english spelling": (
        put("form.sections.cong_trinh.fields.so_gieng.spellings", ["giếng khoan", "cái"]),
        "form.sections.cong_trinh.fields.so_gieng.spellings.en",
    ),
    "english unit": (
        put("form.sections.cong_trinh.fields.thoi_gian.spellings", {}),
        "form.sections.cong_trinh.fields.thoi_gian.spellings.en",
    ),
    "vietnamese": (put("components.so_do.name", {"vi": " ", "en": "Map"}), "components.so_do.name"),
    "twice": (lambda data: data["components"].append(data["components"][-1]), "components.so_do"),
    "required field": (put("components.so_do.required", UNKNOWN_FIELD), "components.so_do.required"),
    "fact": (
        put("checks.chat_luong_nuoc.that", {"eq": [{"fact": "has_nothing"}, True]}), "checks.chat_luong_nuoc.that",
    ),
    "column": (
        put("checks.luu_luong_moi_gieng.that", {"any": {"table": "gieng", "where": {"present": {"column": "mau"}}}}),
        "checks.luu_luong_moi_gieng.that",
    ),
    "check place": (put("checks.chat_luong_nuoc.at", "nowhere"), "checks.chat_luong_nuoc.at"),
    "group": (put("components.so_do.alternatives", "nhom"), "components.so_do.alternatives"),
    "group of one": (put("components.bao_cao_tham_do.alternatives", None), "alternatives.bao_cao"),
    "required alternative": (put("components.bao_cao_tham_do.required", True), "components.bao_cao_tham_do.required"),
    "declaration": (put("components.don.declaration", False), "components"),
    "empty form": (put("components.so_do.template_file", "so_do.docx"), "components.so_do.template_file"),
    "numbers of two agencies": (
        lambda data: (put("process.documents.negative_decision.series", "licence_number")(data),
                      put("process.documents.negative_decision.by", "appraising")(data)),
        "process.documents.negative_decision.series",
    ),
    "template": (put("process.documents.licence.template", "gp.typ"), "process.documents.licence.template"),
    "result's document": (put("results.granted.document", "nothing"), "results.granted.document"),
    "result's kind": (put("results.not_granted.document", "licence"), "results.not_granted.document"),
    "no negative decision": (put("results.not_granted", DROP), "results"),
    "term": (put("results.granted.validity_years", "ten"), "results.granted.validity_years"),
    "fee never noted": (put("process.actions.note_fee.duties", []), "fees.phi_tham_dinh"),
    "unknown fee": (put("fees", []), "process.actions.note_fee.duties.0.fee"),
    "fee's field": (put("fees.phi_tham_dinh.by", "ten"), "fees.phi_tham_dinh.by"),
    "steps without field": (put("fees.phi_tham_dinh.by", None), "fees.phi_tham_dinh"),
    "steps out of order": (
        put("fees.phi_tham_dinh.tiers", [{"up_to": 9, "amount": 1}, {"up_to": 5, "amount": 2}, {"amount": 3}]),
        "fees.phi_tham_dinh.tiers",
    ),
    "unsigned": (put("signing.required", False), "signing.required"),
    "exemption": (put("signing.exemption.allowed", True), "signing.exemption.basis"),
    "secrecy": (put("process.actions.submit.input", []), "process.actions.submit.input"),
    "signature": (put("process.actions.submit.guards", []), "process.actions.submit.guards"),
    "no submit": (put("process.actions.submit.kind", "plain"), "process.actions"),
    "unknown state": (put("process.actions.accept.to", "nowhere"), "process.actions.accept.to"),
    "unknown clock": (
        put("process.actions.accept.duties", [{"clock": "nothing", "event": "start"}]),
        "process.actions.accept.duties.0.clock",
    ),
    "end without outcome": (put("process.states.returned.outcome", None), "process.states.returned.outcome"),
    "unknown guard fact": (
        put("process.actions.approve.guards.another_person.that", {"eq": [{"fact": "moon"}, True]}),
        "process.actions.approve.guards.another_person.that",
    ),
    "unknown notice": (
        lambda data: data["process"]["actions"]["note_fee"]["duties"].append({"notice": "recieved"}),
        "process.actions.note_fee.duties.1.notice",
    ),
    "guard of another kind": (guard("approve", {"eq": [{"fact": "form_valid"}, "true"]}), GUARD_OF_APPROVE),
    "guard over a column": (guard("approve", {"eq": [{"column": "so_hieu"}, "1"]}), GUARD_OF_APPROVE),
    "guard over a whole table": (guard("approve", {"eq": [{"field": "muc_dich"}, "moon"]}), GUARD_OF_APPROVE),
    "guard above the limit": (
        guard("approve", {"and": [{"ge": [FLOW, 3000]}, {"lt": [FLOW, 9]}]}),
        GUARD_OF_APPROVE,
    ),
    "guard below the field's limit": (guard("approve", {"lt": [{"field": "tong_luu_luong"}, -1]}), GUARD_OF_APPROVE),
    "guard before filing": (
        lambda data: (guard("withdraw", {"eq": [{"fact": "form_valid"}, True]})(data),
                      put("process.actions.withdraw.who", [DESK])(data),
                      put("process.actions.withdraw.from", ["draft", "submitted"])(data)),
        "process.actions.withdraw.guards.open.that",
    ),
    "rule": (put("form.rules.tham_quyen.that", UNKNOWN_FIELD), "form.rules.tham_quyen.that"),
}  # fmt: skip


# What is broken, by which code it is refused, at which place, and what both sentences name.
NAMED: dict[str, tuple[Break, str, str, str]] = {
    "sector": (put("sector", "finance"), "unknown_sector", "sector", "finance"),
    "place nobody fills": (_without_appraiser, "place_nobody_fills", "units.appraising", "appraising"),
    "state whose holder does nothing": (
        put("process.states.issued.holder", "appraising"),
        "holder_without_act", "process.states.issued.holder", "appraising",
    ),
    "two clocks that govern": (
        put("process.clocks.answer.governs_result", True), "two_govern_result", "process.clocks", "processing, answer",
    ),
    "no clock that governs": (
        put("process.clocks.processing.governs_result", False),
        "no_governing_clock", "process.clocks", "reception, processing, answer",
    ),
    "duty for a missing clock": (
        lambda data: data["process"]["actions"]["publish"]["duties"].append({"clock": "archive", "event": "stop"}),
        "unknown_clock", "process.actions.publish.duties.3.clock", "archive",
    ),
    "fee that nothing waits for": (
        put("fees.phi_tham_dinh.awaited_by", []), "fee_without_waiting", "fees.phi_tham_dinh.awaited_by", "",
    ),
    "fee that an unknown act waits for": (
        put("fees.phi_tham_dinh.awaited_by", ["hand_over"]),
        "unknown_action", "fees.phi_tham_dinh.awaited_by", "hand_over",
    ),
    "fee awaited before it is due": (
        put("fees.phi_tham_dinh.awaited_by", ["submit"]),
        "fee_awaited_too_early", "fees.phi_tham_dinh.awaited_by", "submit",
    ),
    "guards that exclude each other": (
        lambda data: data["process"]["actions"]["approve"]["guards"].extend(
            {"id": f"flow_{number}", "that": {"eq": [FLOW, number]}, "reason": {"vi": "Sai.", "en": "No."}}
            for number in (6000, 7000)),
        "guards_exclude_each_other", "process.actions.approve.guards", "",
    ),
    "barred for what nobody did yet": (
        put("process.actions.approve.guards.another_person.not_done_by", ["publish"]),
        "never_done_before", "process.actions.approve.guards.another_person.not_done_by", "publish",
    ),
    "guard over a content that is not set yet": (
        guard("accept", {"ge": [TERM, 1]}),
        "not_known_yet", "process.actions.accept.guards.open.that", "content.licence.thoi_han",
    ),
    "guard over a fee that is not due yet": (
        guard("accept", {"eq": [{"fact": "fee_settled.phi_tham_dinh"}, True]}),
        "not_known_yet", "process.actions.accept.guards.open.that", "fee_settled.phi_tham_dinh",
    ),
    "guard over a document that is not made yet": (
        guard("accept", {"eq": [{"fact": "document_ready.licence"}, True]}),
        "not_known_yet", "process.actions.accept.guards.open.that", "document_ready.licence",
    ),
    "guard beyond the content's limit": (
        guard("approve", {"gt": [TERM, 90]}), "guard_never_opens", GUARD_OF_APPROVE, "",
    ),
    "guard over a content of another kind": (
        guard("approve", {"eq": [TERM, True]}), "guard_never_opens", GUARD_OF_APPROVE, "",
    ),
    "guard over a table of a content": (
        guard("approve", {"present": {"fact": "content.licence.gieng"}}),
        "unknown_reference", GUARD_OF_APPROVE, "content.licence.gieng",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_what_is_broken_is_told_by_code_name_and_place_in_both_languages(name: str) -> None:
    mutate, code, place, named = NAMED[name]
    data = source()
    mutate(data)
    found = check_bundle(Bundle.model_validate(data), files_of(WATER))
    fault = next(one for one in found if (one.code, one.place) == (code, place))
    assert fault.text and fault.text.en
    assert all(place in sentence and named in sentence for sentence in (fault.text.vi, fault.text.en))
    assert fault.text.vi != fault.text.en


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_bundles_pass(folder: Path) -> None:
    assert check_bundle(bundle_in(folder), files_of(folder)) == ()


def test_another_ministry_has_other_units() -> None:
    elsewhere = Ministry(units=frozenset({"MOTCUA", "LDB"}), templates=TEMPLATES, sectors=frozenset({"water"}))
    found = check_bundle(bundle_in(WATER), files_of(WATER), ministry=elsewhere)
    assert [fault.place for fault in found] == ["units.appraising"]


def test_documents_of_one_agency_may_share_a_series() -> None:
    data = source()
    put("process.documents.negative_decision.series", "licence_number")(data)
    assert "process.documents.negative_decision.series" not in faults(data)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_bundle_is_refused_at_its_place(name: str) -> None:
    mutate, place = BROKEN[name]
    data = source()
    mutate(data)
    found = faults(data)
    assert place in found
    assert place in found[place]


@pytest.mark.parametrize(
    "condition",
    [
        {"ge": [{"field": "tong_luu_luong"}, 12000]},
        {"not": {"eq": [{"fact": "has_so_do"}, False]}},
        {"any": {"table": "gieng", "where": {"gt": [{"column": "luu_luong"}, 50]}}},
        {"le": [TERM, 10]},
        {"eq": [{"fact": "fee_settled.phi_tham_dinh"}, True]},
        {"eq": [{"fact": "document_published.receipt"}, True]},
    ],
)
def test_a_guard_over_answers_may_be_published_for_officers(condition: dict[str, Any]) -> None:
    data = source()
    guard("approve", condition)(data)
    assert GUARD_OF_APPROVE not in faults(data)


def test_an_act_that_waits_for_a_fee_leaves_nobody_stuck_where_the_fee_can_be_settled() -> None:
    data, place = source(), "process.states.approved"
    guard("number_and_seal", {"eq": [{"fact": "fee_settled.phi_tham_dinh"}, True]})(data)
    assert place not in faults(data)
    guard("number_and_seal", {"eq": [{"fact": "fee_settled.phi_tham_dinh"}, False]})(data)
    assert place in faults(data)


def test_nobody_can_act() -> None:
    data = source()
    actions = data["process"]["actions"]
    for name in ("recommend_grant", "recommend_not_grant", "return_for_rework"):
        actions[name]["from"] = ["draft"]
    actions["withdraw"]["from"].remove("appraised")
    assert "process.states.appraised" in faults(data)


def test_a_loop_without_limit() -> None:
    data = source()
    for name in ("return_for_rework", "request_amendment", "answer_amendment", "cancel_amendment"):
        data["process"]["actions"][name].pop("limit")
    assert any("vòng lặp" in sentence and "appraisal" in sentence for sentence in faults(data).values())


@pytest.mark.parametrize(
    ("path", "value"),
    [("code", "4.000070"), ("surprise", 1), ("service_level", 2), ("results", [])],
)
def test_what_has_not_the_format_is_not_read(path: str, value: Any) -> None:
    data = source() | {path: value}
    with pytest.raises(ValidationError) as refused:
        Bundle.model_validate(data)
    assert refused.value.errors()[0]["loc"][0] == path


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("process.documents.receipt.by", DROP, "missing"),
        ("process.documents.receipt.by", "moon", "literal_error"),
        ("components.so_do.waivable_by", ["csdl"], "extra_forbidden"),
        ("process.states.appraisal.stage", "check", "extra_forbidden"),
    ],
)
def test_a_key_that_is_missing_or_strange_is_told_by_code_and_place(
    tmp_path: Path, path: str, value: Any, code: str
) -> None:
    data = source()
    put(path, value)(data)
    (tmp_path / "procedure.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    found = check_path(tmp_path)
    assert [fault.code for _folder, fault in found] == [code]
    last = found[0][1]
    assert last.place.rsplit(".", maxsplit=1)[-1] == path.rsplit(".", maxsplit=1)[-1] and last.text
    assert last.place in last.text.vi and last.place in (last.text.en or "")


def test_a_bundle_survives_being_stored() -> None:
    bundle = bundle_in(WATER)
    assert Bundle.model_validate_json(bundle.model_dump_json(by_alias=True)) == bundle


def test_the_schema_names_every_part() -> None:
    schema = bundle_json_schema()
    assert set(schema["required"]) >= {"format", "code", "form", "process", "components", "results"}
    assert set(schema["properties"]) == {info.alias or name for name, info in Bundle.model_fields.items()}
