"""The role × route table: every address of the product, asked for by every kind of person, opens to exactly those
whom its door and its object's scope let in.

Routes are read from the resolver, so that a new one is in the table by itself; an argument that nobody supplies
an object for fails the test.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dvctt.accounts import changes, lifecycle
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Appointment, Demand, Invitation, Membership
from dvctt.authority import DossierPower, Power, SystemPower
from dvctt.casework.models import Attachment
from dvctt.documents import store
from dvctt.journal.models import Look
from dvctt.kernel import Actor, ActorKind, Ref, Role, clock
from dvctt.notices import api as notices
from dvctt.web.http import errors
from dvctt.web.http.guards import Door, door_of
from tests.accounts import people as registrants
from tests.fixtures_casework import make_officer
from tests.guards import settle
from tests.structure.authority import SURVEY, Case, Ground, reaches

# What a route asks for beyond reading the dossier.
POWERS = {
    "officer:who": DossierPower.WHO_SEES,
    "officer:identity": DossierPower.ASK_IDENTITY,
    "officer:evidence": DossierPower.EVIDENCE,
    "officer:sharing": DossierPower.HISTORY,
    "officer:draft": DossierPower.HISTORY,
    "officer:share_end": DossierPower.SHARE,
    "officer:share_note": DossierPower.NOTE,
    "officer:dossier_document": DossierPower.FILES,
    "document": DossierPower.FILES,
    "document_view": DossierPower.FILES,
    "document_page": DossierPower.FILES,
}
# Nobody gets past the step-up here, so that whose account it is does not come up; tests of their own ask that.
BEHIND_STEP_UP = {"operator:person_end"}
# What posting to a page asks for, where that is more than seeing it.
POSTED = {"officer:act": DossierPower.ACT, "officer:amend": DossierPower.ACT, "officer:sharing": DossierPower.SHARE}
# The act that a page is asked for.
ACTIONS = {"officer:act": "appraise", "officer:amend": "request_amendment"}
# Asked for in every state of a dossier, by those who have most to do with it or least.
IN_EVERY_STATE = {
    "officer:dossier", "officer:act", "officer:who", "officer:sharing", "officer:identity", "officer:dossier_document",
    "document", "applicant:dossier", "applicant:section", "applicant:who",
}  # fmt: skip
NEAR_WATER = {
    "desk of 1.000070", "appraiser of 1.000070", "head of 1.000070", "competent of 1.000070", "clerk of 1.000070",
    "applicant of 1.000070", "applicant of 1.000082", "head of 1.000082", "head at the ministry", "grantee", "visitor",
}  # fmt: skip
# Officers that knock at doors which ask for no role: these know no other difference between them.
KNOCKING = {"desk of 1.000082", "grantee", "operator", "newcomer"}
OF_ONE_DOSSIER = {
    "head of the desk", "head at the ministry", "head of the agency", "competent at the division", "grantee", "writer",
    "too late", "taken back", "former", "other applicant", "appraiser of 1.000070", "head of 1.000070",
    "competent of 1.000070", "clerk of 1.000070",
}  # fmt: skip
NEAR = {
    "desk of 1.000082", "appraiser of 1.000082", "clerk of 1.000082", "head of the desk", "grantee", "former",
    "taken back", "desk of 1.000070", "applicant of 1.000082", "other applicant", "operator", "visitor",
}  # fmt: skip
# Pages that refuse officers although their door is open to all: they register nobody and keep their second factor.
NOT_FOR_OFFICERS = {"register", "register_individual", "register_organisation", "mfa_deactivate_totp"}

# What answers 404 even to its own people when asked without more: nothing is named, or there is nothing to show.
NOTHING_THERE = {
    ("GET", "mfa_deactivate_totp"),
    ("POST", "mfa_deactivate_totp"),
    ("GET", "mfa_view_recovery_codes"),
    ("POST", "applicant:acting_for"),
    ("POST", "applicant:new"),
    ("GET", "applicant:filer"),
    ("POST", "applicant:filer"),
    ("GET", "procedure_file"),
    ("GET", "verify_code"),
    ("POST", "operator:trouble"),
    ("POST", "identity_leave"),
    ("POST", "identity_renew"),
    ("GET", "identity_callback"),
    ("POST", "identity_link"),
    ("POST", "operator:person_end_withdraw"),
}
# What belongs to an organisation, and the routes that hide it from others before they ask for a password again.
PARTIES = frozenset({"party", "membership", "invitation", "authorisation"})
OF_MEMBERS = {
    "details_phone",
    "organisation",
    "authorisation",
    "invitation_withdraw",
    "invitation_mine",
}


@dataclass(frozen=True)
class Route:
    """An address of the product: its name, door, and the names of its arguments."""

    name: str
    pattern: str
    door: Door | None
    arguments: frozenset[str]
    proves_anew: bool = False


@dataclass(frozen=True)
class Thing:
    """An object to ask for: arguments by name, who it is there for, and of those who may do it (None: all)."""

    arguments: dict[str, Any]
    there_for: frozenset[str] | None = None
    done_by: frozenset[str] | None = None
    posted_by: frozenset[str] | None = None
    asked_by: frozenset[str] | None = None

    def is_there_for(self, name: str, method: str) -> bool:
        """Whether it is there for that person; what is posted may be there for fewer."""
        known = self.posted_by if method == "POST" and self.posted_by is not None else self.there_for
        return known is None or name in known


@dataclass
class Someone:
    """A kind of person with a signed-in browser."""

    name: str
    actor: Actor | None
    second_factor: bool = True
    client: Client = field(default_factory=Client)

    def sign_in(self) -> "Someone":
        if self.actor is not None:
            account = accounts_people.Account.objects.get(id=self.actor.id)
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
            anew = bool(getattr(entry.callback, "proves_anew", False))
            yield Route(f"{space}{entry.name}", prefix + str(entry.pattern), door_of(entry.callback), arguments, anew)


@dataclass
class Table:
    """People and the objects that they ask for."""

    people: list[Someone]
    made: Ground
    registrations: dict[str, UUID]
    change: UUID

    def things(self, route: Route) -> list[Thing]:
        """What to ask a route for; raises KeyError for an argument that no object is supplied for."""
        if not route.arguments:
            return [Thing({})]
        if "dossier" in route.arguments or "document" in route.arguments:
            cases = [one for one in self.made.cases if self.asked_in(route, one)]
            return [self.of_dossier(route, one) for one in cases]
        if "registration" in route.arguments:
            vetters = {"operator": {"operator"}, "DDBD": {"vetter of DDBD"}, "TNN": {"vetter of TNN"}}
            return [
                Thing({"registration": number}, frozenset(vetters[who])) for who, number in self.registrations.items()
            ]
        if "change" in route.arguments:
            who = {"operator"} if route.name == "operator:change" else {"applicant of 1.000082"}
            return [Thing({"change": self.change}, frozenset(who))]
        if "demand" in route.arguments:
            return [Thing({"demand": self.demand})]
        if route.arguments & PARTIES:
            return [self.of_party(route)]
        of_officials = route.door is not None and route.door.power == SystemPower.OFFICIALS
        of_officials = of_officials and route.name not in BEHIND_STEP_UP
        over = frozenset({"operator", "administrator of DDBD"}) if of_officials else None
        return [Thing({name: self.supply(route, name) for name in route.arguments}, over)]

    def of_party(self, route: Route) -> Thing:
        """An organisation and what is its own: there for who acts for it; behind a step-up nobody gets so far."""
        name = "applicant of 1.000082"
        held = self.made.people[name].acting
        assert held is not None
        supply = {"party": held.party, **party_things(held.party, self.made.people[name].id)}
        to_nobody = route.name == "invitation_mine"
        there_for = frozenset() if to_nobody else frozenset({name})
        return Thing({one: supply[one] for one in route.arguments}, there_for if route.name in OF_MEMBERS else None)

    def asked_in(self, route: Route, case: Case) -> bool:
        """Every route is asked for in appraisal; those that show or change most in every other state too."""
        return case.state.startswith("in appraisal") or (route.name in IN_EVERY_STATE and SURVEY in case.state)

    def supply(self, route: Route, name: str) -> Any:
        desk = self.made.people["desk of 1.000082"]
        return {
            "token": "unknown",
            "code": "ABCD-EFGH" if route.name == "verify_code" else "1.000082",
            "case": world_bundle("1.000082").case,
            "path": "forms/absent.docx",
            "account": desk.id,
            "appointment": Appointment.objects.get(account_id=desk.id).id,
            "kind": "message",
            "letter": self.letter,
            "folder": "account",
            "name": "password_changed",
            "message": self.undelivered,
            "provider": "absent",
            "identity": 1,
            "pk": 1,
        }[name]

    @property
    def demand(self) -> UUID:
        """A demand of applicants, which waits for their answers."""
        known = lifecycle.demands(self.made.people["operator"])
        return known[0].batch if known else self.demanded()

    def demanded(self) -> UUID:
        """Demand of one account that its details are looked at."""
        owner = self.made.people["applicant of 1.000082"]
        return Demand.objects.create(
            batch=uuid4(), account_id=owner.id, cause="other", text_vi="x", grace_until=clock.today(), created_by="x"
        ).batch

    @property
    def letter(self) -> UUID:
        """A dead letter."""
        return ended_letter(state="dead")

    @property
    def undelivered(self) -> UUID:
        """A message that reached nobody."""
        return ended_letter(state="done", outcome="undeliverable")

    def of_dossier(self, route: Route, case: Case) -> Thing:
        """A dossier or its parts: there for whom the table of authority gives what the route asks for."""
        attachment = Attachment.objects.filter(dossier_id=case.id).order_by("id")[0]
        bundle, code = world_bundle(case.procedure), case.procedure
        supply = {
            "dossier": case.id, "attachment": attachment.id, "document": attachment.document_id,
            "component": attachment.component, "section": bundle.form.sections[0].id,
            "content": "licence",
            "action": ACTIONS.get(route.name, "withdraw"), "grant": self.made.grant,
        }  # fmt: skip
        power = POWERS.get(route.name, DossierPower.READ)
        early = case.state.startswith("in appraisal")
        doing = {f"{role} of {code}" for role in doers(code, "appraise")} if early else set()
        posting = POSTED.get(route.name)
        here = route.name != "officer:share_end" or case.procedure == SURVEY
        # The content of a result stands from the appraisal on.
        here = here and (route.name != "officer:draft" or case.state.startswith(("to decide", "decided")))
        return Thing(
            {name: supply[name] for name in route.arguments},
            self.having(power, case) if here else frozenset(),
            frozenset(doing) if route.name == "officer:act" else None,
            self.having(posting, case) if posting else None,
            None if case.state == f"in appraisal of {SURVEY}" else frozenset(NEAR if code == SURVEY else NEAR_WATER),
        )

    def having(self, power: Power, case: Case) -> frozenset[str]:
        """Whom the table as it was written gives the power over the dossier."""
        return frozenset(name for name in self.made.people if reaches(self.made, name, power, case))


def party_things(party: str, account: str) -> dict[str, Any]:
    """A membership, an invitation and an authorisation of a party."""
    member = Membership.objects.get(party_id=party, account_id=account)
    paper = store.keep(b"x", name="uy-quyen.pdf", kind="authorisation", subject=Ref("party", party))
    invitation = Invitation.objects.create(
        party_id=party, email=f"{uuid4().hex}@moi.example", power="authorised", authorisation_id=paper.id,
        authorisation_number="1", until=clock.today(), digest=uuid4().hex, invited_by_id=account,
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    return {"membership": member.pk, "invitation": invitation.pk, "authorisation": paper.id}


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


@pytest.fixture(scope="module")
def table(made: Ground) -> Table:
    people = [Someone("visitor", None)]
    people += [Someone(name, actor) for name, actor in made.people.items() if actor.kind != ActorKind.SYSTEM]
    newcomer = make_officer("Người mới", Role.DESK, "DDBD-MC", "Chuyên viên", "")
    people.append(Someone("newcomer", newcomer, second_factor=False))
    change = changed(made.people["operator"], made.people["applicant of 1.000082"])
    # Codes that were taken lie in the database: what a request writes there is taken back with all else.
    cache.clear()
    return Table([one.sign_in() for one in people], made, made.registrations, change)


def changed(operator: Actor, owner: Actor) -> UUID:
    """A change of the identity of an applicant's organisation, which waits for the operator."""
    settle("accounts.vetting.organisation", "operator")
    return changes.request_change(owner, next(iter(owner.parties)), registrants.organisation(tax_code="0100233488"))


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
    if not thing.is_there_for(someone.name, method):
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
    cookies = copy(someone.client.cookies)
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


