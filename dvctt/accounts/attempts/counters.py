"""Limits on how often something may be tried, counted in the database so that every process counts the same."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F
from psycopg import sql

from dvctt.accounts.models import Trial
from dvctt.journal import api as journal
from dvctt.kernel import clock

# One statement, so that of a thousand tries at once every one is counted. A count that has ended begins anew, and so
# does one that ends later than any that begins now: a clock was wrong when it began.
COUNT = sql.SQL("""
INSERT INTO accounts_trial AS t (what, key, count, ends_at) VALUES (%(what)s, %(key)s, 1, %(ends)s)
ON CONFLICT (what, key) DO UPDATE SET
    count = CASE WHEN t.ends_at <= %(now)s OR t.ends_at > %(latest)s THEN 1 ELSE least(t.count + 1, 1000000) END,
    ends_at = CASE WHEN t.ends_at <= %(now)s OR t.ends_at > %(latest)s THEN excluded.ends_at ELSE t.ends_at END
RETURNING count
""")


def count_try(what: str, key: str, *, seconds: int) -> int:
    """Count one more try of `what` for `key`, and give how many there were within `seconds` of the first."""
    now = clock.now()
    values: dict[str, str | datetime] = {
        "what": what,
        "key": _digest(what, key),
        "now": now,
        "ends": now + timedelta(seconds=seconds),
        "latest": clock.latest(timedelta(seconds=seconds)),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return int(cursor.fetchone()[0])


def passes(what: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one more try, and say whether it is still within `most` in `seconds` of the first."""
    return count_try(what, key, seconds=seconds) <= most


def tries(what: str, key: str) -> int:
    """Give how many tries are counted now, without counting one."""
    row = Trial.objects.filter(what=what, key=_digest(what, key), ends_at__gt=clock.now()).first()
    return row.count if row else 0


def take_back_try(what: str, key: str) -> None:
    """Uncount one try that turned out to be none, such as a right password."""
    row = Trial.objects.filter(what=what, key=_digest(what, key))
    if not row.filter(count__gt=1).update(count=F("count") - 1):
        row.filter(count=1).delete()


def forget_tries(what: str, key: str) -> None:
    """Begin the count anew: who has proven to be the right person is not held to another's tries."""
    Trial.objects.filter(what=what, key=_digest(what, key)).delete()


def purge_tries() -> int:
    """Delete counts that have ended; gives how many."""
    return Trial.objects.filter(ends_at__lte=clock.now()).delete()[0]


def _digest(what: str, key: str) -> str:
    # The index reads letters and digits alone; addresses and codes differ in their points and dashes too.
    return journal.cipher().blind_index(f"trial:{what}", key.casefold().encode().hex())
