"""A dossier shared for a while with an officer or a unit that has no part in its process (14.1.b, 16.1)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from dvctt.accounts import people
from dvctt.authority import CASE_ROLES, DossierPower
from dvctt.casework.access import grant_letters
from dvctt.casework.core.loaded import ref_of
from dvctt.casework.core.lock import locked_for
from dvctt.casework.core.scope import live_grants, visible
from dvctt.casework.models import Dossier
from dvctt.casework.models.grants import DossierGrant, GrantNote
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Reason, Refused, clock
from dvctt.ministry import api as ministry

LONGEST_REASON = 1000
LONGEST_NOTE = 4000


@dataclass(frozen=True)
class ShareView:
    """A grant on a dossier: to an officer (`account_id`, `name`) or to a unit (`unit`); `live` while it lasts."""

    id: UUID
    account_id: str | None
    name: str
    unit: str
    comment: bool
    reason: str
    since: datetime
    until: datetime
    granted_by: str
    ended_at: datetime | None
    ended_by: str
    live: bool


@dataclass(frozen=True)
class NoteView:
    """What somebody wrote under a grant."""

    at: datetime
    author: str
    text: str


@ministry.proved
@transaction.atomic
def share(
    actor: Actor,
    dossier_id: UUID,
    *,
    account: str = "",
    unit: str = "",
    reason: str,
    since: date | None = None,
    until: date | None,
    comment: bool = False,
) -> UUID:
    """Let an officer or a unit read the dossier from a day (today) to the end of another; gives the grant's id.

    It opens no act of the process; the reader is told by a courtesy notice. Raises NotFound, and Invalid at
    `grantee`, `reason`, `since` or `until`.
    """
    dossier = _mine(actor, dossier_id)
    begin, end = _term(since, until)
    faults = [*_grantee_faults(account, unit), *_reason_faults(reason), *_term_faults(begin, end)]
    if faults:
        raise Invalid(*faults)
    assert end is not None
    made = DossierGrant.objects.create(
        dossier=dossier, account_id=UUID(account) if account else None, unit=unit, comment=comment,
        reason=reason.strip(), since=begin, until=end, granted_at=clock.now(), granted_by_id=UUID(actor.id),
    )  # fmt: skip
    after = {
        "grant": str(made.id), "account": account, "unit": unit, "comment": comment,
        "since": begin.isoformat(), "until": end.isoformat(),
    }  # fmt: skip
    journal.append(
        ref_of(dossier_id), actor, "dossier:shared", before={}, after=after, personal={"reason": made.reason}
    )
    grant_letters.tell_grantees(actor, dossier, made)
    return made.id


@ministry.proved
@transaction.atomic
def end_share(actor: Actor, dossier_id: UUID, grant_id: UUID) -> None:
    """End a grant now; raises NotFound, and Refused where it has ended already."""
    _mine(actor, dossier_id)
    made = DossierGrant.objects.select_for_update().filter(pk=grant_id, dossier_id=dossier_id).first()
    if made is None:
        raise NotFound(f"grant {grant_id}")
    now = clock.now()
    if made.ended_at is not None or made.until <= now:
        raise Refused(Reason("share_ended"))
    made.ended_at, made.ended_by_id = now, UUID(actor.id)
    made.save(update_fields=["ended_at", "ended_by"])
    journal.append(
        ref_of(dossier_id), actor, "dossier:share_ended", before={"grant": str(grant_id)}, after={"ended": True}
    )


@transaction.atomic
def write_note(actor: Actor, dossier_id: UUID, text: str) -> None:
    """Write to the officers of a dossier, under a grant that allows it; raises NotFound, and Invalid at `text`."""
    if not visible(actor, DossierPower.NOTE).filter(pk=dossier_id).exists():
        raise NotFound(f"dossier {dossier_id}")
    said = text.strip()
    if not said or len(said) > LONGEST_NOTE:
        raise Invalid(Fault("text", "too_long", {"max": LONGEST_NOTE}) if said else Fault("text", "required"))
    held = _live(actor, dossier_id)
    GrantNote.objects.create(grant=held, author_id=UUID(actor.id), at=clock.now(), text=said)
    journal.append(
        ref_of(dossier_id), actor, "dossier:note", before={}, after={"grant": str(held.id)}, personal={"text": said}
    )


def shares(actor: Actor, dossier_id: UUID) -> tuple[ShareView, ...]:
    """The grants on a dossier that the actor may read, the latest first; raises NotFound."""
    _readable(actor, dossier_id)
    rows = DossierGrant.objects.filter(dossier_id=dossier_id).select_related("account", "granted_by", "ended_by")
    now = clock.now()
    return tuple(_view(row, now) for row in rows.order_by("-granted_at", "-id"))


def notes(actor: Actor, dossier_id: UUID) -> tuple[NoteView, ...]:
    """What was written under grants, the latest first, to who may read the dossier's history; raises NotFound."""
    _readable(actor, dossier_id)
    rows = GrantNote.objects.filter(grant__dossier_id=dossier_id).select_related("author").order_by("-at", "-id")
    return tuple(NoteView(row.at, row.author.name, row.text) for row in rows)