def asks(route: Route, someone: Someone, thing: Thing) -> bool:
    """Whether the person is asked to try: whom the door stops is stopped in one state as in all, and who has to do
    with one dossier alone is nobody elsewhere."""
    officer = someone.actor is not None and someone.actor.kind == ActorKind.OFFICER
    by_role = route.door is not None and route.door.kind == "officer"
    to_officers = by_role or bool(route.arguments & {"document", "registration"})
    if officer and not to_officers and someone.name not in KNOCKING:
        return False
    if thing.asked_by is not None:
        return someone.name in thing.asked_by
    return bool(route.arguments & {"dossier", "document"}) or someone.name not in OF_ONE_DOSSIER


def others(want: str, thing: Thing, method: str, route: Route) -> set[str]:
    """The answers that mean the same: an open page may say that it is not the time (409), or that nothing is there."""
    if want != "open" or (thing.done_by is not None and method == "GET"):
        return {want}
    return {"404"} if (method, route.name) in NOTHING_THERE else {"open", "409"}


def test_every_route_opens_to_exactly_its_people(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    # The pages of refusals have tests of their own; here their status is enough, and most answers are refusals.
    monkeypatch.setattr(errors, "render", lambda _request, _template, _context, status: HttpResponse(status=status))
    wrong: list[str] = []
    asked, begun = 0, time.process_time()
    for route in routes():
        for thing in table.things(route):
            address = reverse(route.name, kwargs=thing.arguments)
            taken = methods(address, table.people[1])
            for someone in table.people:
                if not asks(route, someone, thing):
                    continue
                for method in taken:
                    want, got = expected(route, someone, thing, method), answered(someone, method, address)
                    asked += 1
                    if got not in others(want, thing, method, route):
                        wrong.append(f"{method} {address} ({route.name}) as {someone.name}: {got}, not {want}")
    print(f"{asked} requests in {time.process_time() - begun:.1f} s of this process")
    assert not wrong, "\n".join(wrong)
    assert asked > 1000


# Whatever an address may ask for by name, asked for all at once.
QUERY = (
    "add", "after", "agency", "at", "check", "code", "due", "due_from", "due_to", "exact", "from", "id", "kind",
    "late", "left", "list", "mood", "name", "next", "officer", "page", "procedure", "province", "q", "sector", "seen",
    "since", "sort", "status", "tab", "to", "unit", "x.province", "year",
)  # fmt: skip
# Text that other systems broke on: what no database takes, a number without end, a day beyond all days, a way out.
HOSTILE = ("\x00", "9" * 30, "9999-12-31T23:59:59+00:00", "../²")


def forms_of(page: str, address: str) -> list[tuple[str, list[str], dict[str, str]]]:
    """The forms of a page that are sent to us: where to, the names of their fields, and what stands in hidden ones."""
    found = []
    for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S):
        target = re.search(r'<form[^>]*action="([^"]+)"', form)
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        where = target[1] if target else address
        if where.startswith("/") and where not in ("/sign-out/", "/language/"):
            found.append((where, re.findall(r'name="([^"]+)"', form), hidden))
    return found


