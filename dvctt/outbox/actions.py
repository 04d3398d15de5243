"""Write, ring and work waiting rows: take one under a lease, handle it, settle it or try again later."""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.types import JSONValue

from dvctt.kernel import NotFound, Ref, clock
from dvctt.outbox import pause, registry
from dvctt.outbox.models import Event, State, WaitingRow
from dvctt.outbox.registry import Kind

log = structlog.get_logger(__name__)

RING = "outbox.ring"
# Inside a worker procrastinate's own app defers on a connection of its own, before our transaction has committed:
# the bell would ring for a row that nobody can see yet. This one always defers on Django's connection.
bells = App(connector=DjangoConnector(alias="default"))
R = TypeVar("R", bound=WaitingRow)
Job = dict[str, JSONValue]
_collected: ContextVar[list[Job] | None] = ContextVar("collected_rings", default=None)
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
# So often doubled, the first pause is longer than the longest.
DOUBLED = 7
# No row that waits is due later than this from now: one that seems to be was written while a clock was wrong, and is
# due.
LATEST_DUE = 2 * LONGEST_PAUSE


class LeaseLost(Exception):
    """The row was taken by another worker, or settled, while this one was at it: its results are dropped."""


class Hopeless(Exception):
    """The row will fail however often it is tried: it is dead at once, and the operator hears of it today."""


def ring(row: WaitingRow, *, at: datetime | None = None) -> None:
    """Ask for the row to be worked once the caller's transaction has committed, not before `at`.

    One statement on Django's own connection. A second ring is harmless: whoever comes later finds nothing to do.
    """
    if pause.rings_muted():
        return
    job: Job = {"kind": registry.kind_of(row).name, "id": str(row.pk)}
    collected = _collected.get()
    if collected is not None and at is None:
        collected.append(job)
    else:
        bells.configure_task(RING, queue="default", schedule_at=at).defer(**job)


@contextmanager
def together() -> Iterator[None]:
    """Ring for all rows of the block in one statement at its end, still within the caller's transaction."""
    jobs: list[Job] = []
    token = _collected.set(jobs)
    try:
        yield
    finally:
        _collected.reset(token)
    if jobs:
        bells.configure_task(RING, queue="default").batch_defer(*jobs)


def emit(name: str, ref: Ref, **payload: Any) -> UUID:
    """Tell in the caller's transaction that `name` happened to `ref`; the payload holds JSON values, ids, dates.

    Events of one `ref` are told in order.
    """
    event = Event.objects.create(name=name, ref_kind=ref.kind, ref_id=ref.id, payload=payload, order_key=str(ref))
    ring(event)
    return event.id


def tell(event: Event) -> None:
    """Handle an event: call each handler of its name, then settle."""
    view = registry.EventView(event.id, event.name, Ref(event.ref_kind, event.ref_id), event.payload)
    for handler in registry.handlers(event.name):
        handler(view)
    with settle(event):
        pass


@contextmanager
def settle(row: WaitingRow, **columns: Any) -> Iterator[None]:
    """A transaction that marks the leased row done together with what the block writes; raises LeaseLost.

    `columns` of the row itself are written by the same statement.
    """
    with transaction.atomic():
        _close(row, State.DONE, error="", columns=columns)
        yield
    row.state = State.DONE


@contextmanager
def put_back(row: WaitingRow, *, at: datetime | None = None, why: str = "", **columns: Any) -> Iterator[None]:
    """A transaction that lets the leased row wait again, together with what the block writes; raises LeaseLost.

    Due at `at`, at most `LATEST_DUE` from now, or at once. It counts as an attempt, but is no failure: the handler
    itself says when to go on.
    """
    with transaction.atomic():
        due = min(at, clock.now() + LATEST_DUE) if at else clock.now()
        if not _held(row).update(leased_until=None, next_at=due, last_error=why[:500], **columns):
            raise LeaseLost(str(row.pk))
        ring(row, at=due if at else None)
        yield
    row.leased_until = None


def again(row: WaitingRow, **columns: Any) -> None:
    """Let a row that is done wait once more, due at once, in the caller's transaction; raises NotFound where it is not.

    `columns` of the row itself are written by the same statement.
    """
    done = type(row)._default_manager.filter(pk=row.pk, state=State.DONE)
    if not done.update(state=State.WAITING, finished_at=None, next_at=clock.now(), last_error="", **columns):
        raise NotFound(str(row.pk))
    ring(row)


def let_go(rows: QuerySet[R]) -> int:
    """Skip those of these rows that wait and that no worker is at, in the caller's transaction; gives how many.

    For work that nobody needs any more. What they held back is worked at the next ring, or by the sweep.
    """
    now = clock.now()
    free = rows.filter(_unleased(registry.kind_with(rows.model)), state=State.WAITING)
    return free.update(state=State.SKIPPED, finished_at=now, leased_until=None)


