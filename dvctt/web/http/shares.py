"""How much of a web process one account may use at once, so that its heavy pages do not hold up everybody's."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponseBase

from dvctt.journal import api as journal
from dvctt.kernel import VISITOR, Busy
from dvctt.web.http import errors
from dvctt.web.http.security_events import note

# Half of a process's threads (`ops.serving`): the others are left for everybody else.
AT_ONCE = 4
# Ten pages opened together are drawn well within it. Who waits holds a thread as well: whoever was refused is refused
# at once for so long, as long as the places are taken.
WAIT_SECONDS = 2.0
IMPATIENT_SECONDS = 10.0

_changed = threading.Condition()
_at_work: Counter[str] = Counter()
_refused: dict[str, float] = {}


class ShareMiddleware:
    """Lets an account have so many requests in work at once in this process; the next wait, and are then refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer within the account's share; 503 where it stays used up. Visitors have none: they have no name."""
        actor = request.actor  # type: ignore[attr-defined]  # ActorMiddleware makes it a Request
        if actor.kind == VISITOR.kind:
            return self.get_response(request)
        try:
            with share_of(actor.id):
                return self.get_response(request)
        except Busy as busy:
            note(request, journal.SecurityKind.LIMIT_HIT, "requests_at_once")
            return errors.page(request, busy)


@contextmanager
def share_of(account: str) -> Iterator[None]:
    """One of the account's places in this process; raises Busy where all stay taken."""
    with _changed:
        if not _changed.wait_for(lambda: _at_work[account] < AT_ONCE, _patience(account)):
            _refused[account] = time.monotonic()
            raise Busy("too many requests of one account at once")
        _at_work[account] += 1
    try:
        yield
    finally:
        with _changed:
            _at_work[account] -= 1
            if not _at_work[account]:
                del _at_work[account]
            _changed.notify_all()


def _patience(account: str) -> float:
    """How long the account's next request may wait, in seconds; forgets whom this no longer concerns."""
    since = time.monotonic() - IMPATIENT_SECONDS
    for other in [name for name, at in _refused.items() if at < since]:
        del _refused[other]
    return 0.0 if account in _refused else WAIT_SECONDS
