"""Whom the table of authority is proven with: people of every row, dossiers in every state, and what asks for a power.

What is expected is reckoned here from the table as it was written, by other means than the product's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from dvctt.accounts import officials, registration
from dvctt.accounts import people as accounts_people
from dvctt.accounts.models import Account, Appointment
from dvctt.authority import DossierPower, DossierReach, DossierRow, Power, Row, SystemPower, SystemReach, Who
from dvctt.authority import table as authority
from dvctt.casework import api as casework
from dvctt.casework.core.lock import locked
from dvctt.casework.models import Attachment, Dossier, DossierGrant, Paper
from dvctt.kernel import (
    Actor,
    ActorKind,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Role,
    clock,
    system,
)
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from tests.accounts import people as registrants
from tests.fixtures_casework import World, make_applicant, make_officer, make_world
from tests.guards import settle

WRITTEN = authority.TABLE
SURVEY, WATER = "1.000082", "1.000070"
REFUSAL = {"grounds": "not_competent", "reason": "Không thuộc thẩm quyền.", "basis": "Nghị định 27/2019/NĐ-CP"}
REPORT = {"report": "Đủ điều kiện.", "proposal": "grant"}
SYSTEM = system("walk")
PLACES = {DossierReach.RECEIVED: "receiving", DossierReach.APPRAISED: "appraising", DossierReach.DECIDED: "deciding"}


@dataclass(frozen=True)
class Case:
    """A dossier in a state, with what is asked for of it."""

    state: str
    id: UUID
    code: str
    procedure: str
    number: str
    attachment: UUID
    paper: UUID | None
    row: Dossier

    @property
    def powers(self) -> set[Power]:
        """What can be asked about it: a draft has no code, and not every dossier has a paper or a number."""
        running = self.row.closed_at is None and self.row.holder != "applicant"
        without = {
            DossierPower.SEARCH: self.row.code, DossierPower.PAPERS: self.paper, DossierPower.IDENTITY: self.number,
            DossierPower.OVERSEE: running,
        }  # fmt: skip
        return set(QUESTIONS) - {power for power, there in without.items() if not there}


@dataclass
class Ground:
    """People by name, dossiers, grants (who, which dossier, whether to write), registrations by who vets them."""

    people: dict[str, Actor] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    granted: set[tuple[str, UUID]] = field(default_factory=set)
    to_write: set[tuple[str, UUID]] = field(default_factory=set)
    registrations: dict[str, UUID] = field(default_factory=dict)
    grant: UUID | None = None


@dataclass(frozen=True)
class Probe:
    """A question to the product: may this person do that with this thing; `want` is what the table says."""

    who: str
    power: Power
    about: str
    ask: Callable[[], object]
    want: bool
    whom: frozenset[Who]

    def got(self) -> bool:
        """What the product says; whatever it did is taken back."""
        with transaction.atomic():
            try:
                answer = self.ask()
            except (NotFound, Forbidden):
                answer = False
            except (Invalid, Refused, Conflict):
                answer = True
            transaction.set_rollback(True)
        return answer is not False


def ground() -> Ground:
    """Build everything once."""
    made = Ground()
    worlds = {code: make_world(code) for code in (SURVEY, WATER)}
    for code, world in worlds.items():
        made.people |= {f"{who} of {code}": actor for who, actor in world.people.items()}
    extra = {
        "head of the desk": (Role.HEAD, "DDBD-MC"), "head at the ministry": (Role.HEAD, "LDB"),
        "head of the agency": (Role.HEAD, "DDBD"), "competent at the division": (Role.COMPETENT, "DDBD-QL"),
        "operator": (Role.OPERATOR, "CNTT"),
        "administrator of DDBD": (Role.ADMINISTRATOR, "DDBD"), "administrator of TNN": (Role.ADMINISTRATOR, "TNN"),
        "vetter of DDBD": (Role.VETTER, "DDBD"), "vetter of TNN": (Role.VETTER, "TNN"),
        "grantee": (Role.APPRAISER, "KTTV"), "writer": (Role.DESK, "KTTV"), "too late": (Role.APPRAISER, "KTTV"),
        "taken back": (Role.APPRAISER, "KTTV"), "former": (Role.APPRAISER, "DDBD-QL"),
    }  # fmt: skip
    known = {one.code for one in ministry.units()}
    for name, (role, unit) in extra.items():
        made.people[name] = make_officer(name, role, unit if unit in known else "CNTT", "Chuyên viên", "")
    made.people["former"] = _ended(made.people["former"])
    made.people["other applicant"] = make_applicant("Công ty Khác", "0100109106")
    made.people["system"] = SYSTEM
    made.cases = [*_survey(worlds[SURVEY]), *_water(worlds[WATER])]
    _share(made, worlds[SURVEY].people["head"])
    made.registrations = _registered(made.people["operator"])
    return made


def _ended(actor: Actor) -> Actor:
    """The officer the day after the appointment ended."""
    before = clock.today() - timedelta(days=30)
    Appointment.objects.filter(account_id=actor.id).update(since=before, until=clock.today() - timedelta(days=1))
    return accounts_people.actor_for(Account.objects.get(pk=actor.id), channel="test")


def _survey(world: World) -> Iterator[Case]:
    """A dossier in every state that the powers tell apart."""
    yield _case(world, "draft", world.ready())
    yield _case(world, "submitted", world.submitted())
    yield _case(world, "in appraisal", world.in_appraisal())
    amending = world.in_appraisal()
    items = [{"kind": "field", "target": "ten", "wrong": "Khác giấy chứng nhận."}]
    by = f"{clock.today() + timedelta(days=20):%d/%m/%Y}"
    world.act("appraiser", amending, "request_amendment", {"reason": "Chưa rõ.", "answer_by": by, "items": items})
    yield _case(world, "amending", amending)
    yield _case(world, "decided", world.decided())
    refused = world.submitted()
    world.act("desk", refused, "refuse", REFUSAL)
    yield _case(world, "refused", refused)


def _water(world: World) -> Iterator[Case]:
    yield _case(world, "in appraisal", world.in_appraisal())
    deciding = world.in_appraisal()
    world.act("appraiser", deciding, "appraise", REPORT)
    world.act("head", deciding, "recommend_grant", {"opinion": "Đồng ý."})
    yield _case(world, "to decide", deciding)


def _case(world: World, state: str, dossier: UUID) -> Case:
    outbox.drain()
    row = Dossier.objects.get(pk=dossier)
    attachment = Attachment.objects.filter(dossier=row).order_by("id")[0].document_id
    paper = Paper.objects.filter(dossier=row, published_at__isnull=False).order_by("id").first()
    values = world.answers["values"]
    number = next((str(values[name]) for name in _sensitive(world) if values.get(name)), "")
    assert number or world.code != SURVEY
    return Case(
        f"{state} of {world.code}", dossier, row.code or "-", world.code, number, attachment,
        paper.document_id if paper else None, row,
    )  # fmt: skip


def _sensitive(world: World) -> list[str]:
    from dvctt.catalogue import api as catalogue

    return [one.id for one in catalogue.current(world.code).bundle.form.fields() if one.sensitive]


def _share(made: Ground, head: Actor) -> None:
    """Grants that live, that let write, that have run out, that were ended."""
    shared = next(one for one in made.cases if one.state == f"in appraisal of {SURVEY}")
    until = clock.today() + timedelta(days=3)

    def give(name: str, *, comment: bool = False) -> UUID:
        return casework.share(
            head, shared.id, account=made.people[name].id, reason="Phối hợp.", until=until, comment=comment
        )

    made.grant = give("grantee")
    give("writer", comment=True)
    made.granted |= {("grantee", shared.id), ("writer", shared.id)}
    made.to_write.add(("writer", shared.id))
    casework.end_share(head, shared.id, give("taken back", comment=True))
    past = clock.now() - timedelta(days=5)
    DossierGrant.objects.create(
        dossier_id=shared.id, account_id=made.people["too late"].id, reason="x", comment=True, since=past,
        until=past + timedelta(days=4), granted_at=past, granted_by_id=head.id,
    )  # fmt: skip


def _registered(operator: Actor) -> dict[str, UUID]:
    made = {"operator": registrants.confirmed("individual", registrants.individual())}
    settle("accounts.vetting.organisation", "agency")
    for agency, tax_code in (("DDBD", "0101243150"), ("TNN", "0100233488")):
        raw = registrants.organisation(tax_code=tax_code, email=f"{agency.lower()}@to-chuc.example")
        made[agency] = registrants.confirmed("organisation", raw, agency=agency)
    return made


def probes(made: Ground) -> list[Probe]:
    """Every question: power × person × dossier in its state, and the powers over other things."""
    return [*_about_dossiers(made), *_about_the_system(made), *_about_officials(made)]


def _about_dossiers(made: Ground) -> Iterator[Probe]:
    for name, actor in made.people.items():
        for case in made.cases:
            for power, ask in QUESTIONS.items():
                if power not in case.powers:
                    continue
                if power in NEEDS_READ and not reaches(made, name, DossierPower.READ, case):
                    continue
                yield Probe(
                    name, power, case.state, partial(ask, actor, case), reaches(made, name, power, case), _as(actor)
                )


def _about_the_system(made: Ground) -> Iterator[Probe]:
    for name, actor in made.people.items():
        for vetted, number in made.registrations.items():
            want = any(
                row.reach == (SystemReach.OPERATED if vetted == "operator" else SystemReach.AGENCY)
                and (vetted == "operator" or vetted in actor.units())
                for row in _written(actor, SystemPower.VET)
            )
            yield Probe(
                name, SystemPower.VET, vetted, partial(registration.registration_for, actor, number), want, _as(actor)
            )
        for power, call in SYSTEM_WIDE.items():
            if actor.kind != ActorKind.SYSTEM or power in OF_THE_SYSTEM:
                yield Probe(name, power, "the system", partial(call, actor), bool(_written(actor, power)), _as(actor))


def _about_officials(made: Ground) -> Iterator[Probe]:
    """Who may look at an official account: of one's own agency, or of all."""
    for name, actor in made.people.items():
        for official, unit in ((f"appraiser of {SURVEY}", "DDBD-QL"), (f"appraiser of {WATER}", "TNN-CP")):
            want = name == official or any(
                row.reach == SystemReach.WHOLE or (row.reach == SystemReach.COVERED and unit in actor.units())
                for row in _written(actor, SystemPower.OFFICIALS)
            )
            ask = partial(accounts_people.account, actor, made.people[official].id)
            yield Probe(name, SystemPower.OFFICIALS, official, ask, want, _as(actor))


