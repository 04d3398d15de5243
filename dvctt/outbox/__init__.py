"""Rows that wait for slow work, and events that go upwards; the door is `dvctt.outbox.api`."""
