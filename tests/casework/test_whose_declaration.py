"""A declaration names its owner: another one's numbers bar its way, and what else differs is told (8.3.a)."""

from typing import Any

import pytest

from dvctt.accounts.models import Party
from dvctt.casework import api as casework
from dvctt.kernel import Refused
from tests.casework.test_finding import ask_amendment
from tests.fixtures_casework import World

OTHER = "0100109106"


def kept(world: World, dossier: Any, **typed: Any) -> casework.Saved:
    """Save in the owner's section, with what stands there already."""
    page = casework.draft_page(world.people["applicant"], dossier)
    section = page.form.sections[0]
    there = {one.id: page.values[one.id] for one in section.fields if one.id in page.values}
    return casework.save_draft(
        world.people["applicant"], dossier, {**there, **typed}, section=section.id, saves=page.saves
    )


def warned(world: World, dossier: Any) -> dict[str, str]:
    """The warnings of the review by their place."""
    page = casework.dossier_page(world.people["applicant"], dossier)
    return {one.place: one.text.vi for one in page.checks if one.level == "warning"}


def test_a_tax_code_of_somebody_else_bars_the_way(water: World) -> None:
    dossier, applicant = water.ready(), water.people["applicant"]
    before = casework.draft_page(applicant, dossier)
    assert "ma_so_thue" not in {fault.place for fault in before.faults}

    saved = kept(water, dossier, ma_so_thue=OTHER)
    (fault,) = [one for one in saved.faults if one.place == "ma_so_thue"]
    assert fault.code == "not_owners" and fault.text and before.values["ma_so_thue"] in fault.text.vi

    page = casework.draft_page(applicant, dossier)
    assert page.values["ma_so_thue"] == OTHER
    assert all("ma_so_thue" in {one.place for one in found} for found in (page.faults, page.held))
    with pytest.raises(Refused):
        casework.prepare_declaration(applicant, dossier)


def test_nor_may_an_organisation_declare_itself_a_person(water: World) -> None:
    saved = kept(water, water.ready(), loai_chu_the="ca_nhan")
    assert "loai_chu_the" in {fault.place for fault in saved.faults}


def test_what_else_is_said_of_the_owner_is_told_where_it_differs(water: World) -> None:
    dossier = water.ready()
    owner = Party.objects.get(tax_code="0109556677")
    owner.establishment = {"number": "0109556677", "date": "2020-01-02", "issuer": "Sở Kế hoạch và Đầu tư Hà Nội"}
    owner.save()
    kept(water, dossier, ten=owner.name.upper(), giay_to=owner.establishment, email=owner.email.upper())
    assert not {"ten", "giay_to", "email"} & set(warned(water, dossier))

    kept(water, dossier, ten=f"{owner.name} Hai", giay_to={**owner.establishment, "date": "2020-01-03"})
    told = warned(water, dossier)
    assert owner.name in told["ten"] and "02/01/2020" in told["giay_to"]


def test_what_was_filed_before_stays_open_to_amendment_and_is_told_to_officers(water: World) -> None:
    dossier = water.in_appraisal()
    Party.objects.filter(tax_code="0109556677").update(tax_code=OTHER)
    shown = casework.dossier_page(water.people["desk"], dossier)
    assert "ma_so_thue" in {one.place for one in shown.checks if one.level == "warning"}
    ask_amendment(water, dossier, target="ten")
    assert "ma_so_thue" not in {one.place for one in casework.draft_page(water.people["applicant"], dossier).faults}
    assert "ma_so_thue" in warned(water, dossier)
