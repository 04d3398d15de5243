"""Whether the process lives, and whether it can serve."""

from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dvctt.outbox import api as outbox
from dvctt.web.doors import public
from dvctt.web.http import Request


@require_safe
@public
def live(request: Request) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@public
def ready(request: Request) -> HttpResponse:
    """The process can serve: the database answers (200), or not (503).

    It says `degraded` where slow work has died and waits for an operator: pages are served all the same.
    """
    try:
        degraded = any(one.dead for one in outbox.waiting_counts().values())
    except DatabaseError:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("degraded\n" if degraded else "ok\n", content_type="text/plain")
