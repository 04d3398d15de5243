"""The door of `outbox`: waiting rows, and events that go upwards."""

from dvctt.outbox.actions import (
    LATEST_DUE,
    Hopeless,
    LeaseLost,
    again,
    back_off,
    drain,
    emit,
    forget,
    free_since,
    let_go,
    put_back,
    replay,
    ring,
    settle,
    skip,
    together,
    work,
    work_row,
)
from dvctt.outbox.models import State, WaitingRow
from dvctt.outbox.pause import unless_paused, workers_paused
from dvctt.outbox.periodic import periodic
from dvctt.outbox.queries import DeadLetter, Waiting, dead_letters, waiting_counts, worker_lives
from dvctt.outbox.registry import EventView, on, register

__all__ = [
    "LATEST_DUE",
    "DeadLetter",
    "EventView",
    "Hopeless",
    "LeaseLost",
    "State",
    "Waiting",
    "WaitingRow",
    "again",
    "back_off",
    "dead_letters",
    "drain",
    "emit",
    "forget",
    "free_since",
    "let_go",
    "on",
    "periodic",
    "put_back",
    "register",
    "replay",
    "ring",
    "settle",
    "skip",
    "together",
    "unless_paused",
    "waiting_counts",
    "work",
    "work_row",
    "worker_lives",
    "workers_paused",
]
