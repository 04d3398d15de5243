"""Whether the process lives, and whether the system can serve."""

from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from dvctt.documents import api as documents
from dvctt.kernel import clock
from dvctt.ministry import api as ministry
from dvctt.outbox import api as outbox
from dvctt.web.http.guards import public
from dvctt.web.http.request import Request

FOLDER = "/health/"
# A row that is due is taken up within seconds, or by the sweep within a minute.
LONGEST_WAIT = timedelta(minutes=10)


class HealthMiddleware:
    """Nobody is signed in where health is asked: with the database away no session could be read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, without its cookies where it asks for health."""
        if request.path.startswith(FOLDER):
            request.META.pop("HTTP_COOKIE", None)
            request.COOKIES.clear()
        return self.get_response(request)


@require_safe
@public
def live(request: Request) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@public
def ready(request: Request) -> HttpResponse:
    """The system can serve (200), or not (503), with the words of what fails.

    `disk`: uploads or the store cannot be written to, or are nearly full. `database`: it does not answer. `worker`:
    none has shown itself for a minute. `queue`: work that is due and free has waited for ten. It says `degraded`, with
    200, where something waits for an operator, who finds on the own overview what: slow work has died, stored files are
    damaged, signed documents were not stamped again in time, a backup or its trial is too long ago. Pages are served.
    """
    faults = ["disk"] if documents.full_disks() else []
    degraded = False
    try:
        waiting = outbox.waiting_counts().values()
        faults += [] if outbox.worker_lives() else ["worker"]
        since = outbox.free_since()
        faults += ["queue"] if since and since < clock.now() - LONGEST_WAIT else []
        degraded = any(one.dead for one in waiting) or bool(
            documents.damaged_known() or documents.renewals_late() or ministry.backups_late()
        )
    except DatabaseError:
        faults.append("database")
    said = " ".join(faults) or ("degraded" if degraded else "ok")
    return HttpResponse(f"{said}\n", status=503 if faults else 200, content_type="text/plain")
