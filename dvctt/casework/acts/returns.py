"""A dossier that was sent back to be worked on again: since when, why, whose work is asked for anew."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dvctt.casework.core.act_context import ActContext
from dvctt.casework.core.loaded import LoadedDossier
from dvctt.casework.models import Act
from dvctt.casework.outputs import letters
from dvctt.kernel import ActorKind
from dvctt.workflow import Action


def since(loaded: LoadedDossier, target: str, action: Action) -> datetime | None:
    """Since when it is one that was sent back, once the act has brought it to `target`.

    It is one until an officer sends it on; that the applicant amends it meanwhile changes nothing.
    """
    row, states = loaded.dossier, loaded.flow.states
    if action.asks_rework:
        return loaded.now
    amending = "applicant" in (states[row.state].holder, states[target].holder)
    stays = target == row.state or (amending and not states[target].end)
    return row.returned_at if stays else None


def act_of(loaded: LoadedDossier) -> Act | None:
    """The act by which it was sent back; None for a dossier that was not."""
    if loaded.dossier.returned_at is None:
        return None
    return next((act for act in reversed(loaded.acts) if _returns(loaded, act)), None)


def undone(loaded: LoadedDossier, action: str) -> Mapping[str, Any]:
    """What was last written in an act whose work was sent back since; empty where nothing was sent back."""
    spec, later = loaded.flow.actions[action], False
    if spec.to is None or spec.kind != "plain" or spec.asks_rework:
        return {}
    for act in reversed(loaded.acts):
        if act.action == action:
            return act.inputs if later else {}
        later = later or _returns(loaded, act)
    return {}


def tell(context: ActContext) -> None:
    """Word to the officer whose work was sent back: who last sent it on from where it stands again.

    The reason is read on the dossier's page, and is erased there.
    """
    loaded = context.loaded
    row, before = loaded.dossier, loaded.acts[:-1]
    sent_on = (act for act in reversed(before) if act.from_state == row.state != act.to_state)
    worked = next(sent_on, None)
    if worked is None or worked.actor_kind != ActorKind.OFFICER or worked.actor_id == context.actor.id:
        return
    letters.to_officer(
        worked.actor_id,
        row,
        "officer/returned",
        key=f"returned:{row.pk}:{context.seq}",
        code=row.code,
        who=context.actor.name,
    )


def _returns(loaded: LoadedDossier, act: Act) -> bool:
    spec = loaded.flow.actions.get(act.action)
    return spec is not None and spec.asks_rework
