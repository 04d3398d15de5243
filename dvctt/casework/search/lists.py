"""Lists of dossiers: every one takes the actor, and is a part of what he may find."""

import base64
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, When

from dvctt.authority import DossierPower
from dvctt.casework.core.owner import owner_as_filed, with_owner_as_filed
from dvctt.casework.core.scope import visible
from dvctt.casework.course import clocks
from dvctt.casework.models import Dossier
from dvctt.casework.read_models import DossierRow, Holders, Listing, RowAct
from dvctt.casework.search.criteria import Search
from dvctt.casework.search.tabs import Sought, tab_rows, versions_of
from dvctt.casework.search.turns import by_turn, next_act, next_role, proposals, row_acts
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, NotFound, Text, clock, fold
from dvctt.ministry import api as ministry

PAGE = 40
MOST_OFFICERS = 200
# Pairs of a unit that holds dossiers and an officer who has some of them.
MOST_HOLDERS = 5000
SORTS = {"due": ("queue_at", "id"), "submitted": ("-submitted_at", "-id")}
# What is left of a fee counts as soon as somebody knows how much it is: before that he cannot pay.
OWING = Func("open_fees", template="jsonb_path_exists(%(expressions)s, '$.* ? (@ > 0)')", output_field=BooleanField())
WITH_APPLICANT = Q(holder="applicant", closed_at__isnull=True) | Q(OWING)
DISCARDED = Q(submitted_at__isnull=True, closed_at__isnull=False)


def my_dossiers(actor: Actor, *, after: str | None = None, needs_me: bool = False, discarded: bool = False) -> Listing:
    """The dossiers of whom the applicant acts for, the last touched first; `needs_me` only those that wait for them.

    Drafts that were discarded are not among them: `discarded` gives these alone.
    """
    rows = visible(actor).filter(DISCARDED if discarded else ~DISCARDED, owner_id__in=_owners(actor))
    if needs_me:
        rows = rows.filter(WITH_APPLICANT)
    return _listing(rows, ("-touched_at", "-id"), after)


def waiting_for(actor: Actor) -> int:
    """How many dossiers of whom the applicant acts for wait for them; one query."""
    return visible(actor).filter(WITH_APPLICANT, owner_id__in=_owners(actor)).count()


def queue(
    actor: Actor,
    tab: str = "unit",
    search: Search | Sought | None = None,
    *,
    sort: str = "due",
    after: str | None = None,
) -> Listing:
    """A part of the dossiers that an officer may find: those of a tab that the search is after (6.4).

    `sort` is `due` (the nearest date first) or `submitted` (the newest first). Raises NotFound for a tab or a sort
    that there is none of, Invalid at `q` for words that cannot be searched.
    """
    return _listing(tab_rows(actor, tab, search), _order(tab, sort), after, actor)


def neighbour(
    actor: Actor, tab: str, search: Search, *, sort: str, place: str, before: bool = False
) -> tuple[UUID, str] | None:
    """The dossier behind (or before) a place in that list, with its own place; None at the end.

    Raises NotFound for a tab, a sort or a place that there is none of.
    """
    order = _order(tab, sort)
    if before:
        order = (_reversed(order[0]), _reversed(order[1]))
    row = tab_rows(actor, tab, search).filter(_beyond(order, place)).order_by(*order).first()
    return (row.pk, _key(order, row)) if row else None


def holders(actor: Actor, sought: Sought | None = None) -> Holders:
    """In whose hands open dossiers are that the actor may find; one query, and one more where nothing is sought."""
    rows = visible(actor, DossierPower.SEARCH)
    taken = ~by_turn(sought.versions if sought else versions_of(rows))
    going = rows.filter(closed_at__isnull=True).annotate(
        who=Case(When(taken, then=F("assignee_id"))), name=Case(When(taken, then=F("assignee__name")))
    )
    # One pass with DISTINCT over three columns: arrays of distinct values would sort every row.
    found = list(going.order_by().values_list("holder_unit", "who", "name").distinct()[:MOST_HOLDERS])
    officers = {(str(who), name) for _, who, name in found if who}
    units = frozenset(unit for unit, _, _ in found if unit)
    return Holders(tuple(sorted(officers, key=lambda one: fold(one[1]))[:MOST_OFFICERS]), units)


def _owners(actor: Actor) -> list[UUID]:
    return [UUID(one) for one in ([actor.on_behalf.id] if actor.on_behalf else actor.parties)]