def to_itself(page: str) -> bool:
    """Whether a form of the page is sent, or keeps its draft, or a link leads, where the page was drawn."""
    bare = [form for form in re.findall(r'<form[^>]*method="post"[^>]*>', page) if 'action="' not in form]
    return bool(bare) or 'data-autosave="?' in page or 'href="?' in page


def test_no_text_from_outside_breaks_a_page(table: Table) -> None:
    broken: list[str] = []

    def ask(someone: Someone, method: str, address: str, given: dict[str, str]) -> str:
        cookies = copy(someone.client.cookies)
        try:
            with taken_back():
                answer = someone.client.generic(
                    method, address, urlencode(given), "application/x-www-form-urlencoded",
                    query_params=given if method == "GET" else None,
                )  # fmt: skip
                if getattr(answer, "streaming", False):
                    for close in answer._resource_closers:
                        close()
                    return ""
                page = answer.content.decode(errors="replace")
                if method == "POST" and answer.status_code == 405:
                    broken.append(f"{address} as {someone.name} takes no form, though its page has one")
                # A page that was refused stands where nothing but that post is taken.
                if method == "POST" and to_itself(page) and someone.client.get(address).status_code == 405:
                    broken.append(f"{address} as {someone.name} draws a form that is sent to itself")
                return page
        except Exception as error:
            broken.append(f"{method} {address} as {someone.name}, {next(iter(given.values()), '')!r}: {error!r}")
            return ""
        finally:
            someone.client.cookies = cookies

    for route in routes():
        for thing in table.things(route)[:1]:
            address = reverse(route.name, kwargs=thing.arguments)
            open_to = [one for one in table.people if expected(route, one, thing, "GET") == "open"]
            for someone in open_to[:1]:
                for text in HOSTILE:
                    ask(someone, "GET", address, dict.fromkeys(QUERY, text))
                for where, names, hidden in forms_of(ask(someone, "GET", address, {}), address):
                    ask(someone, "POST", where, dict.fromkeys(names, HOSTILE[0]))
                    ask(someone, "POST", where, dict.fromkeys(names, HOSTILE[1]) | hidden)
    assert not broken, "\n".join(broken)


