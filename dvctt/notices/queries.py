"""What was said about a subject, for its page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dvctt.kernel import Ref
from dvctt.notices.models import Message


@dataclass(frozen=True)
class MessageView:
    """A message and what became of it: `state` is waiting, sent, undeliverable or dead (skipped counts as dead)."""

    id: UUID
    kind: str
    recipient: str
    language: str
    title: str
    body: str
    created_at: datetime
    state: str
    sent_to: str
    sent_at: datetime | None
    refusal: str


def messages(subject_ref: Ref) -> tuple[MessageView, ...]:
    """The messages about a subject, the latest first; one query. The caller answers for who may read them."""
    rows = Message.objects.filter(subject_kind=subject_ref.kind, subject_id=subject_ref.id)
    return tuple(_view(row) for row in rows.order_by("-created_at", "-id"))


def _view(row: Message) -> MessageView:
    outcome = "sent" if row.outcome == "unanswered" else row.outcome
    state = outcome or ("waiting" if row.state == "waiting" else "dead")
    sent_at = row.finished_at if outcome == "sent" else None
    return MessageView(
        row.id,
        row.kind,
        row.recipient,
        row.language,
        row.title,
        row.body,
        row.created_at,
        state,
        row.sent_to,
        sent_at,
        row.refusal,
    )
