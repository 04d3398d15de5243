"""Official accounts: created by the operator, tied to unit, role and position with dates (14.1.b, 14.2, 19.3)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from dvctt.accounts.models import Account, Appointment, Proposal
from dvctt.accounts.models.ids import as_uuid
from dvctt.accounts.officials.read_models import PositionView
from dvctt.accounts.people.directory import appointment_view
from dvctt.accounts.people.locking import locked
from dvctt.accounts.people.official_scope import OfficialScope, official_for, official_scope, readable
from dvctt.accounts.people.queries import account_row
from dvctt.accounts.people.read_models import AppointmentView
from dvctt.accounts.proposals import deciders, four_eyes
from dvctt.accounts.signin import access_letter
from dvctt.authority import DECIDING_ROLES
from dvctt.forms import email_text, is_email, unprintable_fault
from dvctt.journal import api as journal
from dvctt.kernel import (
    Actor,
    Fault,
    Invalid,
    NotFound,
    Reason,
    Ref,
    Refused,
    Role,
    Text,
    clock,
    composed,
    fact,
    fold,
)
from dvctt.ministry import api as ministry

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
LONGEST_NAME = 200
LONGEST_LINE = 100
LONGEST_REASON = 300


@dataclass(frozen=True)
class Position:
    """What an officer is appointed to: role at a unit, title, and by which authority one signs (`KT. BỘ TRƯỞNG`)."""

    unit: str
    role: Role
    title: Text
    authority_line: str = ""
    since: date | None = None
    until: date | None = None


@ministry.proved
@transaction.atomic
def create_official(
    actor: Actor, *, username: str, name: str, email: str, positions: Sequence[Position], language: str = "vi",
    reason: str = "",
) -> UUID:  # fmt: skip
    """Create an official account with its appointments, and send its holder the link of first access; gives its id.

    Positions of decision wait for a second official. An agency's administrator gives positions in the agency, and at
    least one. Raises Forbidden to others, Invalid with
    faults at `username`, `name`, `email`, `positions`, `positions.N.unit`, `.role`, `.until`, `.title`,
    `.authority_line`.
    """
    scope, email = official_scope(actor), email_text(email)
    wrong = _faults(username, name, email)
    wrong += [] if positions or scope.units is None else [Fault("positions", "required")]
    for number, one in enumerate(positions):
        wrong += _position_faults(f"positions.{number}.", one, scope)
    if wrong:
        raise Invalid(*wrong)
    account = Account(
        username=username, name=composed(name).strip(), folded=fold(name), email=email, language=language,
        kind=Account.Kind.OFFICER,
    )  # fmt: skip
    account.set_unusable_password()
    account.save(force_insert=True)
    after = {"kind": "officer", "username": username, "state": account.state}
    _record(actor, account.id, "account_created", after, reason)
    for position in positions:
        _give(actor, account, position)
    access_letter.send_link(account)
    return account.id


@ministry.proved
@transaction.atomic
def appoint(actor: Actor, account_id: UUID | str, position: Position) -> AppointmentView | None:
    """Appoint an officer to one more position; None where it is one of decision, which waits for a second official.

    Raises Forbidden, NotFound, Invalid at `unit`, `role`, `until`, `title`, `authority_line`, and Refused with
    `not_an_officer`, `own_account`, `elsewhere_too`, `reserved_role`, `wrong_state`, `appointed_already` or
    `proposed_already`.
    """
    row = _give(actor, _appointable(actor, account_id, position), position)
    return appointment_view(row) if row else None


def require_appointable(actor: Actor, proposal: Proposal) -> None:
    """Raise what `appoint` would raise of the actor's own power over what is proposed."""
    _appointable(actor, proposal.whose, _read(proposal.what))


def appoint_proposed(actor: Actor, proposal: Proposal) -> None:
    """Appoint as another official proposed; raises as `appoint`."""
    position = _read(proposal.what)
    _appoint(actor, _appointable(actor, proposal.whose, position), position, by=proposal.proposed_by)


def _appointable(actor: Actor, account_id: UUID | str, position: Position) -> Account:
    """The account, locked, that the actor may appoint to the position."""
    scope = official_scope(actor)
    account = official_for(actor, account_id)
    if account.state == Account.State.CANCELLED:
        raise Refused(Reason("wrong_state", {"state": account.state}))
    if wrong := _position_faults("", position, scope):
        raise Invalid(*wrong)
    return account


