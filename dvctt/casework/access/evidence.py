"""Giving a dossier out as evidence: by whom the table lets, for a stated purpose, recorded before anything is given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dvctt.authority import DossierPower
from dvctt.casework.access.access_log import stated
from dvctt.casework.core.loaded import ref_of
from dvctt.casework.core.scope import access, visible
from dvctt.casework.erasure.outcome import ERASURE
from dvctt.casework.models import Dossier
from dvctt.casework.outputs import letters
from dvctt.casework.search.by_code import find_by_code
from dvctt.journal import api as journal
from dvctt.kernel import Actor, NotFound, Ref, clock
from dvctt.ministry import api as ministry

TAKEN = "evidence:taken"
PART = "evidence"
# Whoever has a shell there names by whose order it is done, and proves nothing.
COMMAND = "cli"


@dataclass(frozen=True)
class EvidenceTaken:
    """That somebody takes a dossier out, when and as what: `agency` is the unit in whose name, and with whose key.

    `chains` are the subjects of the journal on which acts about this dossier stand, its own first.
    """

    dossier: UUID
    code: str
    agency: ministry.UnitView
    purpose: str
    by: str
    unit: str
    role: str
    at: datetime
    chains: tuple[Ref, ...]


@ministry.proved
@transaction.atomic
def take_evidence(actor: Actor, dossier_id: UUID, *, purpose: str) -> EvidenceTaken:
    """Record that the dossier is given out, and what for: an act, and a look that people concerned read (16.1).

    Raises NotFound, and Invalid at `purpose`.
    """
    row = visible(actor, DossierPower.EVIDENCE).filter(pk=dossier_id, code__isnull=False).first()
    if row is None:
        raise NotFound(f"dossier {dossier_id}")
    purpose = stated(purpose)
    seen, agency = access(actor, row), ministry.issuing_unit(row.deciding)
    taken, subject = Ref(PART, str(row.pk)), ref_of(row.pk)
    told = {"code": row.code, "agency": agency.code, "unit": seen.unit, "role": seen.role}
    journal.look(actor, subject, f"evidence: {purpose}", part=PART, unit=seen.unit, role=seen.role)
    act = journal.append(taken, actor, TAKEN, before={}, after=told, personal={"purpose": purpose}, at=clock.now())
    if actor.channel == COMMAND:
        _tell_named(actor, row, act)
    return EvidenceTaken(
        row.pk, str(row.code), agency, purpose, actor.name, seen.unit, seen.role, act.at,
        (subject, taken, Ref(ERASURE, str(row.pk))),
    )  # fmt: skip


def _tell_named(actor: Actor, row: Dossier, act: journal.EntryView) -> None:
    """Tell the officer in whose name it was taken at the command line, in the caller's transaction.

    What for is not in the letter: the page shows it to who signs in.
    """
    link = f"/officer/dossiers/{row.pk}/who/"
    key = f"evidence:{row.pk}:{act.seq}"
    letters.to_officer(actor.id, row, "officer/evidence_taken", key=key, code=row.code, at=act.at, link=link)


def evidence_of(actor: Actor, code: str) -> UUID:
    """The dossier with that code, where the actor may give it out; raises NotFound."""
    found = find_by_code(actor, code)
    if not visible(actor, DossierPower.EVIDENCE).filter(pk=found).exists():
        raise NotFound(code)
    return found
