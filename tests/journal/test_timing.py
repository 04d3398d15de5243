"""A clock that was wrong for a while: what is earlier than what stands before it is told, the journal stays whole."""

from datetime import timedelta

import pytest

from dvctt.journal import api as journal
from dvctt.journal import security
from dvctt.journal.models import SecurityEvent
from dvctt.kernel import Actor, ActorKind, Ref, clock

pytestmark = pytest.mark.django_db
ONE, TWO = Ref("dossier", "1"), Ref("dossier", "2")
OFFICER = Actor(ActorKind.OFFICER, "o1", name="Trần Văn Bình")
YEAR = timedelta(days=365)


def act(subject: Ref) -> None:
    journal.append(subject, OFFICER, "acted", before={}, after={"at": "x"})


def test_an_entry_that_is_earlier_than_the_one_before_it_is_remarked_on() -> None:
    act(ONE)
    with clock.travel(clock.now() + timedelta(minutes=3)):
        act(ONE)
    act(ONE)
    assert list(journal.remarks()) == []
    with clock.travel(clock.now() + YEAR):
        act(ONE)
        act(TWO)
    act(ONE)
    act(ONE)
    (remark,) = journal.remarks()
    assert (remark.place, remark.code) == ("dossier:1#5", "entry_out_of_order")
    assert int(remark.params["minutes"]) in (YEAR // timedelta(minutes=1), YEAR // timedelta(minutes=1) - 1)
    assert journal.verify() == ()


def test_a_look_of_a_clock_that_was_far_ahead_hides_no_later_one() -> None:
    def look() -> None:
        journal.look(OFFICER, ONE, "support", part="identity", once_in=timedelta(minutes=10))

    with clock.travel(clock.now() + YEAR):
        look()
        look()
        assert journal.looked(OFFICER, ONE, "identity", timedelta(hours=1))
    assert not journal.looked(OFFICER, ONE, "identity", timedelta(hours=1))
    look()
    look()
    assert journal.looked(OFFICER, ONE, "identity", timedelta(hours=1))
    assert len(journal.looks(ONE)) == 2


def test_security_events_of_a_clock_that_was_far_ahead_leave_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "MOST_OF_ONE", 2)

    def happen(*details: str) -> None:
        for detail in details:
            journal.security_event(journal.SecurityKind.FILE_REFUSED, detail=detail, account="a1")

    with clock.travel(clock.now() + YEAR):
        happen("a", "b", "c")
    happen("d", "e", "f")
    assert sorted(SecurityEvent.objects.values_list("detail", flat=True)) == ["", "", "a", "b", "d", "e"]
