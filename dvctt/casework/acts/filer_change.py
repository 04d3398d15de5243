"""Another person becomes the filer of a dossier, within its owner: who is written to, and named on its papers.

The owner stays. That a dossier passes to another owner is a legal act outside of the system.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.accounts import people
from dvctt.casework.acts.actions import for_owner
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.core.lock import locked_for
from dvctt.casework.core.mandate import filing_mandate
from dvctt.casework.read_models import SuccessorView
from dvctt.casework.record import commitment, side_acts
from dvctt.kernel import Actor, Fault, Invalid, Reason, Refused, clock, composed, new_id
from dvctt.notices import api as notices

ACT = "filer:changed"
LONGEST = 500


def successors(actor: Actor, loaded: LoadedDossier) -> tuple[SuccessorView, ...]:
    """Who may become the filer now, but for the present one; empty for who may not file for the owner."""
    held = actor.mandate(str(loaded.dossier.owner_id))
    if held is None or not held.may_file:
        return ()
    return tuple(
        SuccessorView(str(row.account_id), row.account.name, row.power, str(row.account_id) == actor.id)
        for row in people.members_who_may_file(loaded.dossier.owner_id, loaded.bundle.code)
        if row.account_id != loaded.dossier.filer_id
    )


@transaction.atomic
def hand_over(actor: Actor, dossier_id: UUID, account_id: UUID | str, *, reason: str = "") -> None:
    """Make somebody who files for the owner the filer; any member who files may take a dossier over.

    To give it to another, one is its filer, or manages the owner. A declaration made in the draft names the earlier
    filer, so that it is void. Raises NotFound, Busy, Invalid at `to` and `reason`, Refused: `read_only`,
    `procedure_not_in_mandate`, `filer_already`, `not_yours_to_hand_over`.
    """
    actor, dossier = locked_for(actor, dossier_id)
    loaded = LoadedDossier(dossier, clock.now())
    row, said = loaded.dossier, _reason(reason)
    held = filing_mandate(actor, row.owner_id, loaded.bundle.code)
    standing = people.members_who_may_file(row.owner_id, loaded.bundle.code)
    chosen = next((one for one in standing if str(one.account_id) == str(account_id)), None)
    if chosen is None:
        raise Invalid(Fault("to", "not_an_option"))
    if chosen.account_id == row.filer_id:
        raise Refused(Reason("filer_already"))
    if str(chosen.account_id) != actor.id and str(row.filer_id) != actor.id and not held.manages:
        raise Refused(Reason("not_yours_to_hand_over"))
    before, stood = row.filer, commitment.state_to_commit(loaded)
    row.filer, row.mandate, row.touched_at = chosen.account, chosen, loaded.now
    row.save(update_fields=["filer", "mandate", "touched_at"])
    if loaded.draft is not None:
        loaded.void_declaration(loaded.draft)
    _record(loaded, for_owner(actor, row), before.name, said, stood)
    for account in (before.id, chosen.account_id):
        _tell(loaded, account, before.name, said)


def take_over(actor: Actor, dossier_id: UUID) -> None:
    """Become the filer oneself; raises as `hand_over` does."""
    hand_over(actor, dossier_id, actor.id)


def _reason(reason: str) -> str:
    said = composed(reason).strip()
    if len(said) > LONGEST:
        raise Invalid(Fault("reason", "too_long", {"max": LONGEST}))
    return said


def _record(loaded: LoadedDossier, actor: Actor, before: str, said: str, stood: Mapping[str, Any]) -> None:
    row = loaded.dossier
    side_acts.record(
        loaded,
        actor,
        ACT,
        before={"filer_changed": False},
        after={"filer": str(row.filer_id), "mandate": str(row.mandate_id)},
        inputs={"from": before, "to": row.filer.name, "words": said},
        stood=stood,
        personal={"reason": said} if said else {},
    )


def _tell(loaded: LoadedDossier, account: UUID, before: str, said: str) -> None:
    to, row = people.recipient_for(account), loaded.dossier
    named = row.code or loaded.bundle.case_name.in_language(to.language)
    values = {"name": named, "owner": loaded.owner.name, "to": row.filer.name, "before": before, "reason": said}
    notices.send_letter(
        to,
        "party/filer_changed",
        values | {"link": f"/me/dossiers/{row.pk}/"},
        subject_ref=loaded.ref,
        key=f"filer:{new_id().hex}",
        unit=row.holder_unit,
    )
