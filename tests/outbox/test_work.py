"""Waiting rows: leases, order, back-off, the dead, and events told upwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries
from structlog.testing import capture_logs

from dvctt.kernel import NotFound, Ref, clock, new_id
from dvctt.outbox import actions, registry, tasks
from dvctt.outbox import api as outbox
from dvctt.outbox.models import Event

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
DOSSIER = Ref("dossier", "1")
OTHER = Ref("dossier", "2")


class Listener:
    """Hears events; fails for those whose payload says so, as long as `broken`."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, object]] = []
        self.ids: list[UUID] = []
        self.broken = True

    def __call__(self, event: registry.EventView) -> None:
        if self.broken and event.payload.get("fail"):
            raise ValueError("not now")
        self.heard.append((event.ref.id, event.payload["n"]))
        self.ids.append(event.id)


@pytest.fixture
def listener() -> Iterator[Listener]:
    clock.allow_travel()
    heard = Listener()
    outbox.on("tested", heard)
    yield heard
    registry._handlers.pop("tested")


@pytest.mark.django_db
def test_an_event_is_told_with_its_ref_and_payload(listener: Listener) -> None:
    key = outbox.emit("tested", DOSSIER, n=1)

    assert outbox.drain("event") == 1

    assert listener.heard == [("1", 1)]
    assert listener.ids == [key]
    assert outbox.drain("event") == 0
    assert Event.objects.get().state == "done"


@pytest.mark.django_db
def test_a_ring_is_a_job_in_the_callers_transaction() -> None:
    with transaction.atomic():
        outbox.emit("tested", DOSSIER, n=1)
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.exists()

    key = outbox.emit("tested", DOSSIER, n=1)

    job = ProcrastinateJob.objects.get()
    assert job.args == {"kind": "event", "id": str(key)}
    assert job.task_name == "outbox.ring"


@pytest.mark.django_db
def test_a_row_and_its_ring_cost_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        outbox.emit("tested", DOSSIER, n=1)


@pytest.mark.django_db
def test_failing_waits_longer_each_time_then_dies(listener: Listener) -> None:
    with clock.travel(NOON):
        outbox.emit("tested", DOSSIER, n=1, fail=True)
    now, pauses = NOON, []
    for attempt in range(1, 13):
        with clock.travel(now):
            assert outbox.drain("event") == 1
            row = Event.objects.get()
            assert row.attempts == attempt
            if row.state == "dead":
                break
            pauses.append((row.next_at - now).total_seconds())
            now = row.next_at
    assert row.attempts == 12
    assert row.last_error == "ValueError: not now"
    assert 30 <= pauses[0] <= 33
    assert 60 <= pauses[1] <= 66
    assert 3600 <= pauses[-1] <= 3960
    assert [letter.id for letter in outbox.dead_letters()] == [row.id]
    assert outbox.waiting_counts()["event"] == outbox.Waiting(waiting=0, dead=1, oldest=None)


@pytest.mark.django_db
def test_events_of_one_ref_are_told_in_order_and_a_failure_holds_back_only_its_own(listener: Listener) -> None:
    with clock.travel(NOON):
        for n in (1, 2, 3):
            outbox.emit("tested", DOSSIER, n=n, fail=n == 2)
            outbox.emit("tested", OTHER, n=n)
        outbox.drain("event")
    assert listener.heard == [("1", 1), ("2", 1), ("2", 2), ("2", 3)]

    listener.broken = False
    with clock.travel(NOON + timedelta(minutes=1)):
        outbox.drain("event")

    assert listener.heard[4:] == [("1", 2), ("1", 3)]


def _bury(listener: Listener) -> tuple[UUID, UUID]:
    """A dead event and a later one of the same ref behind it."""
    with clock.travel(NOON):
        dead, later = outbox.emit("tested", DOSSIER, n=1, fail=True), outbox.emit("tested", DOSSIER, n=2)
        Event.objects.filter(pk=dead).update(attempts=11)
        outbox.drain("event")
    assert listener.heard == []
    return dead, later


@pytest.mark.django_db
def test_a_dead_row_is_told_each_minute_and_by_the_health_of_the_system(listener: Listener, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/health/ready").content == b"ok\n"
    _bury(listener)
    with capture_logs() as said:
        tasks.sweep(0)
    assert [one for one in said if one["log_level"] == "error"] == [
        {"event": "outbox.dead", "log_level": "error", "rows": {"event": 1}}
    ]
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.content) == (200, b"degraded\n")


@pytest.mark.django_db
def test_a_dead_row_holds_back_its_order_until_it_is_replayed(listener: Listener) -> None:
    dead, _ = _bury(listener)
    listener.broken = False

    outbox.replay("event", dead)

    assert outbox.drain("event") == 2
    assert listener.heard == [("1", 1), ("1", 2)]
    with pytest.raises(NotFound):
        outbox.replay("event", dead)


@pytest.mark.django_db
def test_a_dead_row_holds_back_its_order_until_it_is_skipped(listener: Listener) -> None:
    dead, later = _bury(listener)
    rung = ProcrastinateJob.objects.count()

    outbox.skip("event", dead)

    assert ProcrastinateJob.objects.count() == rung + 1
    assert actions.work_row("event", later) == 1
    assert listener.heard == [("1", 2)]
    assert Event.objects.get(pk=dead).state == "skipped"
    with pytest.raises(NotFound):
        outbox.skip("event", later)


@pytest.mark.django_db
def test_the_lease_of_a_dead_worker_runs_out_and_its_late_result_is_dropped(listener: Listener) -> None:
    with clock.travel(NOON):
        key = outbox.emit("tested", DOSSIER, n=1)
        kind = registry.kind_named("event")
        hung = actions._take(kind, actions.Q())
        assert hung is not None
        assert outbox.drain("event") == 0
    with clock.travel(NOON + kind.lease):
        assert outbox.drain("event") == 1
    assert listener.ids == [key]

    with pytest.raises(outbox.LeaseLost), outbox.settle(hung):
        pass