def work(kind: str | None = None, limit: int = 100) -> int:
    """Handle rows that are due, of one kind or of all, at most `limit`; gives how many were taken."""
    chosen = registry.kinds() if kind is None else (registry.kind_named(kind),)
    count = 0
    busy = True
    while busy and count < limit:
        busy = False
        for each in _with_due_rows(chosen):
            rows = _take_some(each, Q(), min(each.batch, limit - count)) if count < limit else []
            _handle_all(each, rows)
            count, busy = count + len(rows), busy or bool(rows)
    return count


def drain(kind: str | None = None, at_once: int = 100) -> int:
    """Handle rows, `at_once` at most in one go, until none is due at the present instant; gives how many were taken."""
    total = 0
    while True:
        count = work(kind, at_once)
        total += count
        if count < at_once:
            return total


def _with_due_rows(kinds: Sequence[Kind[Any]]) -> list[Kind[Any]]:
    """Those of the kinds that have a row which is due: one statement asks for all of them."""
    due = "state = %s AND (next_at <= %s OR next_at > %s)"
    query = " UNION ALL ".join(
        f"(SELECT {place} WHERE EXISTS (SELECT 1 FROM {_table(kind)} WHERE {due}))"  # noqa: S608 - names of ours
        for place, kind in enumerate(kinds)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [State.WAITING, clock.now(), clock.latest(LATEST_DUE)] * len(kinds))
        return [kinds[place] for (place,) in sorted(cursor.fetchall())]


def _table(kind: Kind[Any]) -> str:
    return connection.ops.quote_name(kind.model._meta.db_table)


def work_row(kind: str, row_id: UUID) -> int:
    """Handle one row if it is due and free, then those that it held back; gives how many were taken."""
    registered = registry.kind_named(kind)
    wanted = Q(pk=row_id)
    count = 0
    while (row := _take(registered, wanted)) is not None:
        _handle(registered, row)
        count += 1
        if not row.order_key:
            break
        wanted = Q(order_key=row.order_key)
    return count


def replay(kind: str, row_id: UUID) -> None:
    """Let a dead row wait again, with all its attempts; raises NotFound where there is no such dead row."""
    now = clock.now()
    with transaction.atomic():
        row = _dead(kind, row_id)
        row.state, row.finished_at, row.attempts, row.next_at = State.WAITING, None, 0, now
        row.save(update_fields=["state", "finished_at", "attempts", "next_at"])
        ring(row)


def skip(kind: str, row_id: UUID) -> None:
    """Let a dead row go, so that the later ones of its order key are worked; raises NotFound."""
    with transaction.atomic():
        row = _dead(kind, row_id)
        row.state = State.SKIPPED
        row.save(update_fields=["state"])
        if following := _free(registry.kind_named(kind), Q(order_key=row.order_key)).exclude(order_key="").first():
            ring(following)


def forget() -> int:
    """Delete rows done longer ago than their kind is kept; gives how many."""
    now = clock.now()
    return sum(
        kind.model._default_manager.filter(state=State.DONE, finished_at__lt=now - kind.keep).delete()[0]
        for kind in registry.kinds()
        if kind.keep is not None
    )


def _dead(kind: str, row_id: UUID) -> WaitingRow:
    model: type[WaitingRow] = registry.kind_named(kind).model
    row = model._default_manager.select_for_update().filter(pk=row_id, state=State.DEAD).first()
    if row is None:
        raise NotFound
    return row


def _free(kind: Kind[Any], wanted: Q) -> QuerySet[WaitingRow]:
    """Rows that are due, unleased and not held back by an earlier one of their order key."""
    now = clock.now()
    rows: QuerySet[WaitingRow] = kind.model._default_manager.all()
    # Said as the index of the order says it: of a table that was empty a moment ago the planner knows nothing,
    # and would search all waiting rows for each waiting row.
    earlier = rows.filter(order_key=OuterRef("order_key"), state__in=(State.WAITING, State.DEAD)).filter(
        Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
    )
    if not kind.dead_holds:
        earlier = earlier.exclude(state=State.DEAD)
    return (
        rows.filter(wanted, Q(next_at__lte=now) | Q(next_at__gt=clock.latest(LATEST_DUE)), state=State.WAITING)
        .filter(_unleased(kind))
        .filter(Q(order_key="") | ~Exists(earlier))
        .order_by("next_at", "created_at", "pk")
    )


