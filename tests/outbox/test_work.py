"""Waiting rows: leases, order, back-off, the dead, and events told upwards."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction

from dvctt.kernel import Ref, clock
from dvctt.outbox import api as outbox
from dvctt.outbox import registry
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
    from procrastinate.contrib.django.models import ProcrastinateJob

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.emit("tested", DOSSIER, n=1)
        1 / 0  # noqa: B018
    assert not ProcrastinateJob.objects.exists()

    key = outbox.emit("tested", DOSSIER, n=1)

    job = ProcrastinateJob.objects.get()
    assert job.args == {"kind": "event", "id": str(key)}
    assert job.task_name == "outbox.ring"


@pytest.mark.django_db
def test_a_row_and_its_ring_cost_two_statements(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
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
