"""Several people at once, on connections of their own: one wins, the others are told, numbers have no gaps."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from dvctt.casework import api as casework
from dvctt.casework.acts import recount
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.course import clocks
from dvctt.casework.models import Act, Dossier, Paper
from dvctt.casework.outputs import issued_documents, letters
from dvctt.documents import store
from dvctt.journal import api as journal
from dvctt.kernel import Busy, Ref, Stale, clock, new_id
from dvctt.ministry.models import NumberSeries
from dvctt.notices.models import Message
from dvctt.outbox.api import EventView
from tests.casework.test_ways import asked
from tests.fixtures_calendars import Declare
from tests.fixtures_casework import CONFIRMED, OFFICERS, World, make_officer, make_world, pdf
from tests.fixtures_pki import Pki
from tests.patience import PATIENCE

Answer = casework.Outcome | Exception


@pytest.fixture
def world(committed_db: str, pki: Pki, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """People of 1.000082 in a database where commits are real."""
    with django_db_blocker.unblock():
        yield make_world("1.000082")


def at_once(*works: Callable[[], casework.Outcome]) -> list[Answer]:
    """Do all the works in threads that start together; each has its own connection."""
    gate, answers = threading.Barrier(len(works)), dict[int, Answer]()

    def run(place: int, work: Callable[[], casework.Outcome]) -> None:
        try:
            with connection.cursor() as cursor:
                # Who is served last waits for all the others, on a busy machine longer than the product has patience.
                cursor.execute(f"SET lock_timeout = '{PATIENCE}s'; SET statement_timeout = '{PATIENCE}s'")
            gate.wait(PATIENCE)
            answers[place] = work()
        except Exception as error:  # the test judges it
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[place] for place in range(len(works))]


def by(world: World, who: str, dossier: UUID, action: str, payload: Any = None, **more: Any) -> Callable[[], Any]:
    """An act to be done in a thread, having seen what stands there now."""
    seen = Dossier.objects.get(pk=dossier).revision
    return lambda: world.act(who, dossier, action, payload, **{"seen": seen, **more})


@contextmanager
def locking(statement: str, *values: Any) -> Iterator[None]:
    """Somebody else holds the locks that the statement takes."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            held.set()
            done.wait(PATIENCE)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(PATIENCE)
        yield
    finally:
        done.set()
        holder.join()


def test_two_officers_act_on_one_dossier_at_once(world: World) -> None:
    dossier = world.submitted()
    role, unit, title, line = OFFICERS["1.000082"]["desk"]
    world.people["other"] = make_officer("Cán bộ khác", role, unit, title, line)
    why = {"grounds": "not_competent", "reason": "Thuộc cấp tỉnh.", "basis": "NĐ 27/2019/NĐ-CP"}
    answers = at_once(by(world, "desk", dossier, "accept"), by(world, "other", dossier, "refuse", why))

    won = [one for one in answers if isinstance(one, casework.Outcome)]
    assert len(won) == 1
    assert [(type(one), one.current) for one in answers if isinstance(one, Stale)] == [(Stale, won[0].revision)]
    row = Dossier.objects.get(pk=dossier)
    assert (row.state, row.revision) == (won[0].state, won[0].revision)
    assert Act.objects.filter(dossier=dossier, action__in=["accept", "refuse"]).count() == 1
    assert Paper.objects.filter(dossier=dossier, name__in=["receipt", "refusal"]).count() == 1
    assert journal.verify() == ()


def test_a_double_click_on_submit_is_one_act_with_one_answer(world: World) -> None:
    dossier = world.ready()
    first, again = at_once(*[by(world, "applicant", dossier, "submit", CONFIRMED, key="one")] * 2)
    assert isinstance(first, casework.Outcome)
    assert first == again
    assert Act.objects.filter(dossier=dossier, action="submit").count() == 1
    assert Message.objects.filter(subject_id=str(dossier), kind="legal").count() == 1
    assert NumberSeries.objects.get(series="dossier_code").last == 1


def test_numbers_have_no_gaps_nor_twins_where_some_acts_fail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    dossiers = [world.ready() for _ in range(8)]
    told = letters.send_notice

    def fail_for_some(subject: Any, notice: str, *, key: str) -> None:
        told(subject, notice, key=key)
        if subject.dossier.pk in dossiers[:3]:
            raise RuntimeError("after the number was taken")

    with monkeypatch.context() as broken:
        broken.setattr(letters, "send_notice", fail_for_some)
        answers = at_once(*(by(world, "applicant", one, "submit", CONFIRMED) for one in dossiers))
    assert [type(one) for one in answers[:3]] == [RuntimeError] * 3
    assert all(isinstance(one, casework.Outcome) for one in answers[3:])
    assert not any(Dossier.objects.filter(pk__in=dossiers[:3]).values_list("submitted_at", flat=True))
    assert all(
        isinstance(one, casework.Outcome)
        for one in at_once(*(by(world, "applicant", one, "submit", CONFIRMED) for one in dossiers[:3]))
    )
    codes = Dossier.objects.filter(pk__in=dossiers).values_list("code", flat=True)
    assert sorted(int(str(code).rpartition("-")[2]) for code in codes) == list(range(1, 9))