@ministry.proved
@transaction.atomic
def end_appointment(
    actor: Actor, appointment_id: UUID | str, *, on: date | None = None, reason: str, at_once: bool = False
) -> None:
    """End an appointment with the day `on` as its last (today where none is named), or `at_once` (13.2.e).

    Its rights are gone from the next day, or from this moment. Raises Forbidden, NotFound, Invalid at `on` (before it
    began) or `reason` (empty, too long), Refused with `ended_already` or as `appoint`.
    """
    official_scope(actor)
    row = Appointment.objects.select_for_update().filter(id=as_uuid(appointment_id)).first()
    if row is None:
        raise NotFound(f"appointment {appointment_id}")
    official_for(actor, row.account_id)
    last = max(clock.today(), row.since) if at_once else on or clock.today()
    if row.ended_at or (row.until and (row.until < clock.today() or (row.until <= last and not at_once))):
        raise Refused(Reason("ended_already"))
    wrong = [Fault("on", "before_start")] if last < row.since else []
    wrong += [Fault("on", "before_today", {"today": clock.written_day(clock.today())})] if last < clock.today() else []
    wrong += reason_faults(reason)
    if wrong:
        raise Invalid(*wrong)
    row.until, row.ended_at = last, clock.now() if at_once else None
    row.save(update_fields=["until", "ended_at"])
    _record(actor, row.account_id, "appointment_ended", _position_of(row), reason.strip())


@ministry.proved
@transaction.atomic
def correct_title(actor: Actor, appointment_id: UUID | str, title: Text) -> None:
    """Correct how the title of a position is written, of one that is held or will be; what was signed keeps its own.

    Raises Forbidden, NotFound, Invalid at `title` and `title_en`, Refused with `ended_already` or as `appoint`.
    """
    scope = official_scope(actor)
    row = Appointment.objects.select_for_update().filter(id=as_uuid(appointment_id)).first()
    if row is None:
        raise NotFound(f"appointment {appointment_id}")
    official_for(actor, row.account_id)
    if _standing(row) == "past":
        raise Refused(Reason("ended_already"))
    said = Text(vi=composed(title.vi).strip(), en=composed(title.en or "").strip() or None)
    wrong = [] if said.vi else [Fault("title", "required")]
    if wrong := [*wrong, *_position_faults("", replace(_held(row), title=said), scope)]:
        raise Invalid(*wrong)
    before = {"title": row.title_vi, "title_en": row.title_en}
    after = {"title": said.vi, "title_en": said.en or ""}
    if after == before:
        return
    row.title_vi, row.title_en = after["title"], after["title_en"]
    row.save(update_fields=["title_vi", "title_en"])
    _record(actor, row.account_id, "title_corrected", {"appointment": str(row.id), **after}, before=before)


def positions_of(actor: Actor, account_id: UUID | str) -> tuple[PositionView, ...]:
    """Give every position that an officer holds, will hold or has held, by its first day, the latest first.

    Raises Forbidden, and NotFound outside of the actor's scope.
    """
    account = readable(actor).filter(id=as_uuid(account_id)).first()
    if account is None:
        raise NotFound(f"account {account_id}")
    rows = Appointment.objects.filter(account=account).order_by("-since", "unit", "role", "id")
    return tuple(PositionView(appointment_view(row), _standing(row), row.ended_at) for row in rows)


@ministry.proved
@transaction.atomic
def send_first_access(actor: Actor, account_id: UUID | str) -> None:
    """Send a new link of first access, where the first was lost; the old one opens nothing more (19.3).

    The operator sends it to applicants too. Raises Forbidden, NotFound, and Refused with `wrong_state` once the account
    is in use, or as `appoint`.
    """
    account = account_row(account_id)
    if account.kind == Account.Kind.OFFICER or official_scope(actor).units is not None:
        account = official_for(actor, account_id)
    else:
        account = locked(account_id)
    if account.state != Account.State.PENDING:
        raise Refused(Reason("wrong_state", {"state": account.state}))
    _record(actor, account.id, "first_access_sent", {})
    access_letter.send_link(account)


def reason_faults(reason: str) -> list[Fault]:
    """Tell what is wrong with a reason: none, or too long."""
    if not reason.strip():
        return [Fault("reason", "required")]
    return [Fault("reason", "too_long", {"max": LONGEST_REASON})] if len(reason) > LONGEST_REASON else []


def _standing(row: Appointment) -> str:
    today = clock.today()
    if row.ended_at or (row.until and row.until < today):
        return "past"
    return "future" if row.since > today else "current"


def _faults(username: str, name: str, email: str) -> list[Fault]:
    found = []
    if not USERNAME.fullmatch(username):
        found.append(Fault("username", "malformed"))
    elif Account.objects.filter(username=username).exists():
        found.append(Fault("username", "taken"))
    if not name.strip() or UNPRINTABLE.search(name) or len(name) > LONGEST_NAME:
        found.append(Fault("name", "malformed"))
    found += unprintable_fault("name", name)
    if not is_email(email):
        found.append(Fault("email", "malformed"))
    if Account.objects.filter(email__iexact=email, kind="officer").exclude(state="cancelled").exists():
        found.append(Fault("email", "email_taken"))
    return found


