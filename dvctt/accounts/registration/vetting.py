"""The vetter's side: the queue by deadline, and approve, return or refuse with reasons (N.vetting, N.refusal)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dvctt.accounts.letters import registration_letters
from dvctt.accounts.models import OneTimeLink, Registration
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people.access_log import looked
from dvctt.accounts.people.queries import display_name
from dvctt.accounts.people.read_models import Remark
from dvctt.accounts.registration.declaration import registration_form
from dvctt.accounts.registration.duplicates import duplicates, new_person_known, same_as, same_number_known
from dvctt.accounts.registration.intake import grant, ref_of
from dvctt.accounts.registration.read_models import AnsweredRow, RegistrationRow, RegistrationView
from dvctt.accounts.registration.view import registration_view
from dvctt.accounts.signin import one_time_links
from dvctt.authority import SystemPower, SystemReach, reaches, require, units
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, clock, composed
from dvctt.ministry import api as ministry

LONGEST_REMARK = 1000
ANSWERED_SHOWN = timedelta(days=90)


def vetting_queue(actor: Actor, *, limit: int = 50, after: UUID | None = None) -> tuple[RegistrationRow, ...]:
    """Give the registrations that wait for this vetter, the nearest deadline first; `after` is the last one shown.

    Raises Forbidden for who vets nothing.
    """
    require(actor, SystemPower.VET)
    rows = Registration.objects.filter(vetter_scope(actor), state=Registration.State.WAITING)
    rows = rows.annotate(doubled=same_number_known(), person_known=new_person_known())
    last = Registration.objects.filter(id=after, due_at__isnull=False).first() if after else None
    if last is not None:
        rows = rows.filter(Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.id))
    return tuple(
        _row(row, clock.now(), same_as(row.identity_index, doubled=row.doubled, person_known=row.person_known))
        for row in rows.order_by("due_at", "id")[:limit]
    )


def answered(actor: Actor, *, limit: int = 200) -> tuple[AnsweredRow, ...]:
    """Give the registrations of this vetter that were answered in the last 90 days, the latest first.

    Raises Forbidden for who vets nothing.
    """
    require(actor, SystemPower.VET)
    known = Registration.State
    states = (known.APPROVED, known.RETURNED, known.REFUSED, known.REVOKED)
    rows = Registration.objects.filter(
        vetter_scope(actor), state__in=states, received_at__isnull=False, decided_at__gte=clock.now() - ANSWERED_SHOWN
    ).order_by("-decided_at", "id")[:limit]
    return tuple(
        AnsweredRow(row.id, row.kind, row.name, row.state, row.received_at, row.decided_at)
        for row in rows
        if row.received_at and row.decided_at
    )


def registration_for(actor: Actor, registration_id: UUID | str) -> RegistrationView:
    """Give a received registration with what it resembles, to who vets it; NotFound for others. The look is logged."""
    rows = Registration.objects.filter(vetter_scope(actor), received_at__isnull=False)
    row = rows.filter(id=as_uuid(registration_id)).first()
    if row is None:
        raise NotFound(f"registration {registration_id}")
    looked(actor, ref_of(row), "vetting", SystemPower.VET)
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
    row = _locked(actor, registration_id)
    grant(row, actor, join=join, reason=reason)
    return registration_view(row)


@ministry.proved
@transaction.atomic
def return_(actor: Actor, registration_id: UUID | str, remarks: Sequence[Remark]) -> RegistrationView:
    """Return for mending, each remark at its field; the registrant gets a link to mend and send again (N.refusal).

    Raises NotFound, Refused `wrong_state`, and Invalid where a remark says nothing or names no field.
    """
    row = _locked(actor, registration_id)
    _decide(row, actor, Registration.State.RETURNED, remarks)
    registration_letters.returned(
        row, _remarks(row), labels(row), one_time_links.issue(OneTimeLink.Purpose.RESEND, row)
    )
    return registration_view(row)


@ministry.proved
@transaction.atomic
def refuse(actor: Actor, registration_id: UUID | str, remarks: Sequence[Remark]) -> RegistrationView:
    """Refuse, with reasons that the registrant is told (N.refusal); raises as `return_` does."""
    row = _locked(actor, registration_id)
    _decide(row, actor, Registration.State.REFUSED, remarks)
    registration_letters.refused(row, _remarks(row), labels(row))
    return registration_view(row)


def vetter_scope(actor: Actor) -> Q:
    """Which registrations are the actor's to vet: the operator's, and those of the agencies where one is a vetter."""
    mine = Q(vetting="agency", agency__in=units(actor, SystemPower.VET, SystemReach.AGENCY))
    operated = reaches(actor, SystemPower.VET, SystemReach.OPERATED)
    return mine | Q(vetting__in=["operator", "off"]) if operated else mine


def _locked(actor: Actor, registration_id: UUID | str) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(vetter_scope(actor), id=as_uuid(registration_id), received_at__isnull=False).first()
    if row is None:
        raise NotFound(f"registration {registration_id}")
    if row.state != Registration.State.WAITING:
        raise Refused(Reason("wrong_state", {"state": row.state}))
    return row


def _decide(row: Registration, actor: Actor, state: Registration.State, remarks: Sequence[Remark]) -> None:
    before, now = row.state, clock.now()
    row.reasons = checked_remarks(row.kind, remarks)
    row.state, row.decided_at, row.decided_by = state, now, actor.id
    row.save()
    # The sentences may speak of the person, so that the chain holds them as personal values.
    said = {f"remark.{number}": one["text"] for number, one in enumerate(row.reasons, 1)}
    journal.append(
        ref_of(row), actor, str(state), before={"state": before},
        after={"state": str(state), "places": [one["place"] for one in row.reasons]}, personal=said, at=now,
    )  # fmt: skip


def checked_remarks(kind: str, remarks: Sequence[Remark]) -> list[dict[str, str]]:
    """Let remarks pass that say something at a field of the form; raises Invalid at `remarks.N`, or `remarks`."""
    places = {"", *(field.id for field in registration_form(kind).fields())}
    faults = [Fault(f"remarks.{n}", "unknown_field") for n, one in enumerate(remarks) if one.place not in places]
    faults += [Fault(f"remarks.{n}", "required") for n, one in enumerate(remarks) if not one.text.strip()]
    faults += [
        Fault(f"remarks.{n}", "too_long", {"max": LONGEST_REMARK})
        for n, one in enumerate(remarks)
        if len(one.text) > LONGEST_REMARK
    ]
    if not remarks:
        faults.append(Fault("remarks", "required"))
    if faults:
        raise Invalid(*faults)
    return [{"place": one.place, "text": composed(one.text).strip()} for one in remarks]


def _remarks(row: Registration) -> list[Remark]:
    return [Remark(one["place"], one["text"]) for one in row.reasons]


def labels(row: Registration) -> dict[str, str]:
    """Give the labels of the form's fields in the registrant's language."""
    return {field.id: field.label.in_language(row.language) for field in registration_form(row.kind).fields()}


def _row(row: Registration, now: datetime, same: str) -> RegistrationRow:
    assert row.received_at
    assert row.due_at
    agency = row.agency if row.vetting == "agency" else ""
    return RegistrationRow(
        row.id, row.kind, row.name, agency, row.received_at, row.due_at, row.due_at < now, row.tax_code, same
    )  # fmt: skip
