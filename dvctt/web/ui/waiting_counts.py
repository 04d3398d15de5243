"""How much waits for the reader, for the header of every page: counted once a minute, and where it is answered.

Of an applicant that is dossiers, of who keeps officials proposals of others.
"""

from django.http import HttpRequest

from dvctt.accounts import proposals as accounts_proposals
from dvctt.casework import api as casework
from dvctt.kernel import Actor, clock

WAITING = "waiting"
PROPOSALS = "waiting_proposals"
SECONDS = 60


def count(request: HttpRequest, actor: Actor) -> int:
    """The number as of a minute ago at most; it stands in the session, so that a page costs no statement for it."""
    party, now = actor.on_behalf.id if actor.on_behalf else "", clock.now().timestamp()
    stored = request.session.get(WAITING)
    if stored and stored["party"] == party and 0 <= now - stored["at"] < SECONDS:
        return int(stored["count"])
    counted = casework.waiting_for(actor)
    request.session[WAITING] = {"party": party, "at": now, "count": counted}
    return counted


def forget(request: HttpRequest) -> None:
    """Count anew at the next page: the applicant has just done something."""
    request.session.pop(WAITING, None)


def proposals(request: HttpRequest, actor: Actor, *, anew: bool = False) -> int:
    """How many proposals wait for the reader's own answer; `anew` on the pages that are about them."""
    now, stored = clock.now().timestamp(), dict(request.session.get(PROPOSALS) or {})
    fresh = stored.get("account") == actor.id and 0 <= now - stored["at"] < SECONDS
    if fresh and not anew:
        return int(stored["count"])
    counted = accounts_proposals.proposals_waiting_for(actor)
    if not fresh or stored["count"] != counted:  # the session is written for news alone
        request.session[PROPOSALS] = {"account": actor.id, "at": now, "count": counted}
    return counted
