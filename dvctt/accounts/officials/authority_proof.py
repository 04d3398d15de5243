"""Who may decide what, proven by the journal: each position and each deputy is what the acts about it say.

Positions and deputies are rows of tables. Whoever writes there with the database's role alone cannot write the keyed
acts that gave and ended them, which have stood on the officer's chain since the beginning.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dvctt.accounts.models import Appointment, Deputyship
from dvctt.journal import api as journal
from dvctt.kernel import clock, fact

APPOINTED, ENDED, CORRECTED = "appointed", "appointment_ended", "title_corrected"
NAMED, DEPUTY_ENDED, SERVICE_ENDED = "deputy_named", "deputy_ended", "service_ended"
ACTS = (APPOINTED, ENDED, CORRECTED, NAMED, DEPUTY_ENDED, SERVICE_ENDED)


@dataclass
class Told:
    """What acts say of a row: where the last of them stands, the fields, and when it was ended."""

    place: str
    facts: dict[str, str]
    ends: list[datetime] = field(default_factory=list)


@dataclass
class Acts:
    """All that acts say, by the row's id; `services` holds when an account's service ended."""

    positions: dict[str, Told] = field(default_factory=dict)
    deputies: dict[str, Told] = field(default_factory=dict)
    services: dict[str, list[datetime]] = field(default_factory=dict)


def findings() -> Iterator[journal.Finding]:
    """Positions and deputies that no act gave, that differ from their acts, or are gone; three statements."""
    acts = _told()
    yield from _compared(Appointment.objects.order_by("id").iterator(), acts.positions, _position, acts)
    yield from _compared(Deputyship.objects.order_by("id").iterator(), acts.deputies, _deputy, acts)


def _told() -> Acts:
    acts = Acts()
    for entry in journal.recorded("account", ACTS):
        place, after, whose = f"{entry.subject}#{entry.seq}", entry.after, entry.subject.id
        if entry.act == SERVICE_ENDED:
            acts.services.setdefault(whose, []).append(entry.at)
        elif entry.act == APPOINTED:
            acts.positions[after["appointment"]] = Told(place, {"account": whose, **after})
        elif entry.act == NAMED:
            acts.deputies[after["deputyship"]] = Told(place, {"absent": whose, "reason": entry.reason, **after})
        elif told := _row_of(acts, after):
            told.place = place
            told.facts |= {name: value for name, value in after.items() if name != "reason"}
            if entry.act != CORRECTED:
                told.ends.append(entry.at)
    return acts


def _row_of(acts: Acts, after: Mapping[str, Any]) -> Told | None:
    """What was said before of the row that an act is about: a deputy's act names the position too."""
    rows = (acts.deputies, after.get("deputyship")), (acts.positions, after.get("appointment"))
    known, name = rows[0] if rows[0][1] else rows[1]
    return known.get(str(name))


def _compared(
    rows: Iterator[Any], told: dict[str, Told], facts: Callable[[Any], dict[str, str]], acts: Acts
) -> Iterator[journal.Finding]:
    left = dict(told)
    for row in rows:
        said = left.pop(str(row.pk), None)
        if said is None:
            yield journal.Finding(f"{row._meta.model_name}:{row.pk}", "authority_not_recorded")
        elif not _same(facts(row), row.ended_at, said, acts):
            yield journal.Finding(said.place, "authority_differs")
    yield from (journal.Finding(one.place, "authority_missing") for one in left.values())


def _same(facts: dict[str, str], ended: datetime | None, told: Told, acts: Acts) -> bool:
    """Whether a row is as its acts say; what older acts did not say is not compared."""
    whose = (facts.get("account"), facts.get("absent"), facts.get("deputy"))
    services = [at for one in whose if one for at in acts.services.get(one, ())]
    by_service = ended is not None and any(clock.near(ended, at) for at in services)
    open_ended = {"until", "ended_at"} if by_service else set()
    if any(told.facts.get(name, value) != value for name, value in facts.items() if name not in open_ended):
        return False
    if ended is not None:
        return by_service or any(clock.near(ended, at) for at in told.ends)
    return "deputy" not in facts or not told.ends


def _position(row: Appointment) -> dict[str, str]:
    return {
        "account": str(row.account_id), "unit": row.unit, "role": str(row.role), "title": row.title_vi,
        "title_en": row.title_en, "authority_line": row.authority_line, "since": fact(row.since),
        "until": fact(row.until), "ended_at": fact(row.ended_at),
    }  # fmt: skip


def _deputy(row: Deputyship) -> dict[str, str]:
    return {
        "absent": str(row.absent_id), "appointment": str(row.appointment_id), "deputy": str(row.deputy_id),
        "since": fact(row.since), "until": fact(row.until), "authority_line": row.authority_line, "reason": row.reason,
    }  # fmt: skip