def test_every_route_has_a_door_and_a_name() -> None:
    assert [one.pattern for one in routes() if one.door is None] == []
    assert [one.pattern for one in routes() if one.name.endswith("None")] == []


# Pages of officers that say nothing of a person, or list the unit's own work without being searched.
NOT_PERSONAL = {
    "authority": "the table of authority",
    "officer:deputies": "who stands in for oneself",
    "officer:waiting": "whether something changed",
    "officer:back": "the way back to the list",
    "officer:next": "the way to another dossier, whose page is looked at",
    "officer:previous": "the way to another dossier, whose page is looked at",
    "officer:queue": "the unit's own work; a search in it is asked for below",
    "operator:home": "counts",
    "operator:registrations": "the vetter's own work",
    "operator:settings": "settings",
    "operator:units": "the ministry's data",
    "operator:calendar": "the ministry's data",
    "operator:procedures": "the ministry's data",
    "operator:letter_texts": "the ministry's data",
    "operator:letter_text": "the ministry's data",
    "demo:style_guide": "the makers' catalogue",
    "operator:person_new": "a form",
    "operator:appeals": "the operator's own work",
    "operator:demands": "what is asked of everybody",
    "operator:demand_new": "a form",
    "operator:demand": "counts",
    "operator:undelivered": "the operator's own work",
    "operator:erasures": "codes of dossiers that wait for a second person",
    "operator:proposals": "the operator's own work",
    "operator:security": "counts, with the name of the account that they are of",
    "operator:security_table": "counts; that they were taken away is an act",
}


