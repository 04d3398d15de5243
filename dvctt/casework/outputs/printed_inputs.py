"""Which words of an act are printed in a paper: told where they are typed, and read where the paper is made."""

from dvctt.casework.core.loaded import LoadedDossier
from dvctt.kernel import Text
from dvctt.workflow import Action, DecisionDuty, DocumentDuty, Flow

# A decision is written into the paper that a later act numbers, where that has no content; a refusal into its own.
DECIDED = {"granted": ("result", ("note",)), "not_granted": ("negative_decision", ("reason",))}
OWN = {"refusal": ("reason", "basis"), "notice": ("reason", "basis")}


def inputs_printed_on(flow: Flow, action: Action) -> dict[str, Text]:
    """The inputs of an act that stand in a paper, each with the paper's title."""
    found: dict[str, Text] = {}
    for duty in action.duties:
        if isinstance(duty, DecisionDuty):
            kind, names = DECIDED[duty.decision]
            titles = [one.title for one in flow.documents.values() if one.kind == kind and one.content is None]
            found |= {name: title for title in titles[:1] for name in names}
        elif isinstance(duty, DocumentDuty):
            document = flow.documents[duty.document]
            found |= dict.fromkeys(OWN.get(document.kind, ()), document.title)
    asked = {field.id for section in action.input for field in section.fields}
    return {name: title for name, title in found.items() if name in asked}


def note_of_decision(loaded: LoadedDossier) -> str:
    """What the competent person added to the decision, if anything; remarks of other acts are no part of the paper."""
    actions = loaded.flow.actions
    deciding = {name for name, one in actions.items() if any(isinstance(duty, DecisionDuty) for duty in one.duties)}
    decided = next((act for act in reversed(loaded.acts) if act.action in deciding), None)
    return str(decided.inputs.get("note") or "") if decided else ""