def shared_with(actor: Actor, dossier_id: UUID) -> tuple[ShareView, ...]:
    """The grants by which the actor reads a dossier now, the longest first."""
    rows = live_grants(actor).filter(dossier_id=dossier_id).select_related("account", "granted_by", "ended_by")
    now = clock.now()
    return tuple(_view(row, now) for row in rows.order_by("-until", "-id"))


def may_note(actor: Actor, dossier_id: UUID) -> bool:
    """Whether a grant lets the actor write on the dossier."""
    return visible(actor, DossierPower.NOTE).filter(pk=dossier_id).exists()


def _mine(actor: Actor, dossier_id: UUID) -> Dossier:
    return locked_for(actor, dossier_id, DossierPower.SHARE)[1]


def _readable(actor: Actor, dossier_id: UUID) -> None:
    if not visible(actor, DossierPower.HISTORY).filter(pk=dossier_id).exists():
        raise NotFound(f"dossier {dossier_id}")


def _live(actor: Actor, dossier_id: UUID) -> DossierGrant:
    held = live_grants(actor, to_write=True).filter(dossier_id=dossier_id).first()
    if held is None:
        raise NotFound(f"dossier {dossier_id}")
    return held


def _term(since: date | None, until: date | None) -> tuple[datetime, datetime | None]:
    """From when to when: today begins now, the last day counts whole."""
    now = clock.now()
    begin = now if since is None or since <= clock.today() else clock.start_of(since)
    end = clock.start_of(until + timedelta(days=1)) if until else None
    return begin, end


def _term_faults(begin: datetime, end: datetime | None) -> list[Fault]:
    if end is None:
        return [Fault("until", "required")]
    if end <= begin:
        return [Fault("until", "before_start")]
    latest = begin + timedelta(days=int(ministry.setting("authority.grant.days")))
    told = clock.written_day(latest - timedelta(days=1))
    return [Fault("until", "too_late", {"max": told})] if end > latest else []


def _reason_faults(reason: str) -> list[Fault]:
    if not reason.strip():
        return [Fault("reason", "required")]
    return [Fault("reason", "too_long", {"max": LONGEST_REASON})] if len(reason) > LONGEST_REASON else []


def _grantee_faults(account: str, unit: str) -> list[Fault]:
    if bool(account) == bool(unit):
        return [Fault("grantee", "required")]
    try:
        if unit:
            ministry.unit(unit)
            return [] if people.officers_over([unit], CASE_ROLES) else [Fault("grantee", "nobody_there")]
        held = people.officer(account).appointments
    except NotFound:
        return [Fault("grantee", "not_an_option")]
    return [] if any(one.role in CASE_ROLES for one in held) else [Fault("grantee", "not_an_option")]


def _view(row: DossierGrant, now: datetime) -> ShareView:
    return ShareView(
        id=row.id, account_id=str(row.account_id) if row.account_id else None,
        name=row.account.name if row.account else "", unit=row.unit, comment=row.comment, reason=row.reason,
        since=row.since, until=row.until, granted_by=row.granted_by.name, ended_at=row.ended_at,
        ended_by=row.ended_by.name if row.ended_by else "",
        live=row.ended_at is None and row.since <= now < row.until,
    )  # fmt: skip