def test_every_look_of_staff_at_a_person_is_recorded(table: Table) -> None:
    unseen = []
    for route in routes():
        if route.door is None or route.door.kind != "officer" or route.name in NOT_PERSONAL:
            continue
        for thing in table.things(route)[:1]:
            address = reverse(route.name, kwargs=thing.arguments) + ("?q=sao" if not thing.arguments else "")
            if "GET" in methods(address, table.people[1]) and not leaves_a_look(table, route, thing, address):
                unseen.append(route.name)
    assert unseen == [], unseen


def leaves_a_look(table: Table, route: Route, thing: Thing, address: str) -> bool:
    """Whether the first person to whom the page is open leaves a look by it."""
    for someone in table.people:
        if expected(route, someone, thing, "GET") != "open":
            continue
        with taken_back():
            before = Look.objects.count()
            if someone.client.get(address).status_code == 200:
                return Look.objects.count() > before
    return True


def test_a_search_is_one_look_that_does_not_hold_its_words(table: Table) -> None:
    desk = next(one for one in table.people if one.name == "desk of 1.000082")
    desk.client.get("/officer/?q=Sao+Khu%C3%AA")
    desk.client.get("/officer/?q=sao+khu%C3%AA")
    looks = Look.objects.filter(subject_kind="search")
    assert looks.count() == 1
    assert "sao" not in looks.get().subject_id