def _written(actor: Actor, power: Power) -> list[Row]:
    return [row for row in WRITTEN if row.power == power and row.who in _as(actor) - {Who.GRANTEE}]


def _as(actor: Actor) -> frozenset[Who]:
    """Whose rows can be about the actor: a grant may reach every officer."""
    if actor.kind in (ActorKind.APPLICANT, ActorKind.SYSTEM):
        return frozenset({Who(actor.kind.value)})
    return frozenset({Who.GRANTEE, *(Who(role.value) for role in actor.roles())})


def reaches(made: Ground, name: str, power: Power, case: Case) -> bool:
    """What the table as it was written says of a person and a dossier."""
    actor = made.people[name]
    here = any(_row_reaches(actor, row, case.row) for row in _written(actor, power))
    by_grant = [row.reach for row in WRITTEN if row.who == Who.GRANTEE and row.power == power]
    shared = DossierReach.SHARED in by_grant and (name, case.id) in made.granted
    return here or shared or (DossierReach.SHARED_TO_WRITE in by_grant and (name, case.id) in made.to_write)


def _row_reaches(actor: Actor, row: Row, dossier: Dossier) -> bool:
    assert isinstance(row, DossierRow)
    if row.reach == DossierReach.OWN:
        return str(dossier.owner_id) in actor.parties
    if row.reach not in PLACES:
        return row.reach == DossierReach.ALL
    place = PLACES[row.reach]
    begun = dossier.submitted_at if place == "receiving" else dossier.accepted_at
    held = not row.held or dossier.holder == place
    return begun is not None and held and actor.holds(Role(row.who.value), getattr(dossier, place))


