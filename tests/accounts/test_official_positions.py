"""Positions of officials in time, and how far an agency's administrator reaches (14.1.b, 14.2, 19.3)."""

from datetime import timedelta
from uuid import UUID

import pytest

from dvctt.accounts import officials
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Account
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Forbidden, Invalid, NotFound, Ref, Refused, Role, Text, clock, system
from tests.accounts import people
from tests.fixtures_casework import make_officer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def administrator(db: None) -> Actor:
    return make_officer("Quản trị Nước", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")


def position(unit: str = "TNN-CP", role: Role = Role.APPRAISER, **more: object) -> officials.Position:
    return officials.Position(unit, role, Text(vi="Chuyên viên"), **more)  # type: ignore[arg-type]


def create(actor: Actor, *held: officials.Position) -> UUID:
    return officials.create_official(
        actor, username="mai.tran", name="Trần Thị Mai", email="mai@monre.example", positions=held
    )


def actor_of(account: UUID) -> Actor:
    Account.objects.filter(id=account).update(state="active")
    return accounts_people.actor_for(Account.objects.get(id=account), channel="test")


def refusal(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.reasons[0].code


def test_an_administrator_creates_officials_of_the_agency_and_of_no_other(administrator: Actor) -> None:
    made = create(administrator, position())
    assert journal.entries(Ref("account", str(made)))[0].actor_id == administrator.id
    assert [one.id for one in officials.find_people(administrator, "mai")] == [str(made)]
    for wrong, place in (
        (position("DDBD-QL"), "positions.0.unit"),
        (position("BO"), "positions.0.unit"),
        (position("TNN", Role.OPERATOR), "positions.0.role"),
        (position("TNN", Role.ADMINISTRATOR), "positions.0.role"),
    ):
        with pytest.raises(Invalid) as refused:
            officials.create_official(
                administrator, username="khac", name="Khác", email="khac@monre.example", positions=[wrong]
            )
        assert refused.value.faults[0].place == place
    with pytest.raises(Invalid):
        officials.create_official(administrator, username="khac", name="Khác", email="k@monre.example", positions=[])
    with pytest.raises(Invalid):
        officials.appoint(administrator, made, position("DDBD-QL"))


def test_an_administrator_touches_neither_oneself_nor_others_nor_who_stands_elsewhere(administrator: Actor) -> None:
    made = create(administrator, position())
    with pytest.raises(Refused) as own:
        officials.appoint(administrator, administrator.id, position())
    assert refusal(own) == "own_account"
    peer = make_officer("Quản trị hai", Role.ADMINISTRATOR, "TNN", "Chuyên viên", "")
    with pytest.raises(Refused) as reserved:
        officials.appoint(administrator, peer.id, position())
    assert refusal(reserved) == "reserved_role"
    stranger = make_officer("Người ngoài", Role.DESK, "DDBD-MC", "Chuyên viên", "")
    for act in (lambda: accounts_people.account(administrator, stranger.id),
                lambda: officials.appoint(administrator, stranger.id, position()),
                lambda: officials.positions_of(administrator, stranger.id)):  # fmt: skip
        with pytest.raises(NotFound):
            act()
    held = officials.appoint(people.OPERATOR, made, position("DDBD-QL"))
    with pytest.raises(Refused) as elsewhere:
        officials.end_appointment(administrator, held.id, reason="Thử")
    assert refusal(elsewhere) == "elsewhere_too"
    assert officials.may_change(administrator, made) is not None
    officials.end_appointment(people.OPERATOR, held.id, reason="Chuyển", at_once=True)
    assert officials.may_change(administrator, made) is None
    with pytest.raises(Forbidden):
        create(stranger, position())


def test_positions_follow_one_another_and_do_not_overlap() -> None:
    today = clock.today()
    made = create(people.OPERATOR, position(until=today + 9 * DAY), position("TNN", Role.VETTER))
    with pytest.raises(Refused) as overlapping:
        officials.appoint(people.OPERATOR, made, position(since=today + 9 * DAY))
    assert refusal(overlapping) == "appointed_already"
    later = officials.appoint(people.OPERATOR, made, position(since=today + 10 * DAY))
    assert actor_of(made).roles() == {Role.APPRAISER, Role.VETTER}
    held = {one.held.id: one.standing for one in officials.positions_of(people.OPERATOR, made)}
    assert (held[later.id], sorted(held.values())) == ("future", ["current", "current", "future"])
    with clock.travel(clock.now() + 10 * DAY):
        standing = [one.standing for one in officials.positions_of(people.OPERATOR, made)]
        assert sorted(standing) == ["current", "current", "past"]


def test_a_position_ends_after_its_day_or_at_once() -> None:
    made = create(system("data"), position(), position("TNN", Role.VETTER), position("TNN-CP", Role.HEAD))
    held = {one.held.role: one.held.id for one in officials.positions_of(people.OPERATOR, made)}
    officials.end_appointment(people.OPERATOR, held[Role.APPRAISER], reason="Chuyển")
    officials.end_appointment(people.OPERATOR, held[Role.HEAD], on=clock.today() + 5 * DAY, reason="Nghỉ hưu")
    assert len(actor_of(made).grants) == 3
    officials.end_appointment(people.OPERATOR, held[Role.VETTER], reason="Thu hồi", at_once=True)
    assert actor_of(made).roles() == {Role.APPRAISER, Role.HEAD}
    officials.end_appointment(people.OPERATOR, held[Role.APPRAISER], reason="Sai người", at_once=True)
    assert actor_of(made).roles() == {Role.HEAD}
    with pytest.raises(Refused) as ended:
        officials.end_appointment(people.OPERATOR, held[Role.VETTER], reason="Lần nữa")
    assert refusal(ended) == "ended_already"
    for wrong in ({"on": clock.today() - DAY, "reason": "Lùi"}, {"reason": " "}, {"reason": "x" * 301}):
        with pytest.raises(Invalid):
            officials.end_appointment(people.OPERATOR, held[Role.HEAD], **wrong)  # type: ignore[arg-type]


def test_the_title_of_a_standing_position_is_corrected_in_place(administrator: Actor) -> None:
    made = create(people.OPERATOR, position(until=clock.today() + 9 * DAY))
    (held,) = officials.positions_of(people.OPERATOR, made)
    officials.correct_title(administrator, held.held.id, Text(vi=" Chuyên viên chính ", en="Senior officer"))
    (after,) = officials.positions_of(people.OPERATOR, made)
    assert after.held.title == Text(vi="Chuyên viên chính", en="Senior officer")
    assert (after.held.id, after.held.since, after.held.until) == (held.held.id, held.held.since, held.held.until)
    entries = journal.entries(Ref("account", str(made)))
    entry = entries[-1]
    assert (entry.act, entry.actor_id) == ("title_corrected", administrator.id)
    assert (entry.before["title"], entry.after["title"]) == ("Chuyên viên", "Chuyên viên chính")
    officials.correct_title(administrator, held.held.id, after.held.title)
    assert len(journal.entries(Ref("account", str(made)))) == len(entries)
    for wrong, place in (
        (Text(vi=" "), "title"),
        (Text(vi="x" * 201), "title"),
        (Text(vi="Chuyên viên", en="x" * 201), "title_en"),
    ):
        with pytest.raises(Invalid) as refused:
            officials.correct_title(administrator, held.held.id, wrong)
        assert refused.value.faults[0].place == place


def test_a_title_is_corrected_by_who_may_give_the_position_and_while_it_stands(administrator: Actor) -> None:
    title, own = Text(vi="Cục trưởng"), officials.positions_of(people.OPERATOR, administrator.id)[0].held.id
    with pytest.raises(Refused) as oneself:
        officials.correct_title(administrator, own, title)
    assert refusal(oneself) == "own_account"
    stranger = make_officer("Người ngoài", Role.DESK, "DDBD-MC", "Chuyên viên", "")
    (there,) = officials.positions_of(people.OPERATOR, stranger.id)
    with pytest.raises(NotFound):
        officials.correct_title(administrator, there.held.id, title)
    with pytest.raises(Forbidden):
        officials.correct_title(stranger, own, title)
    officials.end_appointment(people.OPERATOR, there.held.id, reason="Chuyển", at_once=True)
    with pytest.raises(Refused) as ended:
        officials.correct_title(people.OPERATOR, there.held.id, title)
    assert refusal(ended) == "ended_already"
    with pytest.raises(NotFound):
        officials.correct_title(people.OPERATOR, "no-such-id", title)
