"""Which acts weigh so much that whoever does them is asked anew who they are."""

from dvctt.workflow.spec import Action, DecisionDuty, DocumentDuty, Flow

INSTRUMENTS = frozenset({"result", "negative_decision", "refusal"})


def requires_step_up(flow: Flow, action: Action) -> bool:
    """Whether the act decides the dossier, puts number and seal to what ends it, or withdraws what was submitted."""
    target = flow.states.get(action.to or "")
    withdraws = target is not None and target.outcome == "withdrawn" and action.from_ != (flow.start,)
    return withdraws or any(
        isinstance(duty, DecisionDuty)
        or (isinstance(duty, DocumentDuty) and flow.documents[duty.document].kind in INSTRUMENTS)
        for duty in action.duties
    )
