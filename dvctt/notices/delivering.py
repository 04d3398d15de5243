"""Bring messages to people: one address at a time, the next where one failed, and a task where all did."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

import structlog
from django.conf import settings
from django.db import transaction

from dvctt.kernel import Conflict, NotFound, clock
from dvctt.notices import channels
from dvctt.notices.adapters import sms
from dvctt.notices.adapters.letter import Letter, Undeliverable
from dvctt.notices.models import Delivery, Message
from dvctt.outbox import api as outbox

log = structlog.get_logger(__name__)

# A gateway that gives a message up needs a moment to say so.
GRACE = timedelta(minutes=10)


def deliver(message: Message) -> None:
    """Try the address whose turn it is: taken; or failed, and the next one's turn; or later again."""
    if message.position >= len(message.addresses):
        with outbox.settle(message, outcome="undeliverable", refusal=message.refusal or "no address"):
            return
    channel, address = message.addresses[message.position]
    try:
        channels.send(channel, _letter(message, address))
    except Undeliverable as error:
        _failed(message, str(error))
    except Exception as error:
        _later(message, f"{type(error).__name__}: {error}")
    else:
        _taken(message)


def ask(delivery: Delivery) -> None:
    """Ask what became of a message whose report has not come; one that stays unanswered is a task, and is asked on."""
    try:
        standing = sms.standing(delivery.reference)
    except Exception as error:
        return _ask_later(delivery, f"{type(error).__name__}: {error}")
    if standing.state == "queued":
        return _ask_later(delivery, "queued")
    status: Literal["delivered", "failed"] = "delivered" if standing.state == "delivered" else "failed"
    reason = (standing.reason or "failed")[:300] if status == "failed" else ""
    with outbox.settle(delivery, status=status, reason=reason):
        delivery.status, delivery.reason = status, reason
        _follow(delivery)
    return None


@transaction.atomic
def report(reference: str, state: Literal["queued", "delivered", "failed"], reason: str = "") -> None:
    """Keep what the gateway says became of a message, any number of times; one that failed goes to its next address.

    Raises NotFound for a reference that is not known, or not yet; Conflict where it contradicts an earlier report.
    """
    delivery = Delivery.objects.select_for_update().filter(reference=reference, channel="sms").first()
    if delivery is None:
        raise NotFound(reference)
    if state in ("queued", delivery.status):
        return
    if delivery.status != "accepted":
        raise Conflict(reference)
    delivery.status, delivery.reason = state, (reason or "failed")[:300] if state == "failed" else ""
    delivery.state, delivery.finished_at, delivery.leased_until = outbox.State.DONE, clock.now(), None
    delivery.save()
    _follow(delivery)


def _taken(message: Message) -> None:
    channel, address = message.addresses[message.position]
    with outbox.settle(message, outcome="sent", sent_to=address, trying_since=None):
        asked_after = min(timedelta(minutes=settings.SMS_ASK_AFTER_MINUTES), outbox.LATEST_DUE)
        waits: dict[str, Any] = {"next_at": clock.now() + asked_after}
        done = {"state": outbox.State.DONE, "finished_at": clock.now()}
        _keep(message, "accepted", "", waits if channels.reports(channel) else done)
        log.info("notices.sent", message=str(message.pk), channel=channel)


def _failed(message: Message, reason: str) -> None:
    """This address will not do: the next one's turn, or nobody's."""
    channel, _ = message.addresses[message.position]
    onward = _onward(message, channel, reason)
    last = message.position + 1 >= len(message.addresses)
    block = outbox.settle(message, outcome="undeliverable", **onward) if last else outbox.put_back(message, **onward)
    with block:
        _keep(message, "failed", reason, {"state": outbox.State.DONE, "finished_at": clock.now()})
        log.info("notices.failed", message=str(message.pk), channel=channel, last=last)


def _later(message: Message, why: str) -> None:
    """Try this address again after a pause that grows with the time already spent; then it has failed."""
    now = clock.now()
    since = message.trying_since or now
    if now - since >= _patience(message):
        return _failed(message, why)
    with outbox.put_back(message, at=now + outbox.back_off(now - since), why=why, trying_since=since):
        log.info("notices.later", message=str(message.pk), error=why.partition(":")[0])
    return None


def _ask_later(delivery: Delivery, why: str) -> None:
    now = clock.now()
    overdue = now - delivery.created_at >= timedelta(minutes=settings.SMS_VALID_MINUTES) + GRACE
    with outbox.put_back(delivery, at=now + outbox.back_off(now - delivery.created_at), why=why):
        if overdue:
            unanswered = Message.objects.filter(pk=delivery.message_id, trial=delivery.trial, outcome="sent")
            unanswered.update(outcome="unanswered", finished_at=now)


def _follow(delivery: Delivery) -> None:
    """Let the message go where its delivery leads it, unless it went another way or a person dealt with it."""
    message = Message.objects.select_for_update().get(pk=delivery.message_id)
    if message.trial != delivery.trial or message.state != outbox.State.DONE or message.handled_at is not None:
        return
    if delivery.status == "delivered":
        Message.objects.filter(pk=message.pk).update(outcome="sent")
        return
    onward = {**_onward(message, delivery.channel, delivery.reason), "sent_to": ""}
    if message.position + 1 < len(message.addresses):
        outbox.again(message, outcome="", **onward)
    else:
        Message.objects.filter(pk=message.pk).update(outcome="undeliverable", finished_at=clock.now(), **onward)
    log.info("notices.bounced", message=str(message.pk), channel=delivery.channel)


def _onward(message: Message, channel: str, reason: str) -> dict[str, Any]:
    """What changes in a message when the turn of its address is over."""
    refusals = [*([message.refusal] if message.refusal else []), f"{channel}: {reason}"]
    return {
        "position": message.position + 1, "trial": message.trial + 1, "trying_since": None,
        "refusal": "; ".join(refusals)[:500],
    }  # fmt: skip


def _keep(message: Message, status: str, reason: str, state: Mapping[str, Any]) -> None:
    channel, address = message.addresses[message.position]
    Delivery.objects.create(
        message_id=message.pk, trial=message.trial, reference=message.reference, channel=channel, address=address[:320],
        status=status, reason=reason[:300], **state,
    )  # fmt: skip


def _patience(message: Message) -> timedelta:
    last = message.position + 1 >= len(message.addresses)
    minutes = settings.NOTICE_LAST_PATIENCE_MINUTES if last else settings.NOTICE_PATIENCE_MINUTES
    return timedelta(minutes=minutes)


def _letter(message: Message, address: str) -> Letter:
    return Letter(
        message.reference, message.recipient, address, message.language, message.title, message.body,
        message.created_at, message.short,
    )  # fmt: skip


__all__ = ["ask", "deliver", "report"]
