"""What is known of a dossier when an action is judged, and what the judgement says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dvctt.kernel import Grant, Reason
from dvctt.workflow.spec import Duty, Place


@dataclass(frozen=True)
class DoneAct:
    """An action that was done on the dossier: by whom (account id), when (aware), and for which absent officer."""

    action: str
    actor_id: str
    at: datetime
    instead_of: str = ""


@dataclass(frozen=True)
class Facts:
    """A dossier as the process sees it.

    `assignee` and `filer` are account ids, `owner` is a party's id, `units` holds the unit's code at each
    place of the process. `values` are the declaration's, `facts` what else guards may ask for by name.
    `acts` are all acts done since the dossier left the draft, `today` is the date in Viet Nam, `procedure` a code.
    `contents` names the documents whose content stands.
    """

    state: str
    owner: str
    filer: str
    today: date
    assignee: str | None = None
    units: Mapping[Place, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[DoneAct, ...] = ()
    procedure: str = ""
    contents: frozenset[str] = frozenset()

    def times(self, action: str) -> int:
        """How often the action was done."""
        return sum(act.action == action for act in self.acts)

    def did(self, actor_id: str, actions: tuple[str, ...]) -> bool:
        """Whether the account did one of the actions, itself or through a deputy."""
        return any(actor_id in (act.actor_id, act.instead_of) and act.action in actions for act in self.acts)


@dataclass(frozen=True)
class Ruling:
    """Whether an actor may do an action now.

    `reasons` are all that stand against it, `warnings` what to consider although it is open. `visible` is
    false where the action is not the actor's at all, `here` false where the state is not one of the
    action's. `target` is the state afterwards (none for an action that the process does not know). `grant` is that by
    which an officer does it: his own where he has one, else that of an absent officer whose deputy he is.
    """

    action: str
    allowed: bool
    reasons: tuple[Reason, ...]
    visible: bool
    here: bool
    target: str | None
    duties: tuple[Duty, ...] = ()
    warnings: tuple[Reason, ...] = ()
    grant: Grant | None = None
