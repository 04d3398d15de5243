"""What the stories share: who registers, and dossiers brought to a point without a browser."""

from typing import Any
from uuid import UUID

from tests.browser.people import Town
from tests.fixtures_casework import World, golden

CONFIRMED = {"accuracy_confirmed": True, "secrecy_confirmed": True}


def registration_of(values: dict[str, Any]) -> dict[str, Any]:
    """The registration of the organisation whose application a golden case is."""
    return {
        "name": values["ten"],
        "organisation_kind": "enterprise",
        "tax_code": values["ma_so_thue"],
        "establishment": values["giay_to"],
        "address": values.get("tru_so") or values["dia_chi"],
        "phone": values["dien_thoai"],
        "email": values["email"],
        "representative_name": values.get("dai_dien_ho_ten", "Lê Thị Thanh Mai"),
        "representative_position": values.get("dai_dien_chuc_vu", "Giám đốc"),
        "representative_citizen_id": values.get("dai_dien_cccd", "001184007719"),
        "registrant_is_representative": True,
        "accurate": True,
    }


def world_of(town: Town, code: str, username: str) -> World:
    """Dossiers of that account, to be brought on by `perform` beside the running product."""
    from dvctt.accounts import people, signin

    world = World(code, golden(code))
    world.people["applicant"] = people.actor_for(signin.account_named(username), channel="test")
    return world


def declared(world: World) -> UUID:
    """A complete draft whose declaration the worker has rendered."""
    dossier = world.complete()
    world.render(dossier)
    return dossier


def submitted(world: World) -> UUID:
    """A dossier that has been sent."""
    dossier = world.ready()
    world.act("applicant", dossier, "submit", CONFIRMED)
    return dossier


def sections(world: World, dossier: UUID) -> list[str]:
    """The pages of questions of a draft."""
    from dvctt.casework import api as casework

    return [one.id for one in casework.draft_page(world.people["applicant"], dossier).form.sections]
