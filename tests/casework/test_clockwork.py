"""The sweep of clocks: nothing due is skipped, whoever acts in between, and one broken dossier stops no other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dvctt.casework import api as casework
from dvctt.casework.acts import timers
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import ClockEvent, Dossier
from dvctt.casework.outputs import letters
from dvctt.kernel import Reason, Refused, clock
from dvctt.notices.models import Message
from tests.casework.test_ways import asked
from tests.fixtures_casework import World, bundle_of


def marks(world: World, dossier: Any) -> list[str]:
    page = casework.dossier_page(world.people["desk"], dossier)
    return [one.action for one in page.timeline if one.action.startswith("clock:")]


def due_of(dossier: Any) -> datetime:
    due = Dossier.objects.get(pk=dossier).due_at
    assert due is not None
    return due


def test_an_act_before_the_sweep_does_not_hide_what_was_due(surveying: World) -> None:
    dossier = surveying.submitted()
    warned = Dossier.objects.get(pk=dossier).warn_at
    assert warned is not None
    with clock.travel(warned + timedelta(minutes=1)):
        surveying.act("desk", dossier, "take_at_reception")
        surveying.act("desk", dossier, "request_amendment_at_reception", asked(surveying, dossier))
    assert Dossier.objects.get(pk=dossier).wake_at == warned


def test_a_moment_that_comes_during_the_sweep_is_met_by_the_next(
    surveying: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = surveying.submitted()
    row = Dossier.objects.get(pk=dossier)
    assert row.warn_at is not None
    slow = _slowed(timers._sleep, due_of(dossier) + timedelta(seconds=1))
    with clock.travel(row.warn_at + timedelta(seconds=1)):
        monkeypatch.setattr(timers, "_sleep", slow)
        casework.sweep()
    monkeypatch.undo()
    with clock.travel(due_of(dossier) + timedelta(minutes=1)):
        casework.sweep()
    assert marks(surveying, dossier) == ["clock:expiry", "clock:warning"]


def _slowed(sleep: Any, until: datetime) -> Any:
    def late(*args: Any) -> None:
        with clock.travel(until):
            sleep(*args)

    return late


def test_one_broken_dossier_does_not_stop_the_others(surveying: World) -> None:
    broken, whole = surveying.submitted(), surveying.submitted()
    for event, length in (("start", None), ("replace", 2_000_000_000)):
        ClockEvent.objects.create(
            dossier_id=broken, clock="answer", event=event, at=clock.now(), length=length, reason="broken"
        )
    with clock.travel(due_of(whole) + timedelta(minutes=1)):
        assert casework.sweep() == 1
    assert marks(surveying, whole) == ["clock:expiry"]


def test_the_officer_is_warned_apart_from_the_applicants_letters(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    with clock.travel(due_of(dossier) + timedelta(minutes=1)):
        casework.sweep()
    mail = Message.objects.get(kind="courtesy")
    assert f"{due_of(dossier).astimezone(clock.HANOI):%H:%M %d/%m/%Y}" in mail.body
    assert mail.subject_id == surveying.people["appraiser"].id
    assert not Message.objects.filter(subject_id=str(dossier), recipient=surveying.people["appraiser"].name).exists()


def test_the_warning_names_the_end_of_its_own_clock(surveying: World) -> None:
    dossier = surveying.in_appraisal()
    loaded = LoadedDossier(Dossier.objects.get(pk=dossier))
    letters.warn_officer(loaded, "processing", "expiry", datetime(2030, 5, 6, 3, tzinfo=UTC))
    assert "10:00 06/05/2030" in Message.objects.get(kind="courtesy").body


def test_an_expiry_that_leads_nowhere_is_told_in_the_dossier(surveying: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = surveying.in_appraisal()
    surveying.act("appraiser", dossier, "request_amendment", asked(surveying, dossier))
    ends = Dossier.objects.get(pk=dossier).wake_at
    assert ends is not None

    def refuse(*_args: Any, **_more: Any) -> None:
        raise Refused(Reason("limit_reached"))

    with monkeypatch.context() as refusing, clock.travel(ends + timedelta(days=20)):
        refusing.setattr(timers, "perform", refuse)
        casework.sweep()
        assert marks(surveying, dossier)[0] == "clock:refused"
        assert Message.objects.filter(kind="courtesy", title__startswith="Cần xử lý").count() == 1
        Dossier.objects.filter(pk=dossier).update(wake_at=ends)
        casework.sweep()
    assert marks(surveying, dossier).count("clock:refused") == 1


def test_what_is_accepted_after_hours_counts_from_the_next_working_day(surveying: World) -> None:
    dossier = surveying.submitted()
    evening = clock.now().astimezone(clock.HANOI).replace(hour=18, minute=0, second=0, microsecond=0)
    with clock.travel(evening + timedelta(days=1)):
        surveying.act("desk", dossier, "accept")
        page = casework.dossier_page(surveying.people["desk"], dossier)
    main = next(one for one in page.clocks if one.governs)
    assert main.days_left == sum(stage.length for stage in bundle_of(dossier).process.clocks[main.name].stages)
    assert page.started_at == main.starts and main.starts is not None
    assert main.starts.date() > evening.date() and main.starts.hour < 12
