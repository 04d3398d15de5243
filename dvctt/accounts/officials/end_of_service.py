"""The end of an officer's service: everything is taken back at once, and the work handed over (13.2.e, 15.1, 19.3)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from dvctt.accounts.models import Account, Appointment, Deputyship, DirectoryName, ServiceEnd
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.officials.appointments import reason_faults
from dvctt.accounts.people.actor import appointments_today
from dvctt.accounts.people.locking import record
from dvctt.accounts.people.official_scope import official_for, official_scope, readable
from dvctt.accounts.signin.open_sessions import end_sessions
from dvctt.kernel import Actor, ActorKind, Fault, Invalid, NotFound, Reason, Ref, Refused, clock, system
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox

CLOCK = system("service_end")


@dataclass(frozen=True)
class ServiceEndView:
    """That an officer's service ends or has ended: after its last day, who takes over, whether it is done."""

    last_day: date
    reason: str
    successor: str
    done: bool


@ministry.proved
@transaction.atomic
def end_service(
    actor: Actor, account_id: UUID | str, *, last_day: date | None, reason: str, successor: str = ""
) -> None:
    """End an officer's service after `last_day`, or at once where none is named.

    Roles and deputyships end, sessions too, the account is closed for good; open dossiers go to `successor`, or back to
    their unit. Raises Forbidden, NotFound, Invalid at `last_day`, `reason`, `successor`; Refused with
    `service_ends_already` or as `appoint`.
    """
    account = official_for(actor, account_id)
    faults = reason_faults(reason)
    if last_day is not None and last_day < clock.today():
        faults.append(Fault("last_day", "before_today", {"today": clock.written_day(clock.today())}))
    if successor and successor not in dict(successors_of(actor, account_id)):
        faults.append(Fault("successor", "not_an_option"))
    if faults:
        raise Invalid(*faults)
    if ServiceEnd.objects.filter(account=account, withdrawn_at=None).exists():
        raise Refused(Reason("service_ends_already"))
    row = ServiceEnd.objects.create(
        account=account, last_day=last_day or clock.today(), reason=reason.strip(), asked_by=actor.id,
        successor_id=UUID(successor) if successor else None,
    )  # fmt: skip
    if last_day is None:
        _carry_out(row, account, actor)
    else:
        record(account, actor, "service_ends", reason=row.reason, last_day=last_day.isoformat())
        _open_positions(account).exclude(until__lt=last_day).filter(since__lte=last_day).update(until=last_day)


@ministry.proved
@transaction.atomic
def withdraw_service_end(actor: Actor, account_id: UUID | str) -> None:
    """Take back an end of service that has not come yet; positions keep their last day until they are given anew.

    Raises Forbidden, NotFound, and Refused with `ended_already`.
    """
    account = official_for(actor, account_id)
    row = ServiceEnd.objects.select_for_update().filter(account=account, withdrawn_at=None).first()
    if row is None:
        raise NotFound(f"end of service of {account_id}")
    if row.done_at is not None:
        raise Refused(Reason("ended_already"))
    row.withdrawn_at, row.withdrawn_by = clock.now(), actor.id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(account, actor, "service_end_withdrawn")


def service_end_of(actor: Actor, account_id: UUID | str) -> ServiceEndView | None:
    """Give the end of an officer's service, where it is known; raises Forbidden, NotFound."""
    account = readable(actor).filter(id=as_uuid(account_id)).first()
    if account is None:
        raise NotFound(f"account {account_id}")
    row = ServiceEnd.objects.filter(account=account, withdrawn_at=None).select_related("successor").first()
    if row is None:
        return None
    return ServiceEndView(row.last_day, row.reason, row.successor.name if row.successor else "", bool(row.done_at))


def successors_of(actor: Actor, account_id: UUID | str) -> tuple[tuple[str, str], ...]:
    """Give the officers of the units at which one stands today, who may take the work over: id and name."""
    official_scope(actor)
    own = as_uuid(account_id)
    units = set(appointments_today().filter(account_id=own).values_list("unit", flat=True))
    known = {unit.code for unit in ministry.units()}
    reached = units | {one for code in units & known for one in ministry.covered(code)}
    held = appointments_today().filter(unit__in=reached, account__state="active").exclude(account_id=own)
    rows = held.order_by("account__folded").values_list("account_id", "account__name")
    return tuple({str(pk): name for pk, name in rows}.items())


def sweep_service_ends() -> int:
    """Carry out the ends of service whose last day is over; gives how many."""
    waiting = ServiceEnd.objects.filter(done_at=None, withdrawn_at=None, last_day__lt=clock.today())
    done = 0
    for number in waiting.values_list("id", flat=True):
        with transaction.atomic():
            row = ServiceEnd.objects.select_for_update(of=("self",)).select_related("account").get(id=number)
            if row.done_at is None and row.withdrawn_at is None:
                _carry_out(row, row.account, CLOCK)
                done += 1
    return done


def _carry_out(row: ServiceEnd, account: Account, actor: Actor) -> None:
    now = clock.now()
    for held in _open_positions(account):
        held.until, held.ended_at = max(held.since, row.last_day), now
        held.save(update_fields=["until", "ended_at"])
    running = Deputyship.objects.filter(Q(absent=account) | Q(deputy=account), ended_at=None)
    running.filter(until__gte=clock.today()).update(ended_at=now, ended_by=actor.id)
    DirectoryName.objects.filter(account=account).delete()
    account.state, account.cancelled_at = Account.State.CANCELLED, now
    account.save(update_fields=["state", "cancelled_at"])
    ended = end_sessions(account.id, actor.id)
    row.done_at = now
    row.save(update_fields=["done_at"])
    record(account, actor, "service_ended", reason=row.reason, sessions=str(ended))
    by = actor.id if actor.kind == ActorKind.OFFICER else row.asked_by
    successor = str(row.successor_id) if row.successor_id else ""
    outbox.emit("service_ended", Ref("account", str(account.id)), successor=successor, by=by)


def _open_positions(account: Account) -> QuerySet[Appointment]:
    standing = Appointment.objects.filter(account=account, ended_at=None)
    return standing.filter(Q(until=None) | Q(until__gte=clock.today()))
