"""What somebody who acts for an organisation may see and do with its dossiers: power by limit by act."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from dvctt.accounts import people
from dvctt.accounts.models import Account, Appointment, Membership
from dvctt.casework import api as casework
from dvctt.casework.models import Dossier
from dvctt.catalogue import api as catalogue
from dvctt.documents import store
from dvctt.kernel import Actor, NotFound, Ref, Refused, clock
from tests.fixtures_casework import CONFIRMED, World, pdf

pytestmark = pytest.mark.django_db
OTHER = ["1.000070"]
LIMITS: dict[str, dict[str, Any]] = {
    "staff for all": {},
    "staff for this": {"procedures": ["1.000082"]},
    "reader": {"may_file": False},
    "staff for others": {"procedures": OTHER},
    "ended": {"ended_at": clock.now(), "ended_by": "x", "end_reason": "nghỉ việc"},
    "not begun": {"since": clock.today().replace(year=2999)},
    "past": {"since": clock.today().replace(year=2000), "until": clock.today().replace(year=2001)},
}


def colleague(world: World, **limits: Any) -> Actor:
    """Somebody else who acts for the owner."""
    party = world.people["applicant"].on_behalf
    assert party is not None
    name = f"dong.nghiep.{Account.objects.count()}"
    account = Account.objects.create(
        username=name, email=f"{name}@saokhue.example", name="Lê Thị Mận", folded="le thi man", kind="applicant",
        state="active",
    )  # fmt: skip
    Membership.objects.create(account=account, party_id=UUID(party.id), **{"power": "staff", **limits})
    return people.actor_for(account, channel="test")


def outcome(deed: Callable[[], object]) -> str:
    """`ok`, or what stands against it."""
    try:
        deed()
    except Refused as error:
        return error.reasons[0].code
    except NotFound:
        return "not_found"
    return "ok"


@pytest.mark.parametrize(
    ("limit", "sees", "edits", "acts", "opens"),
    [
        ("staff for all", "ok", "ok", "ok", "ok"),
        ("staff for this", "ok", "ok", "ok", "ok"),
        ("reader", "ok", "read_only", "read_only", "read_only"),
        ("staff for others", "not_found", "not_found", "not_found", "procedure_not_in_mandate"),
        ("ended", "not_found", "not_found", "not_found", "not_found"),
        ("not begun", "not_found", "not_found", "not_found", "not_found"),
        ("past", "not_found", "not_found", "not_found", "not_found"),
    ],
)
def test_a_member_sees_and_does_what_the_limits_say(
    surveying: World, limit: str, sees: str, edits: str, acts: str, opens: str
) -> None:
    dossier, owner = surveying.open(), surveying.people["applicant"].on_behalf
    assert owner is not None
    actor = surveying.people["colleague"] = colleague(surveying, **LIMITS[limit])
    file = store.add_document(
        store.put(pdf(), "application/pdf"), name="a.pdf", kind="attachment", subject=Ref("dossier", str(dossier)),
        actor=actor, pages=1,
    )  # fmt: skip
    component = surveying.answers["given"][0]
    assert outcome(lambda: casework.dossier_page(actor, dossier)) == sees
    assert [row.id for row in casework.my_dossiers(actor).rows] == ([dossier] if sees == "ok" else [])
    assert outcome(lambda: casework.draft_page(actor, dossier)) == edits
    assert outcome(lambda: casework.intake(actor, dossier)) == edits
    assert outcome(lambda: casework.attach(actor, dossier, component, file.id)) == edits
    assert outcome(lambda: surveying.act("colleague", dossier, "discard")) == acts
    assert outcome(lambda: casework.open_draft(actor, catalogue.current("1.000082").id, UUID(owner.id))) == opens


def test_a_reader_is_told_why_nothing_is_open(surveying: World) -> None:
    dossier = surveying.open()
    page = casework.dossier_page(colleague(surveying, may_file=False), dossier)
    assert page.offers
    assert not page.editable
    assert all("read_only" in [reason.code for reason in one.reasons] for one in page.offers)


def test_a_dossier_keeps_under_which_mandate_it_was_begun(surveying: World) -> None:
    dossier = surveying.open()
    mandate = surveying.people["applicant"].acting
    assert mandate is not None
    assert str(Dossier.objects.get(pk=dossier).mandate_id) == mandate.id


def at_a_screen(actor: Actor) -> Actor:
    """Who has just proved at a screen who it is, with all that the account may do now."""
    return replace(actor, channel="web", proved_at=time.time())


LOST: dict[str, tuple[str, Callable[[Actor], object]]] = {
    "nothing": ("desk", lambda _actor: None),
    "the appointment": (
        "desk", lambda one: Appointment.objects.filter(account_id=one.id).update(
            until=clock.today(), ended_at=clock.now()
        )
    ),
    "the officer's account": ("desk", lambda one: Account.objects.filter(id=one.id).update(state="suspended")),
    "nothing of the applicant": ("applicant", lambda _actor: None),
    "the membership": ("applicant", lambda one: Membership.objects.filter(account_id=one.id).update(
        ended_at=clock.now(), ended_by="x", end_reason="nghỉ việc",
    )),
    "the applicant's account": ("applicant", lambda one: Account.objects.filter(id=one.id).update(state="suspended")),
}  # fmt: skip


@pytest.mark.parametrize("lost", LOST)
def test_what_one_may_is_asked_when_it_is_done_and_not_when_the_page_was_opened(surveying: World, lost: str) -> None:
    who, lose = LOST[lost]
    dossier = surveying.submitted() if who == "desk" else surveying.ready()
    before = Dossier.objects.get(pk=dossier)
    actor, action = at_a_screen(surveying.people[who]), "accept" if who == "desk" else "submit"
    lose(actor)
    payload = {} if who == "desk" else CONFIRMED
    done = outcome(lambda: casework.perform(actor, dossier, action, payload, seen=before.revision, key="one"))
    moved = Dossier.objects.get(pk=dossier).revision > before.revision
    assert (done == "ok", moved) == (lost.startswith("nothing"),) * 2, done


@pytest.mark.parametrize("lost", ["nothing of the applicant", "the membership", "the applicant's account"])
def test_a_draft_is_changed_by_who_may_when_it_is_changed(surveying: World, lost: str) -> None:
    dossier, actor = surveying.ready(), at_a_screen(surveying.people["applicant"])
    LOST[lost][1](actor)
    done = outcome(lambda: casework.prepare_declaration(actor, dossier))
    assert (done == "ok") is lost.startswith("nothing"), done


@pytest.mark.parametrize("lost", ["nothing", "the appointment", "the officer's account"])
def test_a_dossier_is_shared_by_who_may_when_it_is_shared(surveying: World, lost: str) -> None:
    dossier, head = surveying.in_appraisal(), at_a_screen(surveying.people["head"])
    LOST[lost][1](head)
    clerk, day = surveying.people["clerk"].id, clock.today()
    done = outcome(lambda: casework.share(head, dossier, account=clerk, reason="Phối hợp", until=day))
    assert (done == "ok") is (lost == "nothing"), done
