"""Acts that stay open after the states that they name: those about fees."""

from dvctt.workflow.spec import Action, FeeDuty, Flow
from dvctt.workflow.transitions import reached, transitions


def open_from(flow: Flow, action: Action) -> frozenset[str]:
    """The states in which an act is open: those that it names.

    An act about a fee that leaves the state as it is stays open in every state that may follow: a fee that is due is
    still due once the result was given, or the dossier withdrawn.
    """
    named = frozenset(action.from_)
    if action.to is not None or not any(isinstance(duty, FeeDuty) for duty in action.duties):
        return named
    return named | reached(named, ((move.source, move.target) for move in transitions(flow)))
