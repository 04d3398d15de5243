"""A bundle of the first format is read as what the present one says for it."""

import json
from copy import deepcopy
from typing import Any

import pytest
import yaml
from django.conf import settings
from pydantic import ValidationError

from dvctt.catalogue.bundle import Bundle
from dvctt.catalogue.upgrade import FIRST, PRESENT, upgraded
from tests.catalogue.conftest import WATER, bundle_in

VERSION_1 = settings.ROOT / "tests" / "catalogue" / "version_1"
OLD = sorted(VERSION_1.glob("*/procedure.yaml"))


def duties(bundle: Bundle, action: str) -> list[dict[str, Any]]:
    """The duties of an act, as a bundle writes them."""
    return [duty.model_dump(exclude_none=True) for duty in bundle.process.actions[action].duties]


@pytest.fixture(params=OLD, ids=lambda path: path.parent.name)
def old(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A bundle as it was published in the first format."""
    read: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    assert read["format"] == FIRST
    return read


def test_what_the_kind_of_an_act_did_stands_in_its_duties(old: dict[str, Any]) -> None:
    bundle = Bundle.model_validate(old)
    assert bundle.format == PRESENT
    assert duties(bundle, "submit")[:2] == [{"record": "submission"}, {"freeze": "answers"}]
    assert duties(bundle, "accept")[0] == {"record": "acceptance"}
    assert duties(bundle, "assign") == [{"assign": "chosen"}]
    assert duties(bundle, "take") == [{"assign": "actor"}]
    assert duties(bundle, "answer_amendment_at_reception")[0] == {"freeze": "answers"}
    assert {action.kind for action in bundle.process.actions.values()} <= {
        "submit", "assign", "amendment_request", "amendment_answer", "note", "plain",
    }  # fmt: skip


def test_a_clock_with_a_length_for_after_an_amendment_is_replaced_where_it_resumes(old: dict[str, Any]) -> None:
    clock = old["process"]["clocks"]["processing"]
    for length in (7, None):
        clock["after_amendment"] = length
        told = [
            one for one in duties(Bundle.model_validate(old), "answer_amendment") if one.get("clock") == "processing"
        ]
        assert [one["event"] for one in told] == ["resume", *(["replace"] if length else [])]


def test_whose_each_document_is_stands_with_it(old: dict[str, Any]) -> None:
    documents = Bundle.model_validate(old).process.documents
    assert {name: document.by for name, document in documents.items()} == {
        "acknowledgement": "receiving", "receipt": "receiving", "refusal": "receiving",
        "amendment_request": "appraising", "amendment_request_at_reception": "receiving",
        "licence": "deciding", "negative_decision": "deciding",
    }  # fmt: skip


def test_the_desk_and_the_appraising_unit_each_ask_by_a_document_of_their_own(old: dict[str, Any]) -> None:
    bundle = Bundle.model_validate(old)
    for action, document in (
        ("request_amendment", "amendment_request"),
        ("request_amendment_at_reception", "amendment_request_at_reception"),
    ):
        asked = [duty["document"] for duty in duties(bundle, action) if "document" in duty]
        assert asked == [document]


def test_the_clock_that_governed_and_the_acts_that_fees_held_up_are_named(old: dict[str, Any]) -> None:
    bundle = Bundle.model_validate(old)
    assert [name for name, clock in bundle.process.clocks.items() if clock.governs_result] == ["processing"]
    assert [fee.awaited_by for fee in bundle.fees] == [("number_and_seal", "publish")]


def test_a_version_of_the_present_format_as_it_was_first_is_read_where_it_is_stored() -> None:
    bundle = bundle_in(WATER)
    stored = bundle.model_dump(mode="json", by_alias=True)
    for component in stored["components"]:
        component["waivable_by"] = []
    for state in stored["process"]["states"].values():
        state["stage"] = None
    for fee in stored["fees"]:
        del fee["awaited_by"]
    assert Bundle.of_version(json.dumps(stored)) == bundle
    with pytest.raises(ValidationError):
        Bundle.model_validate(stored)


def test_what_is_of_the_present_format_or_no_bundle_stays_as_it_is(old: dict[str, Any]) -> None:
    present = upgraded(deepcopy(old))
    assert upgraded(present) == present
    assert upgraded([1]) == [1]
    assert upgraded({"format": FIRST, "process": "no mapping"}) == {"format": PRESENT, "process": "no mapping"}


def test_the_product_brings_no_bundle_of_the_first_format() -> None:
    ours = sorted((settings.ROOT / "content" / "procedures").rglob("procedure.yaml"))
    assert ours
    assert {yaml.safe_load(path.read_text(encoding="utf-8"))["format"] for path in ours} == {PRESENT}