def test_licences_sealed_at_once_are_numbered_one_after_the_other(world: World) -> None:
    dossiers = [world.decided() for _ in range(4)]
    answers = at_once(*(by(world, "clerk", one, "number_and_seal") for one in dossiers))
    assert [type(one) for one in answers] == [casework.Outcome] * 4
    numbers = Paper.objects.filter(dossier__in=dossiers, name="licence").values_list("number", flat=True)
    assert sorted(int(re.match(r"\d+", one)[0]) for one in numbers) == [1, 2, 3, 4]  # type: ignore[index]
    assert journal.verify() == ()


def test_a_lock_that_is_held_too_long_is_told_and_nothing_is_done(world: World) -> None:
    dossier = world.ready()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("4s", "30s")
        cursor.execute("SET lock_timeout = '100ms'")
    with locking("SELECT 1 FROM casework_dossier WHERE id = %s FOR UPDATE", dossier):
        for way in (
            by(world, "applicant", dossier, "submit", CONFIRMED),
            lambda: casework.prepare_declaration(world.people["applicant"], dossier),
        ):
            with pytest.raises(Busy):
                way()
    world.act("applicant", dossier, "submit", CONFIRMED)

    other = world.ready()
    with locking("SELECT 1 FROM ministry_numberseries WHERE series = 'dossier_code' FOR UPDATE"), pytest.raises(Busy):
        world.act("applicant", other, "submit", CONFIRMED)
    assert Dossier.objects.get(pk=other).revision == 0
    assert world.act("applicant", other, "submit", CONFIRMED).code


def test_two_acts_that_wait_for_each_other_are_told_to_try_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.submitted(), world.submitted()
    crossed = {first: second, second: first}
    gate, settle = threading.Barrier(2), clocks.settle

    def cross(loaded: LoadedDossier) -> None:
        gate.wait(PATIENCE)
        Dossier.objects.select_for_update(no_key=True).get(pk=crossed[loaded.dossier.pk])
        settle(loaded)

    with monkeypatch.context() as crossing:
        crossing.setattr(clocks, "settle", cross)
        answers = at_once(*(by(world, "desk", one, "take_at_reception") for one in crossed))
    assert sorted(type(one).__name__ for one in answers) == ["Busy", "Outcome"]
    lost = next(one for one, answer in zip(crossed, answers, strict=True) if isinstance(answer, Busy))
    assert Dossier.objects.get(pk=lost).assignee_id is None
    world.act("desk", lost, "take_at_reception")
    assert journal.verify() == ()


def test_a_paper_told_of_twice_at_once_joins_the_dossier_once(world: World) -> None:
    dossier = world.submitted()
    subject = Ref("dossier", str(dossier))
    made = store.keep(pdf(), name="x.pdf", kind="acknowledgement", subject=subject, pages=1)
    rendition = str(Paper.objects.get(dossier=dossier).rendition)
    event = EventView(new_id(), "document_ready", subject, {"rendition": rendition, "document": str(made.id)})
    errors = [one for one in at_once(*[lambda: issued_documents.on_rendered(event)] * 4) if one is not None]  # type: ignore[arg-type,return-value]
    assert errors == []
    assert [entry.act for entry in journal.entries(subject)].count("document:made") == 1


def test_counting_anew_happens_once_beside_acts_and_beside_itself(world: World, declare: Declare) -> None:
    acted, left = world.in_appraisal(), world.in_appraisal()
    due = Dossier.objects.get(pk=left).due_at
    assert due is not None
    version = declare({due.astimezone(clock.HANOI).date(): "holiday"})
    sweep: Any = recount.sweep_calendar
    answers = at_once(sweep, sweep, by(world, "appraiser", acted, "request_amendment", asked(world, acted)))
    assert [one for one in answers if isinstance(one, Exception)] == []
    recount.sweep_calendar()
    for dossier in (acted, left):
        assert Act.objects.filter(dossier=dossier, action=recount.ACT).count() == 1
        assert Dossier.objects.get(pk=dossier).clock_calendar == version
        page = casework.dossier_page(world.people["appraiser"], dossier)
        assert {one.calendar for one in page.clocks if one.state != "stopped"} == {version}
    assert Dossier.objects.get(pk=left).due_at != due
    assert journal.verify() == ()
