"""The person who files, and by what: apart from the owner, and from the account that clicks (13.1.b)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from dvctt.accounts import people
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.kernel import Actor, ActorKind, Reason, clock
from dvctt.workflow import Ruling

SENDING = frozenset({"submit", "amendment_answer"})


@dataclass(frozen=True)
class FilerView:
    """The person who files, by what `power` (empty where none is known), and whether the mandate still `stands`."""

    account: str
    name: str
    power: str
    number: str
    until: date | None
    document: UUID | None
    stands: bool


def filer_view(loaded: LoadedDossier) -> FilerView:
    """Who files, under which mandate, and whether it still holds."""
    row, held = loaded.dossier, loaded.dossier.mandate
    return FilerView(
        account=str(row.filer_id),
        name=row.filer.name,
        power=held.power if held else "",
        number=held.authorisation_number if held else "",
        until=held.until if held else None,
        document=held.authorisation_id if held else None,
        stands=held is None or people.in_force(held),
    )


def filer_line(loaded: LoadedDossier) -> str:
    """The filer as papers name him; empty where the owner files for himself."""
    row, held = loaded.dossier, loaded.dossier.mandate
    if held is None or held.power == "self":
        return ""
    if held.power == "authorised":
        until = f", có hiệu lực đến {clock.written_day(held.until)}" if held.until else ""
        return f"{row.filer.name}, theo ủy quyền số {held.authorisation_number}{until}"
    return f"{row.filer.name}, {people.CAPACITIES[held.power].vi}"


def with_filer(loaded: LoadedDossier, actor: Actor, ruling: Ruling) -> Ruling:
    """The ruling, closed where papers would be sent in the name of a filer who acts for the owner no more.

    It is closed, too, where the version takes no new dossiers any more.
    """
    action = loaded.flow.actions[ruling.action]
    if actor.kind != ActorKind.APPLICANT or action.kind not in SENDING:
        return ruling
    reasons, last = list[Reason](), loaded.bundle.last_filing
    if not filer_view(loaded).stands:
        reasons.append(Reason("filer_gone", {"filer": loaded.dossier.filer.name}))
    if action.submits and last is not None and loaded.today > last:
        reasons.append(Reason("filing_closed"))
    return replace(ruling, allowed=False, reasons=(*ruling.reasons, *reasons)) if reasons else ruling
