"""A dossier that walks at random through a process: rulings, clocks that run, papers that are asked for."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random

from dvctt.forms import references
from dvctt.kernel import Actor, ActorKind, Grant, Mandate, Role, system
from dvctt.workflow import (
    Action,
    Clock,
    ClockDuty,
    DocumentDuty,
    DoneAct,
    Facts,
    Flow,
    Place,
    TaskDuty,
    decide,
)

NOW = datetime(2025, 6, 2, 3, tzinfo=UTC)
UNITS: dict[Place, str] = {"receiving": "R", "appraising": "A", "deciding": "D"}
OWNER = Actor(ActorKind.APPLICANT, "owner", mandates=(Mandate("party"),))
SYSTEM = system("clock")


def people(flow: Flow, *, small_office: bool) -> tuple[Actor, ...]:
    """Give everybody that the process may need: two persons a role and place, or one who holds every role."""
    seats = {(who.role, who.at) for action in flow.actions.values() for who in action.who if who.kind == "officer"}
    grants = [Grant(role, UNITS[at], frozenset({UNITS[at]})) for role, at in sorted(seats, key=str) if role and at]
    if small_office:
        return OWNER, Actor(ActorKind.OFFICER, "everybody", grants=tuple(grants))
    return OWNER, *(
        Actor(ActorKind.OFFICER, f"{grant.role}-{grant.unit}-{number}", grants=(grant,))
        for grant in grants
        for number in (1, 2)
    )


def fact_names(flow: Flow) -> frozenset[str]:
    guards = [guard.that for action in flow.actions.values() for guard in action.guards if guard.that is not None]
    return frozenset(name.removeprefix("fact:") for guard in guards for name in references(guard))


def longest(flow: Flow) -> int:
    """Bound the steps of any walk: between two limited acts there is no way round, so no state comes twice."""
    return (1 + sum(action.limit or 0 for action in flow.actions.values())) * (len(flow.states) + 1)


@dataclass
class Walk:
    """Where the dossier stands in a walk, with what runs and what was asked for."""

    flow: Flow
    actors: tuple[Actor, ...]
    state: str = ""
    assignee: str | None = None
    acts: list[DoneAct] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    contents: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.state = self.flow.start

    def facts(self, *, ready: bool) -> Facts:
        known = dict.fromkeys(fact_names(self.flow), ready)
        return Facts(
            self.state, "party", "owner", date(2025, 6, 2), self.assignee, UNITS, {}, known, tuple(self.acts),
            contents=frozenset(self.contents),
        )  # fmt: skip

    def ways(self, *, ready: bool) -> list[tuple[Actor, str]]:
        """List who may do what now, the guards over facts all open (`ready`) or all closed."""
        facts = self.facts(ready=ready)
        here = [name for name, action in self.flow.actions.items() if self.state in action.from_]
        able = [(actor, name) for name in here for actor in self.actors]
        able += [(SYSTEM, name) for name in here if name in self.triggered()]
        return [(actor, name) for actor, name in able if decide(self.flow, facts, actor, name).allowed]

    def triggered(self) -> set[str | None]:
        """Tell what the system does by itself: at the end of a running clock, or once a paper is signed."""
        clocks: dict[str, Clock] = self.flow.clocks
        return {clocks[name].at_expiry for name in self.running} | {
            self.flow.documents[name].performs for name in self.asked
        }

    def go(self, actor: Actor, name: str, chance: Random) -> None:
        action = self.flow.actions[name]
        self.acts.append(DoneAct(name, actor.id, NOW))
        if action.kind == "assign":
            self.assignee = chance.choice([one.id for one in self.actors if self.suits(one, action)])
        for use in (one for one in action.contents if one.may == "edit"):
            sets = use.when is None or chance.random() < 0.5
            (self.contents.add if sets else self.contents.discard)(use.of)
        for duty in action.duties:
            if isinstance(duty, ClockDuty):
                step = self.running.add if duty.event in ("start", "resume") else self.running.discard
                step(duty.clock)
            elif isinstance(duty, DocumentDuty):
                self.asked.add(duty.document)
            elif isinstance(duty, TaskDuty) and duty.assign != "chosen":
                self.assignee = actor.id if duty.assign == "actor" else None
        if actor is SYSTEM:
            self.asked = {paper for paper in self.asked if self.flow.documents[paper].performs != name}
        self.state = action.to or self.state

    def suits(self, actor: Actor, action: Action) -> bool:
        """Whether work in this state can be assigned to the actor."""
        return any(
            actor.holds(who.role, UNITS[who.at]) and who.role != Role.HEAD
            for other in (action, *self.flow.actions.values())
            if self.state in other.from_
            for who in other.who
            if who.kind == "officer" and who.role and who.at
        )

    @property
    def over(self) -> bool:
        return self.flow.states[self.state].end
