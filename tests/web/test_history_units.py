"""The history names the unit by whose appointment an act was done; where that was not kept it says so."""

from uuid import UUID

from dvctt.casework import api as casework
from dvctt.casework.models import Act
from dvctt.kernel import Role, clock
from dvctt.ministry import api as ministry
from tests.fixtures_casework import World, make_officer
from tests.web.officers import officer_browser, place
from tests.web.walking import browser, valid


def by_of(world: World, dossier: UUID, action: str) -> str:
    page = casework.dossier_page(world.people["head"], dossier)
    return next(one.unit for one in page.timeline if one.action == action)


def test_an_act_names_the_unit_of_the_appointment_not_the_one_that_has_the_dossier(water: World) -> None:
    dossier = water.submitted()
    water.act("desk", dossier, "accept")
    water.people["above"] = make_officer("Cán bộ của Cục", Role.APPRAISER, "TNN", "Chuyên viên chính", "")
    water.act("above", dossier, "take")
    assert (by_of(water, dossier, "accept"), by_of(water, dossier, "take")) == ("MOTCUA", "TNN")
    assert by_of(water, dossier, "submit") == ""
    above = ministry.unit("TNN").name.vi
    assert f"Cán bộ của Cục, {above}" in valid(officer_browser(water.people["head"]).get(place(dossier)))


def test_of_an_act_of_before_the_unit_is_said_to_be_unknown(water: World) -> None:
    dossier = water.in_appraisal()
    last = Act.objects.filter(dossier=dossier).latest("seq")
    Act.objects.create(
        dossier_id=dossier, seq=last.seq + 1, action="take", at=clock.now(), actor_kind="officer",
        actor_id=last.actor_id, actor_name="Người cũ", from_state=last.to_state, to_state=last.to_state,
    )  # fmt: skip
    assert by_of(water, dossier, "take") == ""
    text = valid(officer_browser(water.people["head"]).get(place(dossier)))
    assert "Người cũ, đơn vị không được ghi lại" in text
    assert "Người cũ, Phòng" not in text
    assert "Cơ quan giải quyết" in valid(browser(water.people["applicant"]).get(f"/me/dossiers/{dossier}/"))
