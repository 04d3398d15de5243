"""Whose turn it is, derived from the processes: which dossiers wait for an officer, and how he may take them."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, TextField

from dvctt import workflow
from dvctt.casework.models import Act, Dossier
from dvctt.casework.read_models import RowAct
from dvctt.catalogue import api as catalogue
from dvctt.kernel import Actor, Role, Text
from dvctt.workflow import Action, Facts, FeeDuty, Flow


def awaiting(actor: Actor, versions: Iterable[UUID]) -> Q:
    """Dossiers of these versions in a state whose next act belongs to the actor's role at the unit that holds them.

    Where a state's dossiers are assigned to somebody, another's do not wait for the actor.
    """
    found = Q(pk__in=())
    for version in versions:
        flow = catalogue.version(version).bundle.process
        for state, units in _turns(actor, flow):
            here = Q(version_id=version, state=state, holder_unit__in=units)
            if any(state in action.from_ and action.kind == "assign" for action in flow.actions.values()):
                here &= Q(assignee__isnull=True) | Q(assignee_id__in=actor.stands_for())
            found |= here
    return found


def by_turn(versions: Iterable[UUID]) -> Q:
    """Dossiers of these versions in a state in which nobody in person has them: a role or the system does what is next.

    The officer who had the dossier before stays on its row, and does not hold it (`next_role`). While the applicant has
    it he does: it comes back to him.
    """
    found = Q(pk__in=())
    for version in versions:
        flow = catalogue.version(version).bundle.process
        given = {state for action in flow.actions.values() if action.kind == "assign" for state in action.from_}
        states = [
            name for name, one in flow.states.items() if name not in given and not one.end and one.holder != "applicant"
        ]
        found |= Q(version_id=version, state__in=states)
    return found


def in_hands_of(officer: UUID | None, versions: Iterable[UUID]) -> Q:
    """Dossiers that an officer holds in person; those that nobody does where none is named."""
    if officer is None:
        return Q(assignee__isnull=True) | by_turn(versions)
    return Q(assignee_id=officer) & ~by_turn(versions)


def fee_places(actor: Actor, versions: Iterable[UUID]) -> Iterator[tuple[Q, str]]:
    """Where the actor may note a fee: the dossiers of a version at his units, with the fee's id."""
    for version in versions:
        for action in catalogue.version(version).bundle.process.actions.values():
            fees = (duty.fee for duty in action.duties if isinstance(duty, FeeDuty) and duty.does == "note")
            for fee in fees:
                for who in (one for one in action.who if one.kind == "officer" and one.at):
                    units = {code for grant in actor.grants if grant.role == who.role for code in grant.covers}
                    if units:
                        yield Q(version_id=version, **{f"{who.at}__in": sorted(units)}), fee


def row_acts(actor: Actor, row: Dossier) -> tuple[RowAct, ...]:
    """The acts of assignment that are open to the actor on this dossier, read from its row alone.

    Acts that ask for more than a person, such as why one takes over, have their own page. How often an act was done
    is not known here; `perform` judges it.
    """
    flow = catalogue.version(row.version_id).bundle.process
    facts = Facts(
        state=row.state,
        owner=str(row.owner_id),
        filer=str(row.filer_id),
        today=row.touched_at.date(),
        assignee=str(row.assignee_id) if row.assignee_id else None,
        units={"receiving": row.receiving, "appraising": row.appraising, "deciding": row.deciding},
    )
    return tuple(
        RowAct(name, action.label, action.takes)
        for name, action in flow.actions.items()
        if action.kind == "assign"
        and not action.input
        and row.state in action.from_
        and workflow.decide(flow, facts, actor, name).allowed
    )


def next_act(flow: Flow, state: str, proposed: Collection[str] = ()) -> Text | None:
    """The label of the act that leads on from a state: that which follows what was `proposed` (documents by name), else
    the first that the version draws as its main one.
    """
    follow = workflow.following(flow, state, proposed)
    ahead = next((one for name, one in flow.actions.items() if name in follow), _main_action(flow, state))
    return ahead.label if ahead else None


def proposals(rows: Iterable[Dossier]) -> dict[UUID, list[str]]:
    """The documents of which the latest act that sets contents set one, where acts of the state differ in theirs."""
    torn = [row.pk for row in rows if _torn(catalogue.version(row.version_id).bundle.process, row.state)]
    if not torn:
        return {}
    names = Func(
        "contents", template="ARRAY(SELECT jsonb_object_keys(%(expressions)s))", output_field=ArrayField(TextField())
    )
    acts = Act.objects.filter(dossier__in=torn).exclude(contents={}).order_by("dossier", "-seq").distinct("dossier")
    return dict(acts.values_list("dossier_id", names))


def _torn(flow: Flow, state: str) -> bool:
    return len(set(workflow.deciding(flow, state).values())) > 1


def next_role(flow: Flow, state: str) -> Role | None:
    """The role that does the next act of a state in which dossiers are assigned to nobody; None in other states.

    The officer who had the dossier before stays on its row, and is not whom it waits for.
    """
    if any(state in action.from_ and action.kind == "assign" for action in flow.actions.values()):
        return None
    ahead, holder = _main_action(flow, state), flow.states[state].holder
    mine = (who.role for who in ahead.who if who.kind == "officer" and who.at == holder) if ahead else iter(())
    return next(mine, None)


def _main_action(flow: Flow, state: str) -> Action | None:
    return next((one for one in flow.actions.values() if state in one.from_ and one.tone == "primary"), None)


def _turns(actor: Actor, flow: Flow) -> Iterator[tuple[str, frozenset[str]]]:
    """Each state in which an act at the holding unit is the actor's, with the units at which it is."""
    for name, state in flow.states.items():
        if state.end or state.holder in ("applicant", "system"):
            continue
        roles = {
            who.role
            for action in flow.actions.values()
            for who in action.who
            if name in action.from_ and who.kind == "officer" and who.at == state.holder
        }
        units = frozenset(code for grant in actor.grants if grant.role in roles for code in grant.covers)
        if units:
            yield name, units
