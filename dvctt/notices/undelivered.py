"""Messages that reached nobody, as tasks for the operator: what was tried, and what a person does about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from dvctt.authority import SystemPower, require
from dvctt.journal import api as journal
from dvctt.kernel import Actor, Fault, Invalid, NotFound, Ref, clock, composed
from dvctt.kernel.masking import masked, masked_phone
from dvctt.notices.actions import Recipient, usable
from dvctt.notices.models import UNDELIVERED, Delivery, Message
from dvctt.outbox import api as outbox

LONGEST_NOTE = 500
_finders: dict[str, Callable[[Ref], Recipient]] = {}


@dataclass(frozen=True)
class Try:
    """One try at one address, which is shown masked; `status` is accepted, delivered or failed."""

    channel: str
    address: str
    at: datetime
    status: str
    reason: str


@dataclass(frozen=True)
class Undelivered:
    """A message that reached nobody (`undeliverable`), or of which nobody can say whether it did (`unanswered`)."""

    id: UUID
    subject: Ref
    title: str
    kind: str
    outcome: str
    written_at: datetime
    since: datetime
    tries: tuple[Try, ...]


def address_finder(subject_kind: str, finder: Callable[[Ref], Recipient]) -> None:
    """Say who knows today's addresses for messages about this kind of subject; called in `AppConfig.ready`.

    `finder` raises NotFound where the subject is gone.
    """
    _finders[subject_kind] = finder


def undelivered(actor: Actor, *, limit: int = 50, after: UUID | None = None) -> tuple[Undelivered, ...]:
    """Messages that wait for a person, the latest first, those that follow `after`.

    Raises Forbidden to who may not operate.
    """
    require(actor, SystemPower.OPERATE)
    rows = Message.objects.filter(UNDELIVERED)
    last = Message.objects.filter(id=after, finished_at__isnull=False).first() if after else None
    if last is not None:
        rows = rows.filter(Q(finished_at__lt=last.finished_at) | Q(finished_at=last.finished_at, id__lt=last.id))
    found = list(rows.order_by("-finished_at", "-id").prefetch_related("deliveries")[:limit])
    return tuple(_view(row) for row in found)


def undelivered_count(actor: Actor) -> int:
    """How many messages wait for a person; raises Forbidden to who may not operate."""
    require(actor, SystemPower.OPERATE)
    return Message.objects.filter(UNDELIVERED).count()


@transaction.atomic
def mark_handled(actor: Actor, message_id: UUID, note: str) -> None:
    """Say what a person did about an undelivered message; it leaves the list.

    Raises Forbidden, NotFound where it does not wait for a person, Invalid at `note` (empty, too long).
    """
    message = _locked(actor, message_id)
    said = _checked(note)
    Message.objects.filter(pk=message.pk).update(handled_at=clock.now(), handled_by=actor.id, handled_note=said)
    _record(actor, message, "message_handled", {"outcome": message.outcome, "handled": True}, said)


@transaction.atomic
def send_again(actor: Actor, message_id: UUID, note: str) -> None:
    """Send an undelivered message again, to the addresses that its person has today, from the first.

    Raises Forbidden, NotFound where it does not wait for a person, Invalid at `note` (empty, too long).
    """
    message = _locked(actor, message_id)
    said = _checked(note)
    pairs = usable(_addresses(message), short=bool(message.short_sealed))
    outbox.again(
        message, outcome="", sent_to="", position=0, trial=message.trial + 1, trying_since=None, refusal="",
        addresses=pairs,
    )  # fmt: skip
    _record(actor, message, "message_sent_again", {"outcome": "", "channels": [pair[0] for pair in pairs]}, said)


def _addresses(message: Message) -> Iterable[tuple[str, str]]:
    subject = Ref(message.subject_kind, message.subject_id)
    finder = _finders.get(subject.kind)
    try:
        found = finder(subject).addresses if finder else ()
    except NotFound:
        found = ()
    return found or [(channel, address) for channel, address in message.addresses]


def _locked(actor: Actor, message_id: UUID) -> Message:
    require(actor, SystemPower.OPERATE)
    message = Message.objects.select_for_update().filter(UNDELIVERED, pk=message_id).first()
    if message is None:
        raise NotFound(f"undelivered message {message_id}")
    return message


def _checked(note: str) -> str:
    said = composed(note).strip()
    if not said:
        raise Invalid(Fault("note", "required"))
    if len(said) > LONGEST_NOTE:
        raise Invalid(Fault("note", "too_long", {"max": LONGEST_NOTE}))
    return said


def _record(actor: Actor, message: Message, act: str, after: dict[str, object], note: str) -> None:
    before = {"outcome": message.outcome}
    ref = Ref("message", str(message.pk))
    journal.append(ref, actor, act, before=before, after=after, personal={"note": note})


def _view(row: Message) -> Undelivered:
    tries = sorted(row.deliveries.all(), key=lambda one: one.trial)
    return Undelivered(
        row.id, Ref(row.subject_kind, row.subject_id), row.title, row.kind, row.outcome, row.created_at,
        row.finished_at or row.created_at, tuple(_try(one) for one in tries),
    )  # fmt: skip


def _try(row: Delivery) -> Try:
    hidden = masked_phone(row.address) if row.channel == "sms" else masked(row.address, host=True)
    return Try(row.channel, hidden, row.created_at, row.status, row.reason.replace(row.address, hidden))
