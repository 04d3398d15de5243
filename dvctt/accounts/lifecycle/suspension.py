"""An account suspended and used again: by its holder, or by the operator for harmful behaviour (13.1.b, 19.3)."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from dvctt.accounts.letters import sending
from dvctt.accounts.lifecycle import demanded_changes
from dvctt.accounts.lifecycle.read_models import SuspensionView
from dvctt.accounts.models import Account, Suspension
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.people import operating_unit
from dvctt.accounts.people.actor import appointments_today
from dvctt.accounts.people.locking import locked, only_operator, record
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.authority import SystemPower, roles_with
from dvctt.kernel import Actor, Fault, Forbidden, Invalid, NotFound, Reason, Refused, clock, composed
from dvctt.ministry import api as ministry

By = Suspension.By
ACTIVE, SUSPENDED = Account.State.ACTIVE, Account.State.SUSPENDED
LONGEST = 2000


@transaction.atomic
def suspend_own(actor: Actor) -> None:
    """Suspend one's own account until one resumes it; every session ends (13.1.b). Raises Refused `wrong_state`."""
    account = locked(actor.id, ACTIVE)
    if account.kind != Account.Kind.APPLICANT:
        raise Forbidden("suspend_own")
    _suspend(account, actor, By.HOLDER, "")


@ministry.proved
@transaction.atomic
def suspend(actor: Actor, account_id: UUID | str, *, reason: str, dry_run: bool = False) -> None:
    """Suspend an account for harmful behaviour; its holder is told the reason and may appeal (19.3).

    Raises Forbidden (also for one's own account), NotFound, Invalid at `reason`, Refused: `wrong_state`, or
    `appeal_waits` where an appeal has to be decided first. A `dry_run` does nothing but raise.
    """
    only_operator(actor)
    if str(account_id) == actor.id:
        raise Forbidden("own_account")
    said = given_reason(reason, "reason")
    account = locked(account_id, ACTIVE, SUSPENDED)
    before = _open(account)
    if before is not None and _waits(before):
        raise Refused(Reason("appeal_waits"))
    if dry_run:
        return
    _end(account, actor, "replaced")  # what its holder suspended, the operator may still suspend
    _suspend(account, actor, By.OPERATOR, said)


@transaction.atomic
def resume_own(actor: Actor, account_id: UUID | str) -> None:
    """Use one's own account again, after a whole sign-in; raises Refused where the operator suspended it."""
    account = locked(account_id, SUSPENDED)
    row = _open(account)
    if row is None or row.by != By.HOLDER:
        raise Refused(Reason("suspended_by_operator"))
    _resume(account, actor, "")
    sending.to_account(account, "account/resumed", at=clock.now())


@ministry.proved
@transaction.atomic
def lift(actor: Actor, account_id: UUID | str, *, reason: str) -> None:
    """Let a suspended account be used again, by the operator; raises Forbidden, Invalid at `reason`, Refused.

    Refused `own_suspension` where an appeal waits: who suspended does not decide it, by no way.
    """
    only_operator(actor)
    said = given_reason(reason, "reason")
    account = locked(account_id, SUSPENDED)
    row = _open(account)
    if row is not None and _waits(row):
        _check_another(actor, row)
    _resume(account, actor, said)
    sending.to_account(account, "account/lifted", at=clock.now(), reason=said)


@transaction.atomic
def appeal(actor: Actor, account_id: UUID | str, text: str) -> SuspensionView:
    """Appeal against one's suspension by the operator, once until it is answered.

    Raises Invalid at `appeal`, Refused: `wrong_state`, `appealed_already`.
    """
    said = given_reason(text, "appeal")
    account = locked(account_id, SUSPENDED)
    row = _open(account)
    if row is None or row.by != By.OPERATOR:
        raise Refused(Reason("wrong_state", {"state": account.state}))
    if row.appealed_at:
        raise Refused(Reason("appealed_already"))
    row.appeal, row.appealed_at = said, clock.now()
    row.save(update_fields=["appeal", "appealed_at"])
    record(account, actor, "suspension_appealed")
    return _view(row)


@ministry.proved
@transaction.atomic
def answer_appeal(actor: Actor, suspension_id: UUID | str, *, lifted: bool, reason: str) -> SuspensionView:
    """Decide an appeal: lift the suspension or uphold it, with the reason that its holder is told.

    Raises Forbidden, NotFound, Invalid at `reason`, Refused: `wrong_state`, `own_suspension` for who suspended.
    """
    only_operator(actor)
    said = given_reason(reason, "reason")
    row = Suspension.objects.select_for_update(of=("self",)).filter(id=as_uuid(suspension_id)).first()
    if row is None:
        raise NotFound(f"suspension {suspension_id}")
    if not _waits(row):
        raise Refused(Reason("wrong_state"))
    _check_another(actor, row)
    row.answer, row.answered_at, row.answered_by = said, clock.now(), actor.id
    row.save(update_fields=["answer", "answered_at", "answered_by"])
    account = locked(row.account_id)
    record(account, actor, "appeal_lifted" if lifted else "appeal_upheld", suspension=str(row.id))
    if lifted:
        _resume(account, actor, said)
    sending.to_account(account, "account/appeal_accepted" if lifted else "account/appeal_refused", reason=said)
    row.refresh_from_db()
    return _view(row)