def _position_faults(place: str, position: Position, scope: OfficialScope) -> list[Fault]:
    known = {unit.code for unit in ministry.units() if scope.has(unit.code)}
    found = [] if position.unit in known else [Fault(f"{place}unit", "unknown_unit", {"code": position.unit})]
    if position.role not in scope.roles:
        found.append(Fault(f"{place}role", "role_not_yours"))
    if position.until and position.until < (position.since or clock.today()):
        found.append(Fault(f"{place}until", "before_start"))
    title, line = position.title, position.authority_line
    texts = (("title", title.vi, LONGEST_NAME), ("title_en", title.en or "", LONGEST_NAME),
             ("authority_line", line, LONGEST_LINE))  # fmt: skip
    for name, text, longest in texts:
        found += [Fault(f"{place}{name}", "too_long", {"max": longest})] if len(text) > longest else []
        found += unprintable_fault(f"{place}{name}", text)
    return found


def _give(actor: Actor, account: Account, position: Position) -> Appointment | None:
    """Appoint, or propose it where the position is one of decision."""
    if position.role not in DECIDING_ROLES or not four_eyes.takes_two(actor):
        return _appoint(actor, account, position)
    _free(account, position)
    four_eyes.propose(actor, Proposal.Kind.APPOINTMENT, account, _written(position))
    return None


def _free(account: Account, position: Position) -> Appointment:
    """The appointment, not yet made; raises Refused where the position is held by the account already."""
    row = Appointment(
        account=account, unit=position.unit, role=position.role, title_vi=position.title.vi,
        title_en=position.title.en or "", authority_line=position.authority_line,
        since=position.since or clock.today(), until=position.until,
    )  # fmt: skip
    if _overlapping(row):
        raise Refused(Reason("appointed_already", {"unit": row.unit}))
    return row


def _written(position: Position) -> dict[str, str]:
    return {
        "unit": position.unit, "role": str(position.role), "title": position.title.vi,
        "title_en": position.title.en or "", "authority_line": position.authority_line,
        "since": (position.since or clock.today()).isoformat(),
        "until": position.until.isoformat() if position.until else "",
    }  # fmt: skip


def _read(what: Mapping[str, str]) -> Position:
    """A position as it was proposed; what was to begin before it is confirmed begins today."""
    return Position(
        what["unit"], Role(what["role"]), Text(vi=what["title"], en=what["title_en"] or None), what["authority_line"],
        since=max(date.fromisoformat(what["since"]), clock.today()),
        until=date.fromisoformat(what["until"]) if what["until"] else None,
    )  # fmt: skip


def _appoint(actor: Actor, account: Account, position: Position, *, by: str = "") -> Appointment:
    """Appoint; `by` is who proposed it, where somebody did."""
    row = _free(account, position)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(Reason("appointed_already", {"unit": row.unit})) from None
    if row.role in DECIDING_ROLES:
        deciders.end_corrections(account)
    record_appointed(actor, row, by=by)
    return row


def record_appointed(actor: Actor, row: Appointment, *, by: str = "") -> None:
    """Write the act that gives a position, by which it is proven; `by` is who proposed it."""
    _record(actor, row.account_id, "appointed", _position_of(row) | ({"proposed_by": by} if by else {}))


def _held(row: Appointment) -> Position:
    title = Text(vi=row.title_vi, en=row.title_en or None)
    return Position(row.unit, Role(row.role), title, row.authority_line, row.since, row.until)


def _overlapping(row: Appointment) -> bool:
    """Whether the same role at the same unit is held on a day of this one."""
    same = Appointment.objects.filter(account=row.account, unit=row.unit, role=row.role, ended_at=None)
    same = same.filter(Q(until=None) | Q(until__gte=row.since))
    return (same if row.until is None else same.filter(since__lte=row.until)).exists()


def _position_of(row: Appointment) -> dict[str, str]:
    return {
        "appointment": str(row.id), "unit": row.unit, "role": str(row.role), "title": row.title_vi,
        "title_en": row.title_en, "authority_line": row.authority_line, "since": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else "", "ended_at": fact(row.ended_at),
    }  # fmt: skip


def _record(
    actor: Actor,
    account_id: UUID,
    act: str,
    after: dict[str, str],
    reason: str = "",
    before: dict[str, str] | None = None,
) -> None:
    journal.append(Ref("account", str(account_id)), actor, act, before=before or {}, after=after, reason=reason)
