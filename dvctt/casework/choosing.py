"""The applicant chooses how the result is delivered, of what the version offers, until the dossier is closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.casework import beside, stated
from dvctt.casework.actions import for_owner, locked
from dvctt.casework.delivering import ADDRESS, WAY, address_faults, asked, place, standing
from dvctt.casework.own import require_filing
from dvctt.casework.subject import Subject
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
    subject = Subject(locked(actor, dossier_id), clock.now())
    row, section = subject.dossier, asked(subject.bundle)
    require_filing(actor, row, subject.bundle.code)
    if row.closed_at is not None or section is None:
        raise Refused(Reason("delivery_settled"))
    cleaned = clean_sections((section,), (), raw, today=clock.today(), language=actor.language)
    faults = (*cleaned.faults, *address_faults(str(cleaned.values.get(ADDRESS, ""))))
    if faults:
        raise Invalid(*faults)
    before, kept = (standing(subject), place(subject, "vi")), row.delivery_address
    row.delivery, row.delivery_address = cleaned.values[WAY], _address(subject, section, raw)
    after = (standing(subject), place(subject, "vi"))
    if (after, row.delivery_address) == (before, kept):
        return
    row.touched_at = subject.now
    row.save(update_fields=["delivery", "delivery_address", "touched_at"])
    if row.submitted_at is not None and after != before:
        _record(subject, for_owner(actor, row), before[0])


def _address(subject: Subject, section: Section, raw: Mapping[str, Any]) -> str:
    """The address that was typed, whichever way is chosen; the one that is there where none was asked for or is good.

    Empty stands for the owner's address.
    """
    if ADDRESS not in raw:
        return subject.dossier.delivery_address
    typed = clean_sections((section,), (), {**raw, WAY: "public_post"}, today=clock.today())
    address = str(typed.values.get(ADDRESS, ""))
    if typed.faults or address_faults(address):
        return subject.dossier.delivery_address
    return "" if address == stated.owner_facts(subject)["address"] else address


def way_name(way: str) -> Text:
    """The name of a way as the history tells it; acts kept the name itself before they kept the code."""
    try:
        return ministry.code_name("delivery", way)
    except NotFound:
        return Text(vi=way)


def _record(subject: Subject, actor: Actor, before: str) -> None:
    row = subject.dossier
    names = {"from": before, "to": row.delivery}
    beside.record(
        subject,
        actor,
        ACT,
        before={"delivery": before},
        after={"delivery": row.delivery},
        inputs=names,
        personal={"address": row.delivery_address} if row.delivery == "public_post" and row.delivery_address else {},
    )
