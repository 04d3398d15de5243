"""The second official: what was proposed is done now, or refused with its reason; all three are told.

Who proposed it may take it back until then, which tells nobody. It is confirmed only while who proposed it may still do
it, too: otherwise one official alone would have willed it.
"""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from dvctt.accounts.models import Proposal
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.officials import appointments, deputies, directory_entries, email_correction, guarded_settings
from dvctt.accounts.people.actor import actor_today
from dvctt.accounts.proposals import answer_letters, four_eyes
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Reason, Refused, clock
from dvctt.ministry import api as ministry

Kind, Outcome = Proposal.Kind, Proposal.Outcome
# What raises for who may not, or may no longer, do what is proposed.
REQUIRE: dict[str, Callable[[Actor, Proposal], None]] = {
    Kind.APPOINTMENT: appointments.require_appointable,
    Kind.DIRECTORY_NAME: directory_entries.require_nameable,
    Kind.DEPUTY: deputies.require_nameable,
    Kind.EMAIL: email_correction.require_correctable,
    Kind.SETTING: guarded_settings.require_settable,
}
CARRY: dict[str, Callable[[Actor, Proposal], None]] = {
    Kind.APPOINTMENT: appointments.appoint_proposed,
    Kind.DIRECTORY_NAME: directory_entries.name_proposed,
    Kind.DEPUTY: deputies.name_proposed,
    Kind.EMAIL: email_correction.correct_proposed,
    Kind.SETTING: guarded_settings.set_proposed,
}


@ministry.proved
@transaction.atomic
def confirm_proposal(actor: Actor, proposal_id: UUID | str) -> None:
    """Do what another proposed, as if it were asked for now.

    Raises Forbidden, NotFound, Refused `own_proposal` for who proposed it or whom it is about,
    `proposer_may_no_more`, and what the act itself raises: Refused with its reasons, Invalid where it can no longer be
    done so.
    """
    row = _locked(actor, proposal_id)
    _require_proposer(actor, row)
    CARRY[row.kind](actor, row)
    _answer(actor, row, Outcome.CONFIRMED, "")


@ministry.proved
@transaction.atomic
def refuse_proposal(actor: Actor, proposal_id: UUID | str, *, reason: str) -> None:
    """Refuse what another proposed, with the reason that is told; raises as `confirm_proposal`, Invalid at `reason`."""
    row = _locked(actor, proposal_id)
    if wrong := appointments.reason_faults(reason):
        raise Invalid(*wrong)
    _answer(actor, row, Outcome.REFUSED, reason.strip())


@ministry.proved
@transaction.atomic
def withdraw_proposal(actor: Actor, proposal_id: UUID | str) -> None:
    """Take back what one proposed oneself; raises Forbidden, NotFound, Refused `not_own_proposal` for another's."""
    row = _waiting(actor, proposal_id)
    if actor.id != row.proposed_by:
        raise Refused(Reason("not_own_proposal"))
    _end(actor, row, Outcome.WITHDRAWN, "", "")


def _locked(actor: Actor, proposal_id: UUID | str) -> Proposal:
    row = _waiting(actor, proposal_id)
    if actor.id in (row.proposed_by, str(row.account_id)):
        raise Refused(Reason("own_proposal"))
    return row


def _waiting(actor: Actor, proposal_id: UUID | str) -> Proposal:
    rows = four_eyes.waiting(actor).filter(id=as_uuid(proposal_id)).select_related("account")
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(f"proposal {proposal_id}")
    return row


def _require_proposer(actor: Actor, row: Proposal) -> None:
    """Judge the act anew for who proposed it; what would keep the second from it as well is raised as it is."""
    try:
        REQUIRE[row.kind](actor_today(row.proposed_by), row)
    except (Forbidden, NotFound, Invalid, Refused):
        REQUIRE[row.kind](actor, row)
        raise Refused(Reason("proposer_may_no_more")) from None


def _answer(actor: Actor, row: Proposal, outcome: Proposal.Outcome, reason: str) -> None:
    _end(actor, row, outcome, reason, actor.id)
    answer_letters.answered(row, actor.name)


def _end(actor: Actor, row: Proposal, outcome: Proposal.Outcome, reason: str, by: str) -> None:
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, reason, by, clock.now()
    row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    after = {"proposal": str(row.id), "kind": row.kind, "proposed_by": row.proposed_by, "answered_by": by}
    journal.append(four_eyes.subject_of(row), actor, f"proposal_{outcome}", before={}, after=after, reason=reason)
