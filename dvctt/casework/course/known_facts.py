"""What the process is told of a dossier when an act is judged: only what guards of acts in its state ask for."""

from typing import Any

from dvctt import workflow
from dvctt.casework.core import encrypted_answers
from dvctt.casework.core.loaded import LoadedDossier, instead_of
from dvctt.casework.course import fees
from dvctt.casework.models import AnswerSet
from dvctt.forms import references
from dvctt.kernel import ActorKind


def facts_for(loaded: LoadedDossier, kind: ActorKind) -> workflow.Facts:
    """What the process asks about the dossier, for an actor of that kind.

    Guards are judged over the draft for the applicant who has it, over what was filed last for everybody else.
    """
    row = loaded.dossier
    drafting = kind == ActorKind.APPLICANT and loaded.state.holder == "applicant"
    basis = loaded.sets[-1] if drafting and loaded.draft is not None else loaded.filed
    asked = _asked_here(loaded)
    facts = {name.removeprefix("fact:") for name in asked if name.startswith("fact:")}
    of_process = {name for name in facts if workflow.is_of_process(name)}
    known = _of_answers(loaded, basis) if basis and facts - of_process else {}
    return workflow.Facts(
        state=row.state,
        owner=str(row.owner_id),
        filer=str(row.filer_id),
        procedure=loaded.bundle.code,
        today=loaded.today,
        assignee=str(row.assignee_id) if row.assignee_id else None,
        units=loaded.units,
        values=loaded.values(basis) if basis and any(name.startswith("field:") for name in asked) else {},
        facts=known | {name: _of_process(loaded, name) for name in of_process},
        acts=tuple(workflow.DoneAct(act.action, act.actor_id, act.at, instead_of(act)) for act in loaded.acts),
        contents=frozenset(name for name in loaded.flow.documents if loaded.stored_content(name) is not None),
    )


def _asked_here(loaded: LoadedDossier) -> frozenset[str]:
    """What guards of acts in this state name, such as `field:ten`: most states' name nothing."""
    flow = loaded.flow
    here = (one for one in flow.actions.values() if loaded.dossier.state in workflow.open_from(flow, one))
    conditions = (guard.that for action in here for guard in action.guards if guard.that is not None)
    return frozenset(name for condition in conditions for name in references(condition))


def _of_process(loaded: LoadedDossier, fact: str) -> Any:
    """A fact of the process (`workflow.process_facts`); None where it is not known."""
    head, _, name = fact.partition(".")
    if head == workflow.FEE_SETTLED:
        due = fees.due(loaded, name)
        return due.owed and not due.is_open
    if head == workflow.CONTENT:
        document, _, field = name.partition(".")
        content = encrypted_answers.open_values(loaded.stored_content(document) or {})
        return content.get(field)
    papers = [paper for paper in loaded.followed.papers if paper.name == name]
    if head == workflow.DOCUMENT_READY:
        return any(paper.ready_at is not None for paper in papers)
    return any(paper.published_at is not None for paper in papers)


def _of_answers(loaded: LoadedDossier, basis: AnswerSet) -> dict[str, Any]:
    return {
        "form_valid": not loaded.judged(basis).faults,
        "components_complete": not loaded.missing_components(basis.number),
        "declaration_ready": _declaration_stands(loaded, basis) or not _declared_anew(loaded, basis),
        "authority_confirmed": _authority_stands(loaded, basis),
        **loaded.given(basis.number),
    }


def _declaration_stands(loaded: LoadedDossier, basis: AnswerSet) -> bool:
    standing = loaded.declared(basis)
    return standing is not None and standing.stands


def _authority_stands(loaded: LoadedDossier, basis: AnswerSet) -> bool:
    standing = loaded.declared(basis)
    return standing is None or not standing.mismatch or standing.authority_confirmed


def _declared_anew(loaded: LoadedDossier, basis: AnswerSet) -> bool:
    """Whether a set's answers differ from what was signed before: always so before submission."""
    return loaded.filed is None or loaded.values(loaded.filed) != loaded.values(basis)