def _identity(actor: Actor, case: Case) -> bool:
    shown = casework.dossier_page(actor, case.id)
    return any(case.number in field.value for section in shown.sections for field in section.fields)


def _history(actor: Actor, case: Case) -> object:
    casework.notes(actor, case.id)
    if case.row.accepted_at is None:
        return True
    return any(one.who.startswith("Cán bộ") for one in casework.dossier_page(actor, case.id).timeline)


def _files(actor: Actor, case: Case) -> object:
    if case.row.submitted_at is None and actor.kind == ActorKind.OFFICER:
        return False
    return casework.may_read_document(actor, case.attachment)


def _paper(actor: Actor, case: Case) -> object:
    assert case.paper is not None
    return casework.may_read_document(actor, case.paper)


def _share_nothing(actor: Actor, case: Case) -> object:
    return casework.share(actor, case.id, reason="", until=None)


def _oversees(actor: Actor, case: Case) -> bool:
    """Whether the dossier is counted in the overview: once it waits for the applicant, there is one less."""

    def counted() -> int:
        return sum(line.open for line in casework.lateness(actor))

    before = counted()
    Dossier.objects.filter(pk=case.id).update(holder="applicant")
    return counted() == before - 1


QUESTIONS: Mapping[Power, Callable[[Actor, Case], Any]] = {
    DossierPower.READ: lambda actor, case: casework.revision_of(actor, case.id) >= 0,
    DossierPower.IDENTITY: _identity,
    DossierPower.ASK_IDENTITY: lambda actor, case: casework.identity_answers(actor, case.id, "Đối chiếu"),
    DossierPower.FILES: _files,
    DossierPower.PAPERS: _paper,
    DossierPower.HISTORY: _history,
    DossierPower.SEARCH: lambda actor, case: casework.find_by_code(actor, case.code),
    DossierPower.OVERSEE: _oversees,
    DossierPower.ACT: lambda actor, case: locked(actor, case.id),
    DossierPower.DRAFT: lambda actor, case: casework.intake(actor, case.id),
    DossierPower.WHO_SEES: lambda actor, case: casework.who_can_see(actor, case.id),
    DossierPower.LOOKS: lambda actor, case: casework.accesses(actor, case.id),
    DossierPower.SHARE: _share_nothing,
    DossierPower.EVIDENCE: lambda actor, case: casework.take_evidence(actor, case.id, purpose=""),
    DossierPower.NOTE: lambda actor, case: casework.write_note(actor, case.id, ""),
}
# Asked for only of what can be read at all: a page that is not there says nothing of it.
NEEDS_READ = {DossierPower.IDENTITY}


def _door(power: Power) -> Callable[[Actor], object]:
    def ask(actor: Actor) -> object:
        authority.require(actor, power)
        return True

    return ask


# What the system itself may do without a person: the seed makes accounts.
OF_THE_SYSTEM = {SystemPower.ACCOUNTS, SystemPower.OFFICIALS}
SYSTEM_WIDE: Mapping[Power, Callable[[Actor], object]] = {
    SystemPower.ACCOUNTS: _door(SystemPower.ACCOUNTS),
    SystemPower.OFFICIALS: lambda actor: officials.find_people(actor, "a"),
    SystemPower.SETTINGS: ministry.settings,
    SystemPower.OPERATE: _door(SystemPower.OPERATE),
    SystemPower.TABLE: _door(SystemPower.TABLE),
}
