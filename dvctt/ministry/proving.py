"""Weighty acts ask anew who is at the screen, where the last password or code is too long ago (16.1).

Asked here of the actor, and not by a page, so that no way to the act goes round it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from dvctt.journal import api as journal
from dvctt.kernel import Actor, ActorKind, ProofNeeded, Refused, clock
from dvctt.ministry.queries import setting

P = ParamSpec("P")
R = TypeVar("R")

# By how many minutes a proof counts; 0 never asks.
MINUTES = {
    ActorKind.OFFICER: "accounts.step_up_officer_minutes",
    ActorKind.APPLICANT: "accounts.step_up_minutes",
}
# Why an act is not the actor's own to do: it takes another person.
ONES_OWN = frozenset({"own_account", "own_suspension", "own_proposal", "second_person"})
# Timer, worker, seed and command line have no screen: who reaches them has proved it otherwise.
SCREENS = frozenset({"web"})


def at_a_screen(actor: Actor) -> bool:
    """Whether a person acts by the pages, with what the session and its account were when the page was asked for."""
    return actor.kind in MINUTES and actor.channel in SCREENS


def require_proof(actor: Actor) -> None:
    """Raise ProofNeeded where a person acts by the pages and has not proved within the ministry's minutes who it is."""
    key = MINUTES.get(actor.kind)
    if key is None or not at_a_screen(actor):
        return
    minutes = int(str(setting(key)))
    if minutes and not clock.within(actor.proved_at, minutes * 60):
        raise ProofNeeded


def _tell_second_person(actor: Actor, act: str, refused: Refused) -> None:
    """Record that somebody tried alone what takes a second person; the act's transaction has been taken back."""
    for reason in refused.reasons:
        if reason.code in ONES_OWN:
            journal.security_event(
                journal.SecurityKind.SECOND_PERSON, detail=reason.code, place=act, account=actor.id,
                address=actor.address,
            )  # fmt: skip


def proved(act: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Mark a weighty action: it raises ProofNeeded before it does or tells anything."""

    @wraps(act)
    def asked(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        require_proof(actor)
        try:
            return act(actor, *args, **kwargs)
        except Refused as refused:
            _tell_second_person(actor, act.__qualname__, refused)
            raise

    return asked
