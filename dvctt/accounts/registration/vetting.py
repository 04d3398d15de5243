"""The vetter's side of registrations: the queue, and approve, return or refuse with reasons (N.vetting, N.refusal)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts.letters import links, sending
from dvctt.accounts.models import OneTimeLink, Registration
from dvctt.accounts.people import link_terms
from dvctt.accounts.people.queries import display_name
from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration import vetted
from dvctt.accounts.registration.declaration import registration_form
from dvctt.accounts.registration.duplicates import duplicates, new_person_known
from dvctt.accounts.registration.intake import grant
from dvctt.accounts.registration.read_models import AnsweredRow, RegistrationView, VettingRow
from dvctt.accounts.registration.view import registration_view
from dvctt.accounts.signin import one_time_links
from dvctt.authority import SystemPower, require
from dvctt.kernel import Actor, NotFound, clock
from dvctt.ministry import api as ministry

ANSWERED_SHOWN = timedelta(days=90)
State = Registration.State


def vetting_queue(actor: Actor, *, limit: int = 50, after: UUID | None = None) -> tuple[VettingRow, ...]:
    """Give the registrations that wait for this vetter, as `vetted.queue` does."""
    return vetted.queue(actor, _all(), new_person_known(), limit=limit, after=after)


def answered(actor: Actor, *, limit: int = 200) -> tuple[AnsweredRow, ...]:
    """Give the registrations of this vetter that were answered in the last 90 days, the latest first.

    Raises Forbidden for who vets nothing.
    """
    require(actor, SystemPower.VET)
    states = (State.APPROVED, State.RETURNED, State.REFUSED, State.REVOKED)
    rows = Registration.objects.filter(
        vetted.vetter_scope(actor),
        state__in=states,
        received_at__isnull=False,
        decided_at__gte=clock.now() - ANSWERED_SHOWN,
    ).order_by("-decided_at", "id")[:limit]
    return tuple(
        AnsweredRow(row.id, row.kind, row.name, row.state, row.received_at, row.decided_at)
        for row in rows
        if row.received_at and row.decided_at
    )


def registration_for(actor: Actor, registration_id: UUID | str) -> RegistrationView:
    """Give a received registration with what it resembles, to who vets it; NotFound for others. The look is logged."""
    row = vetted.looked_at(actor, _all(), registration_id)
    return replace(registration_view(row, similar=duplicates(row)), decided_by=_decider(row))


def _decider(row: Registration) -> str:
    """The name of the official who decided; empty where the system did, or nobody yet."""
    try:
        return display_name(row.decided_by)
    except NotFound:
        return ""


@ministry.proved
@transaction.atomic
def approve(
    actor: Actor, registration_id: UUID | str, *, join: str | None = None, reason: str = ""
) -> RegistrationView:
    """Approve: the account is granted and announced (N.grant).

    `join` is the id of the party with the same number: the organisation, where the registrant belongs to it, or the
    person, whose former account then stands for nobody;
    `reason` is recorded where another registration or an account has the same number, and then must be given.
    Raises NotFound, Invalid at `reason`, and Refused: `wrong_state`, `identity_in_use`, `tax_code_in_use`,
    `email_in_use`.
    """
    row = vetted.locked(actor, _all(), registration_id)
    grant(row, actor, join=join, reason=reason)
    return registration_view(row)


@ministry.proved
@transaction.atomic
def return_for_correction(actor: Actor, registration_id: UUID | str, remarks: Sequence[Remark]) -> RegistrationView:
    """Return for mending, each remark at its field; the registrant gets a link to mend and send again (N.refusal).

    Raises NotFound, Refused `wrong_state`, and Invalid where a remark says nothing or names no field.
    """
    row = _answered(actor, registration_id, State.RETURNED, remarks)
    send_returned(row)
    return registration_view(row)


def send_returned(row: Registration) -> None:
    """Tell what is missing or wrong, and where to mend it (N.refusal)."""
    purpose = OneTimeLink.Purpose.RESEND
    link = links.MEND_PATH.format(token=one_time_links.issue(purpose, row))
    sending.to_registrant(
        row, "registration/returned", remarks=_remarks(row), until=link_terms.until(purpose), link=link
    )


@ministry.proved
@transaction.atomic
def refuse(
    actor: Actor, registration_id: UUID | str, remarks: Sequence[Remark], *, dry_run: bool = False
) -> RegistrationView:
    """Refuse, with reasons that the registrant is told (N.refusal); raises as `return_for_correction` does.

    A `dry_run` does nothing but raise.
    """
    row = _answered(actor, registration_id, State.REFUSED, remarks, dry_run=dry_run)
    if not dry_run:
        sending.to_registrant(row, "registration/refused", remarks=_remarks(row))
    return registration_view(row)


def _remarks(row: Registration) -> list[str]:
    return sending.listed(vetted.remarks_of(row), labels(row))


def labels(row: Registration) -> dict[str, str]:
    """Give the labels of the form's fields in the registrant's language."""
    return {field.id: field.label.in_language(row.language) for field in registration_form(row.kind).fields()}


def _all() -> QuerySet[Registration]:
    return Registration.objects.all()


def _answered(
    actor: Actor, registration_id: UUID | str, state: str, remarks: Sequence[Remark], *, dry_run: bool = False
) -> Registration:
    row = vetted.locked(actor, _all(), registration_id)
    reasons = vetted.checked_remarks(row.kind, remarks)
    if not dry_run:
        vetted.decide(row, actor, state, reasons)
    return row
