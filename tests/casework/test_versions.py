"""A second version of a procedure: new dossiers are on it, those of the first stay on theirs, filing ends by date."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.kernel import NotFound, Refused, clock
from tests.fixtures_casework import CONFIRMED, World, next_version


def longer(bundle: dict[str, Any]) -> None:
    """A change: the processing takes 40 working days."""
    bundle["process"]["clocks"]["processing"]["length"] = 40


def closing(bundle: dict[str, Any]) -> None:
    """A change: filing ends in three days."""
    bundle["last_filing"] = (clock.today() + timedelta(days=3)).isoformat()


def processing_ends(world: World, dossier: UUID) -> datetime:
    page = casework.dossier_page(world.people["desk"], dossier)
    ends = next(one.due for one in page.clocks if one.name == "processing")
    assert ends is not None
    return ends


def after_last_filing() -> Any:
    return clock.travel(clock.now() + timedelta(days=4))


def test_dossiers_of_the_first_version_go_on_under_it(water: World) -> None:
    first, dossier = catalogue.current("1.000070").id, water.submitted()
    second = next_version("1.000070", longer)
    assert catalogue.current("1.000070").id == second != first
    water.act("desk", dossier, "accept")
    later = water.submitted()
    water.act("desk", later, "accept")
    rows = {row.pk: row.version_id for row in Dossier.objects.all()}
    assert rows == {dossier: first, later: second}
    begun, longer_by = processing_ends(water, dossier), processing_ends(water, later)
    assert (longer_by - begun).days >= 10


def test_a_version_in_force_from_a_later_day_takes_new_dossiers_from_then_on(water: World) -> None:
    first, begins = catalogue.current("1.000070").id, clock.today() + timedelta(days=30)
    second = next_version("1.000070", lambda bundle: bundle.update(in_force=begins.isoformat()))
    assert catalogue.current("1.000070").id == first
    assert catalogue.current("1.000070", on=begins).id == second


def test_after_the_last_day_of_filing_nothing_is_begun_and_no_draft_is_sent(water: World) -> None:
    next_version("1.000070", closing)
    submitted, ready = water.submitted(), water.ready()
    with after_last_filing():
        with pytest.raises(NotFound):
            catalogue.current("1.000070")
        water.version = Dossier.objects.get(pk=ready).version_id
        with pytest.raises(Refused) as begun:
            water.open()
        with pytest.raises(Refused) as sent:
            water.act("applicant", ready, "submit", CONFIRMED)
        water.act("desk", submitted, "accept")
    assert [[reason.code for reason in caught.value.reasons] for caught in (begun, sent)] == [["filing_closed"]] * 2
    assert {row.pk: row.state for row in Dossier.objects.all()} == {submitted: "appraisal", ready: "draft"}


def test_what_was_published_from_memory_is_the_same_as_from_disk(water: World) -> None:
    version = catalogue.current("1.000070")
    assert next_version("1.000070", lambda bundle: bundle.update(version=version.number)) == version.id
