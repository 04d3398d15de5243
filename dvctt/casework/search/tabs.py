"""The parts of the dossiers that an officer may find, each with one meaning; those of `PARTS` add up to their whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from dvctt.authority import DossierPower
from dvctt.casework.core.scope import case_units, reached, visible
from dvctt.casework.models import Dossier
from dvctt.casework.read_models import Counters, LateLine
from dvctt.casework.search.criteria import Search, late, matching, was_late
from dvctt.casework.search.turns import awaiting, by_turn, fee_places
from dvctt.kernel import Actor, NotFound, clock
from dvctt.ministry import api as ministry

MOST = 999
MOST_LINES = 200
# A whole, and the parts into which it falls: each of its dossiers is in exactly one of them.
PARTS: dict[str, tuple[str, ...]] = {
    "all": ("unit", "elsewhere", "applicant", "shared", "closed"),
    "unit": ("mine", "others", "unassigned", "turn"),
}
TABS = ("to_do", "overdue", "due_soon", "fee", "all", *PARTS["all"], *PARTS["unit"])


@dataclass(frozen=True)
class Sought:
    """A search worked out for an actor, once for all that a page asks of it: its dossiers, and those of each tab.

    `versions` are those that bind the open dossiers which the actor may find at all.
    """

    rows: QuerySet[Dossier]
    tabs: dict[str, Q]
    versions: list[UUID]


def seek(actor: Actor, search: Search | Sought | None = None) -> Sought:
    """Work out a search over the dossiers that the actor may find; raises Invalid at `q`."""
    if isinstance(search, Sought):
        return search
    versions = versions_of(visible(actor, DossierPower.SEARCH))
    found = visible(actor, DossierPower.SEARCH).filter(matching(actor, search or Search(), versions))
    return Sought(found, _conditions(actor, versions, clock.now()), versions)


def tab_rows(actor: Actor, tab: str, search: Search | Sought | None) -> QuerySet[Dossier]:
    """The dossiers of a tab among those that the search is after; raises NotFound for a tab that there is none of."""
    if tab not in TABS:
        raise NotFound(f"tab {tab}")
    sought = seek(actor, search)
    return sought.rows.filter(sought.tabs[tab])


def counters(actor: Actor, search: Search | Sought | None = None) -> Counters:
    """How many dossiers each tab holds among those that the search is after, in few queries bounded by `most`.

    Those that are closed and owe something are few, and must not be lost among the many that are closed.
    """
    sought = seek(actor, search)
    total = dict.fromkeys(TABS, 0)
    going, owing = Q(closed_at__isnull=True), ~Q(open_fees={})
    for parts in ((going,), (~going & owing, ~going & ~owing)):
        some = (Q(pk__in=sought.rows.order_by().filter(part).values("pk")[: MOST + 1]) for part in parts)
        asked = {tab: Count("pk", filter=sought.tabs[tab]) for tab in TABS}
        counted = Dossier.objects.filter(reduce(or_, some)).aggregate(**asked)
        total = {tab: count + counted[tab] for tab, count in total.items()}
    return Counters(**total, most=MOST)


def lateness(actor: Actor, sought: Sought | None = None) -> tuple[LateLine, ...]:
    """For who leads: what is late or soon due, by the unit that holds it and the officer who has it (13.1.c).

    What waits for the applicant is among it where it was late when that wait began, or before.
    """
    now = clock.now()
    rows = Dossier.objects.filter(
        reached(actor, DossierPower.OVERSEE), late(now) | was_late(now) | ~Q(holder="applicant")
    )
    rows = rows.filter(closed_at__isnull=True)
    taken = ~by_turn(sought.versions if sought else versions_of(rows))
    rows = rows.annotate(
        who=Case(When(taken, then=F("assignee_id"))),
        name=Case(When(taken, then=F("assignee__name")), default=Value("")),
    )
    lines = rows.order_by("holder_unit").values_list("holder_unit", "who", "name").annotate(
        open=Count("pk", filter=~Q(holder="applicant")), overdue=Count("pk", filter=late(now)),
        due_soon=Count("pk", filter=Q(warn_at__lte=now, due_at__gt=now)),
        was_late=Count("pk", filter=was_late(now)),
    ).order_by("-overdue", "-due_soon", "-was_late", "holder_unit", "name")[:MOST_LINES]  # fmt: skip
    return tuple(
        LateLine(unit, ministry.unit(unit).name if unit else None, str(who) if who else "", name or "", *counts)
        for unit, who, name, *counts in lines
    )


def _conditions(actor: Actor, versions: Iterable[UUID], now: datetime) -> dict[str, Q]:
    """What each tab holds of the dossiers that the actor may find."""
    own = reached(actor, DossierPower.SEARCH, shared=False)
    going = own & Q(closed_at__isnull=True)
    waiting, here = Q(holder="applicant"), Q(holder_unit__in=case_units(actor))
    unit = going & ~waiting & here
    turn, mine = by_turn(versions), Q(assignee_id__in=actor.stands_for())
    given = unit & ~turn
    return {
        "to_do": going & awaiting(actor, versions),
        "overdue": going & late(now),
        "due_soon": going & Q(warn_at__lte=now, due_at__gt=now),
        "fee": own & _unpaid(actor, versions),
        "all": Q(),
        "unit": unit,
        "elsewhere": going & ~waiting & ~here,
        "applicant": going & waiting,
        "shared": ~own,
        "closed": own & Q(closed_at__isnull=False),
        "mine": given & mine,
        "others": given & Q(assignee__isnull=False) & ~mine,
        "unassigned": given & Q(assignee__isnull=True),
        "turn": unit & turn,
    }


def _unpaid(actor: Actor, versions: Iterable[UUID]) -> Q:
    """Dossiers with an open fee that the actor may note, whatever has become of them."""
    found = Q(pk__in=())
    for here, fee in fee_places(actor, versions):
        found |= here & Q(open_fees__has_key=fee)
    return found


def versions_of(rows: QuerySet[Dossier]) -> list[UUID]:
    """The versions that bind those among some dossiers that are open, or have an open fee."""
    return list(
        rows.filter(Q(closed_at__isnull=True) | ~Q(open_fees={}))
        .order_by()
        .values_list("version_id", flat=True)
        .distinct()
    )