def _unleased(kind: Kind[Any]) -> Q:
    """That no worker holds the row: no lease, one that ran out, or one longer than any that begins now."""
    now, latest = clock.now(), clock.latest(kind.lease)
    return Q(leased_until__isnull=True) | Q(leased_until__lte=now) | Q(leased_until__gt=latest)


def free_since() -> datetime | None:
    """Since when the oldest row waits that any worker could take; None where there is none."""
    moments = [_free(kind, Q()).order_by().aggregate(since=Min("next_at"))["since"] for kind in registry.kinds()]
    return min((moment for moment in moments if moment is not None), default=None)


def _take(kind: Kind[Any], wanted: Q) -> WaitingRow | None:
    """Lease the first free row."""
    rows = _take_some(kind, wanted, 1)
    return rows[0] if rows else None


def _take_some(kind: Kind[Any], wanted: Q, most: int) -> list[WaitingRow]:
    """Lease the first free rows in one statement; one whose last attempt was cut short is buried on the way."""
    while True:
        rows = _lease(kind, wanted, most)
        living = [row for row in rows if row.attempts <= kind.max_attempts]
        for row in rows:
            if row not in living:
                _close(row, State.DEAD, error=row.last_error or "the worker died during the last attempt")
        if living or not rows:
            return living


def _lease(kind: Kind[Any], wanted: Q, most: int) -> list[WaitingRow]:
    """Choose, count the attempt and lease in one statement, in which no other worker gets the same row."""
    model, table = kind.model, _table(kind)
    free = _free(kind, wanted).select_for_update(skip_locked=True, of=("self",)).values("pk")[:most]
    with transaction.atomic():
        chosen, values = free.query.sql_with_params()
        statement = (
            f"UPDATE {table} SET attempts = {table}.attempts + 1, leased_until = %s"  # noqa: S608 - names and our own query
            f" FROM ({chosen}) AS free WHERE {table}.id = free.pk RETURNING {table}.*"
        )
        rows = list(model._default_manager.raw(statement, [clock.now() + kind.lease, *values]))
    return sorted(rows, key=lambda row: (row.next_at, row.created_at, row.pk))


def _handle_all(kind: Kind[Any], rows: list[WaitingRow]) -> None:
    """Handle rows that were leased together; what half of the lease does not suffice for is let go for others."""
    until = time.monotonic() + kind.lease.total_seconds() / 2
    for row in rows:
        if time.monotonic() < until:
            _handle(kind, row)
        else:
            _held(row).update(leased_until=None)


def _handle(kind: Kind[Any], row: WaitingRow) -> None:
    """Run the kind's handler; whatever it raises sends the row back to wait, or to the dead."""
    try:
        kind.handle(row)
        if row.state != State.DONE and row.leased_until is not None:
            raise RuntimeError("the handler did not settle its row, nor put it back")
    except LeaseLost:
        log.warning("outbox.lease_lost", kind=kind.name, row=str(row.pk))
    except Hopeless as error:
        log.warning("outbox.hopeless", kind=kind.name, row=str(row.pk))
        with transaction.atomic():
            _close(row, State.DEAD, error=str(error)[:500])
    except Exception as error:
        log.warning("outbox.failed", kind=kind.name, row=str(row.pk), attempt=row.attempts, error=type(error).__name__)
        _postpone(kind, row, f"{type(error).__name__}: {error}"[:500])


def _postpone(kind: Kind[Any], row: WaitingRow, error: str) -> None:
    """After a failed attempt: wait longer each time, or die."""
    if row.attempts >= kind.max_attempts:
        with transaction.atomic():
            _close(row, State.DEAD, error=error)
        return
    at = clock.now() + back_off(FIRST_PAUSE * 2 ** min(row.attempts - 1, DOUBLED))
    with transaction.atomic():
        _held(row).update(leased_until=None, next_at=at, last_error=error)
        ring(row, at=at)


def back_off(spent: timedelta) -> timedelta:
    """How long to wait before trying anew: as long as was spent, from 30 s to an hour, and up to a tenth more."""
    return min(max(spent, FIRST_PAUSE), LONGEST_PAUSE) * random.uniform(1, 1.1)  # noqa: S311 - spreads load


def _held(row: WaitingRow) -> QuerySet[WaitingRow]:
    """The row, if it still stands as this worker took it: each taking counts an attempt, which tells them apart."""
    rows: QuerySet[WaitingRow] = type(row)._default_manager.filter(
        pk=row.pk, state=State.WAITING, attempts=row.attempts
    )
    return rows


def _close(row: WaitingRow, state: State, *, error: str, columns: Mapping[str, Any] | None = None) -> None:
    changed = _held(row).update(
        state=state, leased_until=None, finished_at=clock.now(), last_error=error, **(columns or {})
    )
    if not changed:
        raise LeaseLost(str(row.pk))
