"""The record of what happened against the rules of security: written wherever it happens, read by the operator.

It stands beside the journal, not in its chain: most of it is done by strangers, who must not be able to fill anything.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from dvctt.authority import SystemPower, require
from dvctt.journal.actions import cipher
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import Actor, clock, new_id
from dvctt.kernel.network import network

# Rows of one kind within an hour: without an account, of one account, of all accounts. Strangers must not use up what
# tells of accounts, nor one account what tells of others. What comes beyond is counted, without telling from where.
MOST_AN_HOUR, MOST_OF_ONE, MOST_OF_ACCOUNTS = 500, 100, 2000
# What machines read the table by: names stay, new ones come at the end. Moments are in UTC, but for what says local.
COLUMNS = (
    "id", "minute", "last_at", "kind", "detail", "place", "account", "named", "network", "count", "last_at_local",
)  # fmt: skip
WRITE = """
INSERT INTO journal_securityevent AS e
    (id, minute, kind, detail, place, account, named, network, count, last_at)
SELECT %(id)s, %(minute)s, %(kind)s, told.detail, told.place, told.account, told.named, told.network, 1, %(now)s
FROM (
    SELECT CASE WHEN %(account)s = '' THEN (
        SELECT count(*) >= %(most)s FROM (
            SELECT FROM journal_securityevent
            WHERE kind = %(kind)s AND minute > %(hour)s AND minute <= %(latest)s AND account = ''
            LIMIT %(most)s) AS strange)
    ELSE (
        SELECT count(*) >= %(most_of_accounts)s OR count(*) FILTER (WHERE account = %(account)s) >= %(most_of_one)s
        FROM (
            SELECT account FROM journal_securityevent
            WHERE kind = %(kind)s AND minute > %(hour)s AND minute <= %(latest)s AND account <> ''
            LIMIT %(most_of_accounts)s) AS known)
    END AS full
) AS held CROSS JOIN LATERAL (
    SELECT CASE WHEN held.full THEN '' ELSE %(detail)s END AS detail,
           CASE WHEN held.full THEN '' ELSE %(place)s END AS place,
           CASE WHEN held.full THEN '' ELSE %(account)s END AS account,
           CASE WHEN held.full THEN '' ELSE %(named)s END AS named,
           CASE WHEN held.full THEN '' ELSE %(network)s END AS network
) AS told
ON CONFLICT (minute, kind, detail, place, account, named, network) DO UPDATE
SET count = least(e.count + 1, 1000000000), last_at = greatest(e.last_at, excluded.last_at)
"""


class _Echo:
    """What the writer of a table writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


class SecurityKind(StrEnum):
    """What happened."""

    SIGN_IN_FAILED = "sign_in_failed"
    LIMIT_HIT = "limit_hit"
    FILE_REFUSED = "file_refused"
    FILE_INFECTED = "file_infected"
    SIGNATURE_FORGED = "signature_forged"
    REGISTER_FORGED = "register_forged"
    PROVIDER_REFUSED = "provider_refused"
    AUTHORITY_REFUSED = "authority_refused"
    PROOF_OLD = "proof_old"
    SECOND_PERSON = "second_person"
    FILE_DAMAGED = "file_damaged"


@dataclass(frozen=True)
class SecurityEventView:
    """So many times within a minute the same happened; see `SecurityEvent`."""

    id: UUID
    minute: datetime
    kind: SecurityKind
    detail: str
    place: str
    account: str
    named: str
    network: str
    count: int
    last_at: datetime


def security_event(
    kind: SecurityKind, *, detail: str = "", place: str = "", account: str = "", named: str = "", address: str = ""
) -> None:
    """Record that this happened. `named` is what a stranger typed as a name: only its keyed digest is kept.

    To be called outside a transaction that is about to be taken back.
    """
    now, (hour, latest) = clock.now(), clock.lately(timedelta(hours=1))
    with connection.cursor() as cursor:
        cursor.execute(WRITE, {
            "id": new_id(), "minute": now.replace(second=0, microsecond=0), "now": now, "kind": str(kind),
            "detail": detail[:60], "place": place[:80], "account": account[:64],
            "named": cipher().blind_index("security.named", named) if named else "", "network": network(address),
            "most": MOST_AN_HOUR, "most_of_one": MOST_OF_ONE, "most_of_accounts": MOST_OF_ACCOUNTS,
            "hour": hour, "latest": latest,
        })  # fmt: skip


def security_events(
    actor: Actor, *, kind: str = "", since: date | None = None, until: date | None = None,
    after: UUID | None = None, limit: int = 100,
) -> tuple[SecurityEventView, ...]:  # fmt: skip
    """Give what was recorded from one day to another, the latest first, so many at most after one that was shown.

    Raises Forbidden for who does not operate the system.
    """
    require(actor, SystemPower.OPERATE)
    rows = _rows(kind, since, until)
    last = SecurityEvent.objects.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(minute__lt=last.minute) | Q(minute=last.minute, id__lt=last.id))
    return tuple(map(_view, rows.order_by("-minute", "-id")[:limit]))


def security_counts(actor: Actor, *, since: date | None = None, until: date | None = None) -> dict[SecurityKind, int]:
    """Count what was recorded from one day to another, by kind; every kind is there. Raises Forbidden."""
    require(actor, SystemPower.OPERATE)
    rows = _rows("", since, until).order_by().values_list("kind").annotate(times=Sum("count"))
    times = {str(kind): int(count) for kind, count in rows}
    return {kind: times.get(kind.value, 0) for kind in SecurityKind}


def security_table(*, kind: str = "", since: date | None = None, until: date | None = None) -> Iterator[str]:
    """Give all that was recorded as CSV, the earliest first, a line at a time; the caller answers for who may."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for row in _rows(kind, since, until).order_by("minute", "id").iterator(2000):
        local = row.last_at.astimezone(clock.HANOI).isoformat(timespec="seconds")
        fields = (getattr(row, name) for name in COLUMNS[3:-1])
        yield writer.writerow((row.id, _utc(row.minute), _utc(row.last_at), *fields, local))


def _utc(at: datetime) -> str:
    """ISO 8601 in UTC, to the second: `2026-12-01T05:58:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def purge_security_events(days: int) -> int:
    """Delete what is older than so many days; gives how many rows."""
    return SecurityEvent.objects.filter(minute__lt=clock.now() - timedelta(days=days)).delete()[0]


def _rows(kind: str, since: date | None, until: date | None) -> QuerySet[SecurityEvent]:
    rows = SecurityEvent.objects.filter(kind=kind) if kind else SecurityEvent.objects.all()
    if since is not None:
        rows = rows.filter(minute__gte=clock.start_of(since))
    return rows.filter(minute__lt=clock.start_of(until + timedelta(days=1))) if until is not None else rows


def _view(row: SecurityEvent) -> SecurityEventView:
    return SecurityEventView(
        row.id, row.minute, SecurityKind(row.kind), row.detail, row.place, row.account, row.named, row.network,
        row.count, row.last_at,
    )  # fmt: skip
