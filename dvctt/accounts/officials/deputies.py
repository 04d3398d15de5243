"""A deputy holds the role of an absent officer's appointment for a while, and gives it on to nobody (14.1.b)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from dvctt.accounts.letters import sending
from dvctt.accounts.models import Appointment, Deputyship, Proposal
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.officials.appointments import reason_faults
from dvctt.accounts.people.actor import appointments_today
from dvctt.accounts.people.directory import appointment_view
from dvctt.accounts.people.locking import lock_all
from dvctt.accounts.people.official_scope import official_scope
from dvctt.accounts.people.queries import account_row, recipient_for
from dvctt.accounts.people.read_models import AppointmentView
from dvctt.accounts.proposals import deciders, four_eyes
from dvctt.authority import CASE_ROLES, DECIDING_ROLES, SystemPower, may
from dvctt.forms import unprintable_fault
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Ref, Refused, Role, clock
from dvctt.ministry import api as ministry

LONGEST_LINE = 100
# Who may decide in a competent person's place, by the ministry's setting; none: whoever else has a part in processes.
DEPUTIES_SETTING = "authority.deputy.competent"
DECIDING_DEPUTIES: Mapping[str, frozenset[Role] | None] = {
    "competent": frozenset({Role.COMPETENT}),
    "head": frozenset({Role.COMPETENT, Role.HEAD}),
    "any": None,
}


@dataclass(frozen=True)
class DeputyshipView:
    """A deputy for an appointment; `standing` is current, future or past, `mine_to_end` that the actor may end it.

    `ended_at` is when somebody ended it before its last day.
    """

    id: UUID
    held: AppointmentView
    absent: str
    deputy: str
    since: date
    until: date
    reason: str
    standing: str
    mine_to_end: bool
    ended_at: datetime | None = None

    @property
    def never_began(self) -> bool:
        """Whether it was ended before its first day."""
        return self.ended_at is not None and clock.day_of(self.ended_at) < self.since


@dataclass(frozen=True)
class Deputising:
    """An appointment for which the actor may name a deputy: whose it is, and the officers to choose from."""

    held: AppointmentView
    absent: str
    candidates: tuple[tuple[str, str], ...]


@ministry.proved
@transaction.atomic
def name_deputy(
    actor: Actor, appointment_id: UUID | str, deputy: str, *, since: date, until: date, reason: str,
    authority_line: str = "",
) -> UUID | None:  # fmt: skip
    """Name a deputy for an appointment, from a day to a day: its holder, a head over him, or who keeps the officials.

    None where it waits for a second official: somebody else names who decides in the holder's place.
    Raises NotFound for an appointment that is not the actor's to deputise; Invalid at `deputy`, `since`, `until`,
    `reason`, `authority_line`; Refused with `deputised_already`, `not_deputisable`, `proposed_already` or, for
    who would be the deputy by his own word, `own_account`.
    """
    wanted = _Wanted(deputy, since, until, reason.strip(), authority_line.strip())
    row = _nameable(actor, appointment_id, wanted)
    if row.role in DECIDING_ROLES and str(row.account_id) != actor.id and four_eyes.takes_two(actor):
        four_eyes.propose(
            actor, Proposal.Kind.DEPUTY, account_row(deputy), {"appointment": str(row.id), **wanted.written()}
        )
        return None
    return _name(actor, row, wanted)


def require_nameable(actor: Actor, proposal: Proposal) -> None:
    """Raise what `name_deputy` would raise to the actor of what is proposed."""
    _nameable(actor, proposal.what["appointment"], _Wanted.read(proposal.what))


def name_proposed(actor: Actor, proposal: Proposal) -> None:
    """Name the deputy whom another official proposed; raises as `name_deputy`."""
    wanted = _Wanted.read(proposal.what)
    _name(actor, _nameable(actor, proposal.what["appointment"], wanted), wanted, by=proposal.proposed_by)


@dataclass(frozen=True)
class _Wanted:
    """Who is to stand in, from when to when and why."""

    deputy: str
    since: date
    until: date
    reason: str
    authority_line: str

    def written(self) -> dict[str, str]:
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return {"deputy": self.deputy, **days, "reason": self.reason, "authority_line": self.authority_line}

    @classmethod
    def read(cls, what: Mapping[str, str]) -> "_Wanted":
        """As it was proposed; what was to begin before it is confirmed begins today."""
        since = max(date.fromisoformat(what["since"]), clock.today())
        until = date.fromisoformat(what["until"])
        return cls(what["deputy"], since, until, what["reason"], what["authority_line"])


def _nameable(actor: Actor, appointment_id: UUID | str, wanted: _Wanted) -> Appointment:
    """The appointment, locked, for which the actor may name that deputy.

    Both officers are locked: of two who name each other at once, the second is to see that the first is absent.
    """
    row = _appointment(actor, appointment_id, lock=True)
    lock_all(row.account_id, wanted.deputy)
    line, since, until = wanted.authority_line, wanted.since, wanted.until
    if Role(row.role) not in CASE_ROLES:
        raise Refused(Reason("not_deputisable"))
    faults = [*_dates(row, since, until), *reason_faults(wanted.reason)]
    faults += _deputy_faults(row, wanted.deputy, since, until)
    faults += [Fault("authority_line", "too_long", {"max": LONGEST_LINE})] if len(line) > LONGEST_LINE else []
    faults += unprintable_fault("authority_line", line)
    if faults:
        raise Invalid(*faults)
    other = _overlapping(since, until).filter(appointment=row).select_related("deputy").first()
    if other is not None:
        raise Refused(Reason("deputised_already", {"name": other.deputy.name}))
    return row


def _name(actor: Actor, row: Appointment, wanted: _Wanted, *, by: str = "") -> UUID:
    made = Deputyship.objects.create(
        appointment=row, absent_id=row.account_id, deputy_id=UUID(wanted.deputy), since=wanted.since,
        until=wanted.until, reason=wanted.reason, authority_line=wanted.authority_line, named_by=actor.id,
    )  # fmt: skip
    if row.role in DECIDING_ROLES:
        deciders.end_corrections(made.deputy)
    _record(actor, made, "deputy_named", made.reason, by)
    _tell(made)
    return made.id


@ministry.proved
@transaction.atomic
def end_deputyship(actor: Actor, deputyship_id: UUID | str, *, dry_run: bool = False) -> None:
    """End a deputyship now; raises NotFound, and Refused with `ended_already`. A `dry_run` does nothing but raise."""
    made = Deputyship.objects.select_for_update().filter(id=as_uuid(deputyship_id)).first()
    if made is None:
        raise NotFound(f"deputyship {deputyship_id}")
    if str(made.deputy_id) != actor.id:
        _appointment(actor, made.appointment_id)
    if made.ended_at is not None or made.until < clock.today():
        raise Refused(Reason("ended_already"))
    if dry_run:
        return
    made.ended_at, made.ended_by = clock.now(), actor.id
    made.save(update_fields=["ended_at", "ended_by"])
    _record(actor, made, "deputy_ended")


def deputies_of(actor: Actor, account_id: UUID | str | None = None) -> tuple[DeputyshipView, ...]:
    """Give the deputies of an officer and whose deputy he is, the latest first; of oneself where none is named.

    For oneself a head sees those of his unit's officers too. Raises Forbidden and NotFound.
    """
    own = as_uuid(account_id or actor.id)
    over = Q(appointment__unit__in=_headed(actor)) if account_id is None else Q()
    if account_id is not None and str(account_id) != actor.id and not _mine(actor).filter(account_id=own).exists():
        return ()
    rows = Deputyship.objects.filter(Q(absent_id=own) | Q(deputy_id=own) | over)
    rows = rows.select_related("appointment", "absent", "deputy").order_by("-since", "-named_at")[:50]
    mine = set(_mine(actor).filter(id__in=[row.appointment_id for row in rows]).values_list("id", flat=True))
    return tuple(_view(row, row.appointment_id in mine or str(row.deputy_id) == actor.id) for row in rows)


@dataclass(frozen=True)
class AbsentView:
    """Whose appointment a deputy would hold."""

    name: str
    held: AppointmentView


def absent_of(appointment_id: UUID | str) -> AbsentView:
    """Give whose appointment that is; raises NotFound."""
    row = Appointment.objects.filter(id=as_uuid(appointment_id)).select_related("account").first()
    if row is None:
        raise NotFound(f"appointment {appointment_id}")
    return AbsentView(row.account.name, appointment_view(row))


def standing_in(actor: Actor) -> tuple[tuple[str, date], ...]:
    """Give for whom the actor stands in today, and to which day, by name; without a query for who does for nobody."""
    absent = {UUID(grant.instead_of) for grant in actor.grants if grant.instead_of}
    if not absent:
        return ()
    rows = _overlapping(clock.today(), clock.today()).filter(deputy_id=as_uuid(actor.id), absent_id__in=absent)
    found = rows.order_by("absent__folded", "absent_id", "until").values_list("absent__name", "until")
    return tuple(dict.fromkeys(found))


def deputising(actor: Actor, account_id: UUID | str | None = None) -> tuple[Deputising, ...]:
    """Give the appointments for which the actor may name a deputy: of one officer, or all; with whom to choose."""
    rows = _mine(actor).filter(role__in=[str(role) for role in CASE_ROLES]).select_related("account")
    if account_id is not None:
        rows = rows.filter(account_id=as_uuid(account_id))
    found = list(rows.order_by("account__folded", "unit", "role", "id")[:100])
    people = {place: _officers_of(*place) for place in {_place(row) for row in found}}
    return tuple(
        Deputising(
            appointment_view(row), row.account.name,
            tuple((one, name) for one, name in people[_place(row)].items() if one != str(row.account_id)),
        )
        for row in found
    )  # fmt: skip


def _place(row: Appointment) -> tuple[frozenset[str], frozenset[Role]]:
    """From which units and roles a deputy for the appointment may come.

    Of the agency's own units anybody with a part in processes; for who decides, a role that the ministry's data names,
    at the same unit or below it.
    """
    agency = _agency(row.unit)
    own = frozenset(unit.code for unit in ministry.units() if _agency(unit.code) == agency)
    roles = DECIDING_DEPUTIES[str(ministry.setting(DEPUTIES_SETTING))] if row.role == Role.COMPETENT else None
    return (own, CASE_ROLES) if roles is None else (own & ministry.covered(row.unit), roles)


def _officers_of(units: frozenset[str], roles: frozenset[Role]) -> dict[str, str]:
    """Active officers who hold one of the roles at one of the units, by name."""
    held = appointments_today().filter(unit__in=units, role__in=[str(role) for role in roles])
    rows = held.filter(account__state="active").order_by("account__folded").values_list("account_id", "account__name")
    return {str(pk): name for pk, name in rows}


def _agency(unit: str) -> str:
    return ministry.agency_of(unit).code


def _headed(actor: Actor) -> frozenset[str]:
    """Units that the actor heads by an appointment of his own: a deputy names no deputy."""
    own = (grant for grant in actor.grants if grant.role == Role.HEAD and not grant.instead_of)
    return frozenset(code for grant in own for code in grant.covers)


def _mine(actor: Actor) -> QuerySet[Appointment]:
    """Appointments, not yet over, for which the actor may name a deputy."""
    rows = Appointment.objects.filter(ended_at=None).filter(Q(until=None) | Q(until__gte=clock.today()))
    allowed = Q(account_id=as_uuid(actor.id)) | Q(unit__in=_headed(actor))
    if may(actor, SystemPower.OFFICIALS):
        scope = official_scope(actor)
        allowed |= Q(pk__isnull=False) if scope.units is None else Q(unit__in=scope.units)
    return rows.filter(allowed).exclude(account__state="cancelled")


def _appointment(actor: Actor, appointment_id: UUID | str, *, lock: bool = False) -> Appointment:
    rows = _mine(actor).filter(id=as_uuid(appointment_id))
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise NotFound(f"appointment {appointment_id}")
    return row


def _dates(row: Appointment, since: date, until: date) -> Iterator[Fault]:
    today = clock.today()
    if since < today:
        yield Fault("since", "before_today", {"today": clock.written_day(today)})
    if until < since:
        yield Fault("until", "before_start")
    longest = int(ministry.setting("authority.deputy.days"))
    latest = since + timedelta(days=longest - 1)
    if until > latest:
        yield Fault("until", "too_late", {"max": clock.written_day(latest)})
    if since < row.since or (row.until and until > row.until):
        told = {"since": clock.written_day(row.since), "until": clock.written_day(row.until) if row.until else "…"}
        yield Fault("until" if row.until and until > row.until else "since", "beyond_appointment", told)


def _deputy_faults(row: Appointment, deputy: str, since: date, until: date) -> Iterator[Fault]:
    if not deputy:
        yield Fault("deputy", "required")
    elif deputy == str(row.account_id):
        yield Fault("deputy", "deputises_oneself")
    elif deputy not in _officers_of(*_place(row)):
        yield Fault("deputy", "not_an_option")
    elif _overlapping(since, until).filter(absent_id=UUID(deputy)).exists():
        yield Fault("deputy", "deputy_is_absent")


def _overlapping(since: date, until: date) -> QuerySet[Deputyship]:
    return Deputyship.objects.filter(ended_at=None, since__lte=until, until__gte=since)


def _view(row: Deputyship, mine: bool) -> DeputyshipView:
    today = clock.today()
    standing = "future" if row.since > today else "current"
    if row.ended_at or row.until < today:
        standing = "past"
    return DeputyshipView(
        row.id, appointment_view(row.appointment), row.absent.name, row.deputy.name, row.since, row.until, row.reason,
        standing, mine and standing != "past", row.ended_at,
    )  # fmt: skip


def _record(actor: Actor, row: Deputyship, act: str, reason: str = "", by: str = "") -> None:
    after = {
        "deputyship": str(row.id), "appointment": str(row.appointment_id), "deputy": str(row.deputy_id),
        "since": row.since.isoformat(), "until": row.until.isoformat(), "authority_line": row.authority_line,
    }  # fmt: skip
    after |= {"proposed_by": by} if by else {}
    journal.append(Ref("account", str(row.absent_id)), actor, act, before={}, after=after, reason=reason)


def _tell(row: Deputyship) -> None:
    """Tell the deputy from when to when he stands in for whom."""
    sending.send(
        recipient_for(row.deputy_id),
        Ref("account", str(row.deputy_id)),
        "account/deputy_named",
        unit=row.appointment.unit,
        name=row.absent.name,
        title=row.appointment.title_vi,
        since=row.since,
        until=row.until,
    )