def suspension_of(account_id: UUID | str) -> SuspensionView | None:
    """Give why an account may not be used now; the caller has made sure who asks."""
    row = _rows().filter(account_id=as_uuid(account_id), ended_at=None).first()
    if row is None:
        return None
    contact = operating_unit.contact(row.account.language) if row.answered_at else ""
    return replace(_view(row), contact=contact)


def suspended_by(account: Account) -> str:
    """Tell who has suspended the account that signs in, `holder` or `operator`; empty where nobody has."""
    row = Suspension.objects.filter(account=account, ended_at=None).values_list("by", flat=True).first()
    return row or ""


def suspensions(actor: Actor, *, appealed: bool = False) -> tuple[SuspensionView, ...]:
    """Give the operator's suspensions in force, or of those only whose appeal waits, the oldest first."""
    only_operator(actor)
    rows = _rows().filter(ended_at=None, by=By.OPERATOR)
    if appealed:
        rows = rows.filter(appealed_at__isnull=False, answered_at=None)
    return tuple(_view(row, actor) for row in rows.order_by("appealed_at", "since", "id"))


def deciders(actor: Actor, suspension_id: UUID | str) -> tuple[str, ...]:
    """Give the names of who may decide an appeal: the operators but for who suspended; raises Forbidden, NotFound."""
    only_operator(actor)
    row = Suspension.objects.filter(id=as_uuid(suspension_id)).first()
    if row is None:
        raise NotFound(f"suspension {suspension_id}")
    held = appointments_today().filter(role__in=[role.value for role in roles_with(SystemPower.ACCOUNTS)])
    found = held.values_list("account_id", "account__name")
    return tuple(sorted({name for number, name in found if str(number) != row.by_id}))


def _suspend(account: Account, actor: Actor, by: Suspension.By, reason: str) -> None:
    account.state = SUSPENDED
    account.save(update_fields=["state"])
    Suspension.objects.create(account=account, by=by, by_id=actor.id, reason=reason, since=clock.now())
    end_sessions(account.id, actor.id)
    record(account, actor, "suspended", by=str(by))
    if by == By.HOLDER:
        sending.to_account(account, "account/suspended_by_holder", at=clock.now())
    else:
        sending.to_account(account, "account/suspended", at=clock.now(), reason=reason)


def _resume(account: Account, actor: Actor, reason: str) -> None:
    _end(account, actor, reason)
    account.state = ACTIVE
    account.save(update_fields=["state"])
    record(account, actor, "resumed")
    demanded_changes.remind(account)


def _end(account: Account, actor: Actor, reason: str) -> None:
    Suspension.objects.filter(account=account, ended_at=None).update(
        ended_at=clock.now(), ended_by=actor.id, ended_reason=reason
    )  # fmt: skip


def _waits(row: Suspension) -> bool:
    """Whether an appeal against it has to be decided."""
    return bool(row.appealed_at and not row.answered_at and not row.ended_at)


def _check_another(actor: Actor, row: Suspension) -> None:
    """Raise Refused for who suspended: another pair of eyes decides the appeal."""
    if row.by_id == actor.id:
        raise Refused(Reason("own_suspension"))


def _open(account: Account) -> Suspension | None:
    return Suspension.objects.select_for_update().filter(account=account, ended_at=None).first()


def given_reason(text: str, place: str) -> str:
    """What was given as a reason; raises Invalid at `place` where it says nothing, or too much."""
    said = composed(text).strip()
    if not said:
        raise Invalid(Fault(place, "required"))
    if len(said) > LONGEST:
        raise Invalid(Fault(place, "too_long", {"max": LONGEST}))
    return said


def _rows() -> QuerySet[Suspension]:
    return Suspension.objects.select_related("account")


def _view(row: Suspension, actor: Actor | None = None) -> SuspensionView:
    mine = actor is not None and row.by_id == actor.id
    acts = ("lift", "uphold") if _waits(row) and not mine else ()
    return SuspensionView(
        row.id, str(row.account_id), row.account.username, row.account.name, row.by, row.reason, row.since,
        row.appeal, row.appealed_at, row.answer, row.answered_at, acts,
    )  # fmt: skip
