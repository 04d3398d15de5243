"""The ministry's own calendar, as the tests of this package use it."""

from pathlib import Path

import pytest

from dvctt.workflow import Calendar, load_calendar

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return load_calendar(ROOT / "content/ministry/calendar.yaml")
