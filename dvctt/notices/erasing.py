"""Messages emptied when the person to whom they went is erased: that there was one, when and how it ended stays (16.1).

Nothing is sent any more of what was still waiting, and nobody is asked to see to what reached nobody.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from dvctt.journal import api as journal
from dvctt.kernel import Actor, Ref, clock
from dvctt.notices.models import UNDELIVERED, Delivery, Message

GONE = "–"


def erase(actor: Actor, subject: Ref, reason: str) -> int:
    """Empty all messages about a subject, with what persons noted on them; gives how many."""
    return _empty(actor, Message.objects.filter(subject_kind=subject.kind, subject_id=subject.id), reason)


def erase_sent_to(actor: Actor, addresses: Sequence[tuple[str, str]], reason: str) -> int:
    """Empty all messages to one of these pairs of channel and address, whatever they were about; gives how many."""
    going = Q(pk__in=())
    for channel, address in addresses:
        going |= Q(addresses__contains=[[channel, address]]) | Q(deliveries__address=address) | Q(sent_to=address)
    return _empty(actor, Message.objects.filter(going), reason)


def _empty(actor: Actor, found: QuerySet[Message], reason: str) -> int:
    numbers = list(found.order_by().values_list("pk", flat=True).distinct())
    rows, tries = Message.objects.filter(pk__in=numbers), Delivery.objects.filter(message__in=numbers)
    for waiting in (rows, tries):
        waiting.filter(state="waiting").update(state="skipped", finished_at=clock.now(), leased_until=None)
        waiting.exclude(last_error="").update(last_error="")
    rows.filter(UNDELIVERED).update(handled_at=clock.now(), handled_by=actor.id, handled_note=GONE)
    for name in ("sent_to", "handled_note"):
        rows.exclude(**{name: ""}).update(**{name: GONE})
    body = journal.cipher().encrypt(GONE)
    rows.update(recipient="", addresses=[], title=GONE, body_sealed=body, short_sealed="", refusal="")
    tries.update(address=GONE)
    tries.exclude(reason="").update(reason=GONE)
    for number in numbers:
        subject = Ref("message", str(number))
        if journal.entries(subject):
            journal.erase_personal(subject, actor, reason)
    return len(numbers)
