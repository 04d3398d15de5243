"""The parts of the dossiers that an officer may find, each with one meaning; those of `PARTS` add up to their whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from dvctt.casework.finding import Search, matching
from dvctt.casework.models import Dossier, FeeNote
from dvctt.casework.scope import case_units, of_units, reached, visible
from dvctt.casework.views import Counters, LateLine
from dvctt.casework.waiting import fee_states, given_out, waits_for
from dvctt.kernel import Actor, NotFound, clock
from dvctt.kernel.authority import Power
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
    """A search worked out for an actor, once for all that a page asks of it: its dossiers, and those of each tab."""

    rows: QuerySet[Dossier]
    tabs: dict[str, Q]


def seek(actor: Actor, search: Search | Sought | None = None) -> Sought:
    """Work out a search over the dossiers that the actor may find; raises Invalid at `q`."""
    if isinstance(search, Sought):
        return search
    found = visible(actor, Power.SEARCH).filter(matching(actor, search or Search()))
    return Sought(found, _conditions(actor, clock.now()))


def tab_rows(actor: Actor, tab: str, search: Search | Sought | None) -> QuerySet[Dossier]:
    """The dossiers of a tab among those that the search is after; raises NotFound for a tab that there is none of."""
    if tab not in TABS:
        raise NotFound(f"tab {tab}")
    sought = seek(actor, search)
    return sought.rows.filter(sought.tabs[tab])


def counters(actor: Actor, search: Search | Sought | None = None) -> Counters:
    """How many dossiers each tab holds among those that the search is after, in few queries bounded by `most`."""
    sought = seek(actor, search)
    total = dict.fromkeys(TABS, 0)
    for ended in (False, True):
        some = sought.rows.order_by().filter(closed_at__isnull=not ended)[: MOST + 1]
        asked = {tab: Count("pk", filter=sought.tabs[tab]) for tab in TABS}
        counted = Dossier.objects.filter(pk__in=some.values("pk")).aggregate(**asked)
        total = {tab: count + counted[tab] for tab, count in total.items()}
    return Counters(**total, most=MOST)


def lateness(actor: Actor) -> tuple[LateLine, ...]:
    """For who leads: what is late or soon due, by the unit that holds it and the officer who has it (13.1.c)."""
    now = clock.now()
    rows = Dossier.objects.filter(reached(actor, Power.OVERSEE), closed_at__isnull=True).exclude(holder="applicant")
    lines = rows.order_by("holder_unit").values_list("holder_unit", "assignee_id", "assignee__name").annotate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lte=now)),
        due_soon=Count("pk", filter=Q(warn_at__lte=now, due_at__gt=now)),
    ).order_by("-overdue", "-due_soon", "holder_unit", "assignee__name")[:MOST_LINES]  # fmt: skip
    return tuple(
        LateLine(unit, ministry.unit(unit).name if unit else None, str(who) if who else "", name or "", *counts)
        for unit, who, name, *counts in lines
    )


def _conditions(actor: Actor, now: datetime) -> dict[str, Q]:
    """What each tab holds of the dossiers that the actor may find."""
    own = reached(actor, Power.SEARCH, shared=False)
    versions = _versions(actor)
    going = own & Q(closed_at__isnull=True)
    waiting, here = Q(holder="applicant"), Q(holder_unit__in=case_units(actor))
    unit = going & ~waiting & here
    free, assigned = unit & Q(assignee__isnull=True), given_out(versions)
    mine = Q(assignee_id__in=actor.stands_for())
    return {
        "to_do": going & waits_for(actor, versions),
        "overdue": going & Q(due_at__lte=now),
        "due_soon": going & Q(warn_at__lte=now, due_at__gt=now),
        "fee": going & _unpaid(actor, versions),
        "all": Q(),
        "unit": unit,
        "elsewhere": going & ~waiting & ~here,
        "applicant": going & waiting,
        "shared": ~own,
        "closed": own & Q(closed_at__isnull=False),
        "mine": unit & mine,
        "others": unit & Q(assignee__isnull=False) & ~mine,
        "unassigned": free & assigned,
        "turn": free & ~assigned,
    }


def _unpaid(actor: Actor, versions: Iterable[UUID]) -> Q:
    """Dossiers for which the actor may note a fee, and none was noted as paid."""
    found = Q(pk__in=())
    for here, fee in fee_states(actor, versions):
        paid = FeeNote.objects.filter(dossier_id=OuterRef("pk"), fee=fee, paid_on__isnull=False)
        found |= here & ~Q(Exists(paid))
    return found


def _versions(actor: Actor) -> list[UUID]:
    """The versions that bind the actor's open dossiers."""
    going = of_units(actor).filter(closed_at__isnull=True).order_by()
    return list(going.values_list("version_id", flat=True).distinct())