@pytest.mark.django_db
def test_rows_and_leases_of_a_clock_that_was_far_ahead_are_waited_for_by_nobody(listener: Listener) -> None:
    kind = registry.kind_named("event")
    with clock.travel(clock.now() + timedelta(days=365)):
        outbox.emit("tested", DOSSIER, n=1)
        held = outbox.emit("tested", OTHER, n=2)
        assert actions._take(kind, actions.Q(pk=held)) is not None
    with clock.travel(clock.now()):
        assert outbox.drain("event") == 0
    tasks.sweep(0)
    assert sorted(listener.heard) == [("1", 1), ("2", 2)]


@pytest.mark.django_db
def test_a_row_that_is_due_later_waits(listener: Listener) -> None:
    outbox.emit("tested", DOSSIER, n=1)
    row = actions._take(registry.kind_named("event"), actions.Q())
    assert row is not None
    now = clock.now()
    with outbox.put_back(row, at=now + timedelta(days=30)):
        pass
    assert outbox.drain("event") == 0
    with clock.travel(now + outbox.LATEST_DUE + timedelta(minutes=1)):
        assert outbox.drain("event") == 1


@pytest.mark.django_db
def test_a_row_that_kills_its_worker_every_time_is_buried(listener: Listener) -> None:
    outbox.emit("tested", DOSSIER, n=1)
    Event.objects.update(attempts=12, leased_until=clock.now())
    assert outbox.drain("event") == 0
    (letter,) = outbox.dead_letters()
    assert letter.last_error == "the worker died during the last attempt"
    assert listener.heard == []


@pytest.mark.django_db
def test_a_handler_that_does_not_settle_has_failed(listener: Listener) -> None:
    kind = registry.kind_named("event")
    lazy = registry.Kind(kind.name, kind.model, lambda row: None, 12, kind.lease, None)
    outbox.emit("tested", DOSSIER, n=1)
    row = actions._take(lazy, actions.Q())
    assert row is not None
    actions._handle(lazy, row)
    assert "did not settle" in Event.objects.get().last_error


@pytest.mark.django_db
def test_what_settling_writes_stands_and_falls_with_it() -> None:
    outbox.emit("tested", DOSSIER, n=1)
    row = actions._take(registry.kind_named("event"), actions.Q())
    assert row is not None
    with pytest.raises(ZeroDivisionError), outbox.settle(row, payload={"n": 2}):
        1 / 0  # noqa: B018
    assert (Event.objects.get().state, Event.objects.get().payload) == ("waiting", {"n": 1})
    with outbox.settle(row, payload={"n": 2}):
        pass
    assert (Event.objects.get().state, Event.objects.get().payload) == ("done", {"n": 2})


@pytest.mark.django_db
def test_ringing_twice_or_for_nothing_is_harmless(listener: Listener) -> None:
    key = outbox.emit("tested", DOSSIER, n=1)
    outbox.ring(Event.objects.get())
    for _ in ProcrastinateJob.objects.all():
        tasks.ring("event", str(key))
    tasks.ring("event", str(new_id()))
    assert listener.heard == [("1", 1)]


@pytest.mark.django_db
def test_the_sweep_works_what_nobody_rang_for(listener: Listener) -> None:
    outbox.emit("tested", DOSSIER, n=1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert outbox.waiting_counts()["event"].waiting == 1

    tasks.sweep(0)

    assert listener.heard == [("1", 1)]
    assert outbox.waiting_counts()["event"] == outbox.Waiting(0, 0, None)


@pytest.mark.django_db
def test_done_events_are_forgotten_after_their_time(listener: Listener) -> None:
    outbox.emit("tested", DOSSIER, n=1)
    outbox.drain("event")
    outbox.emit("tested", DOSSIER, n=2)
    with clock.travel(clock.now() + timedelta(days=29)):
        assert outbox.forget() == 0
    with clock.travel(clock.now() + timedelta(days=31)):
        assert outbox.forget() == 1
    assert Event.objects.get().payload == {"n": 2}


def test_a_kind_belongs_to_one_model_and_a_model_to_a_kind() -> None:
    with pytest.raises(ValueError, match="another model"):
        outbox.register("event", outbox.WaitingRow, lambda row: None)
    with pytest.raises(KeyError):
        registry.kind_of(outbox.WaitingRow.__new__(outbox.WaitingRow))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"state": "lost", "finished_at": NOON}, "outbox_event_state_known"),
        ({"state": "done"}, "outbox_event_finished_unless_waiting"),
        ({"finished_at": NOON}, "outbox_event_finished_unless_waiting"),
        ({"state": "dead", "finished_at": NOON, "leased_until": NOON}, "outbox_event_leased_only_waiting"),
        ({"name": ""}, "outbox_event_named"),
        ({"ref_id": ""}, "outbox_event_named"),
        ({"attempts": -1}, "outbox_event_attempts_check"),
    ],
)
def test_each_constraint_refuses(values: dict[str, object], constraint: str) -> None:
    outbox.emit("tested", DOSSIER, n=1)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Event.objects.update(**values)


@pytest.mark.django_db
def test_a_ring_inside_a_worker_stays_in_the_transaction_too() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.models import ProcrastinateJob
    from procrastinate.testing import InMemoryConnector

    before = ProcrastinateJob.objects.count()
    # A worker's app has another connector than Django's: the bell must not ring on that one.
    with app.replace_connector(InMemoryConnector()):
        outbox.emit("tested", DOSSIER, n=1)
    assert ProcrastinateJob.objects.count() == before + 1
