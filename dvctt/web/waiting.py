"""How many dossiers wait for the applicant: for the header of every page, counted once a minute and after each act."""

from django.http import HttpRequest

from dvctt.casework import api as casework
from dvctt.kernel import Actor, clock

WAITING = "waiting"
SECONDS = 60


def count(request: HttpRequest, actor: Actor) -> int:
    """The number as of a minute ago at most; it stands in the session, so that a page costs no statement for it."""
    party, now = actor.on_behalf.id if actor.on_behalf else "", clock.now().timestamp()
    known = request.session.get(WAITING)
    if known and known["party"] == party and 0 <= now - known["at"] < SECONDS:
        return int(known["count"])
    counted = casework.waiting_for(actor)
    request.session[WAITING] = {"party": party, "at": now, "count": counted}
    return counted


def forget(request: HttpRequest) -> None:
    """Count anew at the next page: the applicant has just done something."""
    request.session.pop(WAITING, None)
