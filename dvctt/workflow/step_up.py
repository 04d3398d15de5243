"""Which acts weigh so much that whoever does them is asked anew who they are."""

from dvctt.workflow.spec import Action, Clock, DecisionDuty, DocumentDuty, Flow

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


def counts_days(clock: Clock) -> bool:
    """Whether a clock of the agency counts in days, months or stages, as those that govern a result do."""
    return clock.whose == "agency" and (bool(clock.stages) or clock.unit in ("working_day", "calendar_day", "month"))
