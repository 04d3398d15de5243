"""What pages tell the record of security (13.2.e): where, whose and from which network, never what was typed."""

from django.http import HttpRequest

from dvctt.journal import api as journal
from dvctt.kernel import VISITOR, Actor


def note(request: HttpRequest, kind: journal.SecurityKind, detail: str = "") -> None:
    """Record that this happened at this request."""
    actor, match = getattr(request, "actor", VISITOR), request.resolver_match
    journal.security_event(
        kind, detail=detail, place=match.view_name if match else "", account=_account(actor),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )  # fmt: skip


def _account(actor: Actor) -> str:
    return "" if actor.kind == VISITOR.kind else actor.id
