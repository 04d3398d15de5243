"""The role × route table: every address of the product, asked for by every kind of person, opens to exactly those
whom its door and its object's scope let in.

Routes are read from the resolver, so that a new one is in the table by itself; an argument that nobody supplies
an object for fails the test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dvctt.accounts import api as accounts
from dvctt.accounts.models import Appointment
from dvctt.casework.models import Attachment
from dvctt.kernel import Actor, ActorKind, Ref, Role, clock
from dvctt.ministry import api as ministry
from dvctt.notices import api as notices
from dvctt.web.doors import Door, door_of
from tests.accounts import people as registrants
from tests.fixtures_casework import World, make_officer, make_world
from tests.fixtures_pki import Pki

CODES = ("1.000082", "1.000070")
# Pages that refuse officers although their door is open to all: they register nobody and keep their second factor.
NOT_FOR_OFFICERS = {"register", "register_individual", "register_organisation", "mfa_deactivate_totp"}

# What answers 404 even to its own people when asked without more: nothing is named, or there is nothing to show.
NOTHING_THERE = {
    ("GET", "mfa_deactivate_totp"),
    ("POST", "mfa_deactivate_totp"),
    ("GET", "mfa_view_recovery_codes"),
    ("POST", "applicant:acting_for"),
    ("POST", "applicant:new"),
    ("GET", "applicant:amendment"),
    ("GET", "procedure_file"),
    ("GET", "verify_code"),
    ("POST", "look_up"),
    ("POST", "identity_leave"),
    ("GET", "identity_callback"),
    ("POST", "identity_link"),
}


@dataclass(frozen=True)
class Route:
    """An address of the product: its name, door, and the names of its arguments."""

    name: str
    pattern: str
    door: Door | None
    arguments: frozenset[str]


@dataclass(frozen=True)
class Thing:
    """An object to ask for: arguments by name, who it is there for, and of those who may do it (None: all)."""

    arguments: dict[str, Any]
    there_for: frozenset[str] | None = None
    done_by: frozenset[str] | None = None


@dataclass
class Someone:
    """A kind of person with a signed-in browser."""

    name: str
    actor: Actor | None
    second_factor: bool = True
    client: Client = field(default_factory=Client)

    def sign_in(self) -> "Someone":
        if self.actor is not None:
            account = accounts.Account.objects.get(id=self.actor.id)
            self.client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
            if self.second_factor:
                session = self.client.session
                session["second_factor"] = str(account.pk)
                session.save()
        return self


def routes(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, prefix + str(entry.pattern), inner)
        elif isinstance(entry, URLPattern):
            arguments = frozenset(entry.pattern.regex.groupindex)
            yield Route(f"{space}{entry.name}", prefix + str(entry.pattern), door_of(entry.callback), arguments)


@dataclass
class Table:
    """People and the objects that they ask for."""

    people: list[Someone]
    worlds: dict[str, World]
    dossiers: dict[str, UUID]
    registrations: dict[str, UUID]

    def things(self, route: Route) -> list[Thing]:
        """What to ask a route for; raises KeyError for an argument that no object is supplied for."""
        if not route.arguments:
            return [Thing({})]
        if "dossier" in route.arguments or "document" in route.arguments:
            return [self.of_dossier(route, code) for code in self.dossiers]
        if "registration" in route.arguments:
            vetters = {"operator": {"operator"}, "DDBD": {"vetter of DDBD"}, "TNN": {"vetter of TNN"}}
            return [
                Thing({"registration": number}, frozenset(vetters[who])) for who, number in self.registrations.items()
            ]
        return [Thing({name: self.supply(route, name) for name in route.arguments})]

    def supply(self, route: Route, name: str) -> Any:
        desk = self.worlds["1.000082"].people["desk"]
        return {
            "token": "unknown",
            "code": "ABCD-EFGH" if route.name == "verify_code" else "1.000082",
            "case": world_bundle("1.000082").case,
            "path": "forms/absent.docx",
            "account": desk.id,
            "appointment": Appointment.objects.get(account_id=desk.id).id,
            "kind": "message",
            "letter": self.letter,
            "message": self.undelivered,
            "provider": "absent",
            "identity": 1,
        }[name]

    @property
    def letter(self) -> UUID:
        """A dead letter."""
        return ended_letter(state="dead")

    @property
    def undelivered(self) -> UUID:
        """A message that reached nobody."""
        return ended_letter(state="done", outcome="undeliverable")

    def of_dossier(self, route: Route, code: str) -> Thing:
        """A dossier or its parts: there for its owner and for the officers of its procedure."""
        world, dossier = self.worlds[code], self.dossiers[code]
        attachment = Attachment.objects.filter(dossier_id=dossier).order_by("id")[0]
        bundle = world_bundle(code)
        supply = {
            "dossier": dossier, "attachment": attachment.id, "document": attachment.document_id,
            "component": attachment.component, "section": bundle.form.sections[0].id,
            "action": "appraise" if route.name.startswith("officer:") else "withdraw",
        }  # fmt: skip
        who = {f"{one} of {code}" for one in world.people}
        doing = {f"{role} of {code}" for role in doers(code, "appraise")} if route.name == "officer:act" else None
        arguments = {name: supply[name] for name in route.arguments}
        return Thing(arguments, frozenset(who), None if doing is None else frozenset(doing))


def ended_letter(**values: str) -> UUID:
    from dvctt.notices.models import Message

    number = notices.send(
        notices.Recipient("", "vi", ()), subject_ref=Ref("test", "1"), title="x", body="x", kind="courtesy",
        key=uuid4().hex,
    )  # fmt: skip
    Message.objects.filter(pk=number).update(finished_at=clock.now(), **values)
    return number


def world_bundle(code: str) -> Any:
    from dvctt.catalogue import api as catalogue

    return catalogue.current(code).bundle


def doers(code: str, action: str) -> set[str]:
    """The roles that the process names for an act."""
    who = world_bundle(code).process.actions[action].who
    return {str(one.role) for one in who if getattr(one, "role", None)}


@pytest.fixture
def table(db: None, pki: Pki) -> Table:
    worlds = {code: make_world(code) for code in CODES}
    people = [Someone("visitor", None)]
    for code, world in worlds.items():
        people += [Someone(f"{who} of {code}", actor) for who, actor in world.people.items()]
    operator = make_officer("Vận hành", Role.OPERATOR, "CNTT", "Chuyên viên", "")
    people.append(Someone("operator", operator))
    for unit in ("DDBD", "TNN"):
        vetter = make_officer(f"Kiểm tra {unit}", Role.VETTER, unit, "Chuyên viên", "")
        people.append(Someone(f"vetter of {unit}", vetter))
    newcomer = make_officer("Người mới", Role.DESK, "DDBD-MC", "Chuyên viên", "")
    people.append(Someone("newcomer", newcomer, second_factor=False))
    dossiers = {code: world.in_appraisal() for code, world in worlds.items()}
    return Table([one.sign_in() for one in people], worlds, dossiers, registered(operator))


def registered(operator: Actor) -> dict[str, UUID]:
    """A registration for the operator, and one for each of two agencies."""
    made = {"operator": registrants.confirmed("individual", registrants.individual())}
    ministry.set_setting(operator, "accounts.vetting.organisation", "agency")
    for agency, tax_code in (("DDBD", "0100109106"), ("TNN", "0100233488")):
        raw = registrants.organisation(tax_code=tax_code, email=f"{agency.lower()}@to-chuc.example")
        made[agency] = registrants.confirmed("organisation", raw, agency=agency)
    return made


def expected(route: Route, someone: Someone, thing: Thing, method: str) -> str:
    """What the door and the scope say: `open`, `sign in`, `second factor`, or a status; `409` for another's act.

    To a machine that does not sign, whoever it is, `401`.
    """
    door, actor = route.door, someone.actor
    assert door is not None
    if door.kind == "machine":
        return "401"
    if actor is None:
        return "open" if door.kind == "public" else "sign in"
    officer = actor.kind == ActorKind.OFFICER
    if door.kind == "applicant" and officer:
        return "403"
    if door.kind == "officer" and (not officer or (door.roles and not actor.roles() & door.roles)):
        return "403"
    if officer and not someone.second_factor and door.kind in ("officer", "signed_in"):
        return "second factor"
    if officer and route.name in NOT_FOR_OFFICERS:
        return "403"
    if thing.there_for is not None and someone.name not in thing.there_for:
        return "404"
    return "409" if thing.done_by is not None and method == "GET" and someone.name not in thing.done_by else "open"


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that leaves nothing behind; inside it a durable one of the product is outermost, as in life."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def answered(someone: Someone, method: str, address: str) -> str:
    """What the product answers; whatever it did is taken back.

    A page of a POST shown to GET sends to where it stands, and that is what answers.
    """
    cache.clear()
    cookies = deepcopy(someone.client.cookies)
    with taken_back():
        answer = someone.client.generic(method, address)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
        where = answer.headers.get("Location", "")
        if method == "GET" and where and where.startswith("/me/dossiers/"):
            answer = someone.client.get(where)
    someone.client.cookies = cookies
    if answer.status_code == 302 and where.startswith("/sign-in/?next="):
        return "sign in"
    if answer.status_code == 302 and where.startswith("/security/code/?next="):
        return "second factor"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 409) else "open"


def methods(address: str, someone: Someone) -> list[str]:
    """GET and POST as far as the address takes them, which it tells a signed-in person who asks for something else."""
    with taken_back():
        allowed = someone.client.generic("TRACE", address).headers.get("Allow", "GET, POST")
    return [method for method in ("GET", "POST") if method in allowed]


def others(want: str, thing: Thing, method: str, route: Route) -> set[str]:
    """The answers that mean the same: an open page may say that it is not the time (409), or that nothing is there."""
    if want != "open" or (thing.done_by is not None and method == "GET"):
        return {want}
    return {"404"} if (method, route.name) in NOTHING_THERE else {"open", "409"}


@pytest.mark.circular("13.1.d")
@pytest.mark.circular("14.2")
@pytest.mark.circular("14.1.b")
def test_every_route_opens_to_exactly_its_people(table: Table) -> None:
    wrong: list[str] = []
    asked = 0
    for route in routes():
        for thing in table.things(route):
            address = reverse(route.name, kwargs=thing.arguments)
            taken = methods(address, table.people[1])
            for someone in table.people:
                for method in taken:
                    want, got = expected(route, someone, thing, method), answered(someone, method, address)
                    asked += 1
                    if got not in others(want, thing, method, route):
                        wrong.append(f"{method} {address} ({route.name}) as {someone.name}: {got}, not {want}")
    assert not wrong, "\n".join(wrong)
    assert asked > 1000


def test_every_route_has_a_door_and_a_name() -> None:
    assert [one.pattern for one in routes() if one.door is None] == []
    assert [one.pattern for one in routes() if one.name.endswith("None")] == []


def test_a_draft_is_there_for_its_owner_alone(table: Table) -> None:
    draft = table.worlds["1.000082"].open()
    address = reverse("officer:dossier", args=[draft])
    desk = next(one for one in table.people if one.name == "desk of 1.000082")
    owner = next(one for one in table.people if one.name == "applicant of 1.000082")
    assert answered(desk, "GET", address) == "404"
    assert answered(owner, "GET", reverse("applicant:dossier", args=[draft])) == "open"
