"""Guards over answers on acts after the filing: judged over what was filed last, whoever acts (20.2)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Refused, clock, system
from tests.fixtures_casework import FOLDERS, World, make_world
from tests.fixtures_pki import Pki

REASON = {"vi": "Chưa đủ điều kiện.", "en": "Not yet."}


def published(folder: Path, guards: dict[str, dict[str, Any]]) -> None:
    """Another version of 1.000082, in which those acts are open on those conditions alone."""
    source = FOLDERS["1.000082"]
    bundle = yaml.safe_load((source / "procedure.yaml").read_text())
    bundle["version"] += 1
    for action, condition in guards.items():
        bundle["process"]["actions"][action]["guards"] = [{"id": "only_if", "that": condition, "reason": REASON}]
    for file in source.rglob("*"):
        if file.is_file() and "golden" not in file.parts:
            place = folder / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(file.read_bytes())
    (folder / "procedure.yaml").write_text(yaml.safe_dump(bundle, allow_unicode=True, sort_keys=False))
    catalogue.publish(folder, actor=system("test"))


def with_guard(folder: Path, condition: dict[str, Any]) -> World:
    published(folder, {"accept": condition})
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
    db: None, pki: Pki, tmp_path: Path, condition: dict[str, Any], opens: bool
) -> None:
    world = with_guard(tmp_path, condition)
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


def test_an_officer_is_not_judged_by_a_draft_that_the_applicant_still_changes(
    db: None, pki: Pki, tmp_path: Path
) -> None:
    published(tmp_path, {"cancel_amendment": {"eq": [{"field": "website"}, "https://new.example"]}})
    world = make_world("1.000082")
    dossier = world.in_appraisal()
    asked = {"kind": "field", "target": "website", "wrong": "Địa chỉ trang không mở được."}
    by = (clock.today() + timedelta(days=10)).isoformat()
    request = {"reason": "Cần làm rõ.", "answer_by": by, "items": [asked]}
    world.act("appraiser", dossier, "request_amendment", request)
    world.fill(dossier, {**world.answers["values"], "website": "https://new.example"})
    with pytest.raises(Refused):
        world.act("appraiser", dossier, "cancel_amendment", {"reason": "Không cần nữa."})