def _order(tab: str, sort: str) -> tuple[str, str]:
    if sort not in SORTS:
        raise NotFound(f"sort {sort}")
    return ("-closed_at", "-id") if (tab, sort) == ("closed", "due") else SORTS[sort]


def _reversed(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _listing(rows: QuerySet[Dossier], order: tuple[str, str], after: str | None, actor: Actor | None = None) -> Listing:
    """A part of the list by key: no offset, no count of the whole.

    For an officer with the acts of each row, for an applicant with what the nearest date is the end of.
    """
    if after:
        rows = rows.filter(_beyond(order, after))
    found = list(with_owner_as_filed(rows).select_related("assignee").order_by(*order)[: PAGE + 1])
    now, named = clock.now(), {} if actor else clocks.nearest(found[:PAGE])
    proposed = proposals(found[:PAGE]) if actor else {}
    shown = [
        replace(
            row_view(
                row,
                now,
                owner_as_filed(row).name,
                row_acts(actor, row) if actor else (),
                _key(order, row),
                proposed.get(row.pk, ()),
            ),
            due_of=named.get(row.pk),
        )
        for row in found[:PAGE]
    ]
    return Listing(tuple(shown), _key(order, found[PAGE - 1]) if len(found) > PAGE else None)


def _key(order: tuple[str, str], row: Dossier) -> str:
    value = getattr(row, order[0].lstrip("-"))
    return base64.urlsafe_b64encode(json.dumps([value.isoformat(), str(row.pk)]).encode()).decode()


def _beyond(order: tuple[str, str], key: str) -> Q:
    try:
        value, pk = json.loads(base64.urlsafe_b64decode(key.encode()))
        at, last = datetime.fromisoformat(value), UUID(pk)
    except (ValueError, TypeError, AttributeError) as error:
        raise NotFound("page") from error
    name = order[0].lstrip("-")
    way = "lt" if order[0].startswith("-") else "gt"
    return Q(**{f"{name}__{way}": at}) | Q(**{name: at, f"id__{way}": last})


def row_view(
    row: Dossier, now: datetime, owner: str, acts: tuple[RowAct, ...] = (), place: str = "",
    proposed: Collection[str] = (),
) -> DossierRow:  # fmt: skip
    """What a line of a list shows of a dossier, as it stands at that moment."""
    bundle = catalogue.version(row.version_id).bundle
    state = bundle.process.states[row.state]
    return DossierRow(
        id=row.pk,
        code=row.code,
        procedure=bundle.name,
        grants=grants(bundle),
        case=bundle.case_name,
        procedure_code=bundle.code,
        owner=owner,
        subject=row.subject,
        state=row.state,
        label=state.label,
        plain=state.plain,
        inside=state.for_officers,
        status=row.status,
        holder=row.holder,
        holder_unit=ministry.unit(row.holder_unit).name if row.holder_unit else None,
        held_since=row.held_since,
        answer_due_at=row.answer_due_at,
        assignee=row.assignee.name if row.assignee else "",
        assignee_id=str(row.assignee_id) if row.assignee_id else None,
        submitted_at=row.submitted_at,
        started_at=row.started_at or row.submitted_at,
        touched_at=row.touched_at,
        due_at=row.due_at,
        late_due_at=row.late_due_at,
        late_halted_at=row.late_halted_at,
        missed_due_at=row.missed_due_at,
        missed_at=row.missed_at,
        calendar=row.clock_calendar,
        overdue=row.late_due_at is not None or (row.due_at is not None and row.due_at <= now),
        due_soon=row.due_at is not None and row.warn_at is not None and row.warn_at <= now < row.due_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        returned=row.returned_at is not None,
        revision=row.revision,
        next_act=next_act(bundle.process, row.state, proposed),
        turn=next_role(bundle.process, row.state),
        fee_open=bool(row.open_fees),
        fee_left=_left(row.open_fees or {}),
        acts=acts,
        place=place,
    )


def grants(bundle: catalogue.Bundle) -> Text:
    """What the procedure grants: its name in few words."""
    return next((one.name for one in bundle.results if one.outcome == "granted"), bundle.name)


def _left(open_fees: Mapping[str, int | None]) -> int | None:
    """What is missing of all open fees together; None where nobody knows it of one."""
    known = [left for left in open_fees.values() if left is not None]
    return sum(known) if len(known) == len(open_fees) else None
