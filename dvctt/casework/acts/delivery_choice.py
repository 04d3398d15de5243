"""The applicant chooses how the result is delivered, of what the version offers, until the dossier is closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.casework.acts.actions import for_owner
from dvctt.casework.core import declared_owner
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked_for
from dvctt.casework.core.mandate import filing_mandate
from dvctt.casework.course.delivery import ADDRESS, WAY, address_faults, asked, channel_in_force, place, posted_to
from dvctt.casework.record import commitment, side_acts
from dvctt.forms import Section, clean_sections
from dvctt.kernel import Actor, Invalid, NotFound, Reason, Refused, Text, clock
from dvctt.ministry import api as ministry

ACT = "delivery:changed"


@transaction.atomic
def choose_delivery(actor: Actor, dossier_id: UUID, raw: Mapping[str, Any]) -> None:
    """Choose how the result is delivered; after submission it is an act of its own, told to whoever hands it over.

    Raises NotFound, Busy, Invalid at `delivery` and `delivery_address`; Refused: `read_only`,
    `procedure_not_in_mandate`, `delivery_settled` once the dossier is closed.
    """
    actor, dossier = locked_for(actor, dossier_id)
    loaded = LoadedDossier(dossier, clock.now())
    row, section = loaded.dossier, asked(loaded.bundle)
    filing_mandate(actor, row.owner_id, loaded.bundle.code)
    if row.closed_at is not None or section is None:
        raise Refused(Reason("delivery_settled"))
    way, typed = _read(section, raw, actor.language)
    before, kept = (channel_in_force(loaded), place(loaded, "vi"), posted_to(loaded)), row.delivery_address
    stood = commitment.state_to_commit(loaded)
    row.delivery, row.delivery_address = way, _address(loaded, typed)
    after = (channel_in_force(loaded), place(loaded, "vi"), posted_to(loaded))
    if (after, row.delivery_address) == (before, kept):
        return
    row.touched_at = loaded.now
    row.save(update_fields=["delivery", "delivery_address", "touched_at"])
    if row.submitted_at is not None and after != before:
        _record(loaded, for_owner(actor, row), before[0], stood)


def _read(section: Section, raw: Mapping[str, Any], language: str) -> tuple[str, str | None]:
    """The way that was chosen, and the address that was typed whichever way it is; None where it is not asked or bad.

    Raises Invalid, for the address where the way goes there alone.
    """
    fields = tuple(one.model_copy(update={"show_when": None}) for one in section.fields)
    every = section.model_copy(update={"fields": fields})
    cleaned = clean_sections((every,), (), raw, today=clock.today(), language=language)
    typed = str(cleaned.values.get(ADDRESS, ""))
    at_address = (*(one for one in cleaned.faults if one.place == ADDRESS), *address_faults(typed))
    wrong = [one for one in cleaned.faults if one.place != ADDRESS]
    if cleaned.values.get(WAY) == "public_post":
        wrong += at_address
    if wrong:
        raise Invalid(*wrong)
    return cleaned.values[WAY], None if at_address or ADDRESS not in raw else typed


def _address(loaded: LoadedDossier, typed: str | None) -> str:
    """The address that was typed, else the one that is there. Empty stands for the owner's address."""
    if typed is None:
        return loaded.dossier.delivery_address
    return "" if typed == declared_owner.owner_facts(loaded)["address"] else typed


def way_name(way: str) -> Text:
    """The name of a way as the history tells it; acts kept the name itself before they kept the code."""
    try:
        return ministry.code_name("delivery", way)
    except NotFound:
        return Text(vi=way)


def _record(loaded: LoadedDossier, actor: Actor, before: str, stood: Mapping[str, Any]) -> None:
    row = loaded.dossier
    names = {"from": before, "to": row.delivery}
    side_acts.record(
        loaded,
        actor,
        ACT,
        before={"delivery": before},
        after={"delivery": row.delivery},
        inputs=names,
        stood=stood,
        personal=posted_to(loaded),
    )
