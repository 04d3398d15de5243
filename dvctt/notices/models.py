"""A message to one person about one subject, and each try to bring it to one address."""

from django.db import models
from django.db.models import Q

from dvctt.journal import api as journal
from dvctt.outbox.api import WaitingRow

UNDELIVERED = Q(outcome__in=("undeliverable", "unanswered"), handled_at=None)


class Message(WaitingRow):
    """What is said to whom about what; `addresses` are pairs of channel and address in the order of preference.

    `position` is the address whose turn it is, `trial` counts the addresses tried so far over all rounds, and
    `trying_since` is when the present one first failed for the time being. What is undeliverable, or
    unanswered by a channel that reports, is a task until a person has handled it.
    """

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    recipient = models.CharField(max_length=300)
    language = models.CharField(max_length=8)
    addresses = models.JSONField()
    title = models.CharField(max_length=500)
    body_sealed = models.TextField(help_text="sealed: a body may hold a link that opens an account")
    short_sealed = models.TextField(blank=True, default="", help_text="sealed: the text for SMS; empty where none")
    position = models.PositiveSmallIntegerField(default=0)
    trial = models.PositiveSmallIntegerField(default=0)
    trying_since = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=13, blank=True, default="")
    sent_to = models.CharField(max_length=320, blank=True, default="")
    refusal = models.CharField(max_length=500, blank=True, default="")
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=64, blank=True, default="")
    handled_note = models.CharField(max_length=500, blank=True, default="")

    class Meta(WaitingRow.Meta):
        indexes = [
            *WaitingRow.Meta.indexes,
            models.Index(fields=["-finished_at", "-id"], name="notices_message_task", condition=UNDELIVERED),
        ]
        constraints = [
            *WaitingRow.Meta.constraints,
            models.UniqueConstraint(name="notices_message_once", fields=["subject_kind", "subject_id", "key"]),
            models.CheckConstraint(name="notices_message_kind_known", condition=Q(kind__in=("legal", "courtesy"))),
            models.CheckConstraint(
                name="notices_message_says_something", condition=~Q(title="") & ~Q(body_sealed="") & ~Q(key="")
            ),
            models.CheckConstraint(
                name="notices_message_outcome_when_done",
                condition=Q(state="done", outcome__in=("sent", "unanswered")) & ~Q(sent_to="")
                | Q(state="done", outcome="undeliverable", sent_to="")
                | ~Q(state="done") & Q(outcome="", sent_to=""),
            ),
            models.CheckConstraint(
                name="notices_message_handled_with_a_note",
                condition=Q(handled_at=None, handled_by="", handled_note="")
                | Q(handled_at__isnull=False, outcome__in=("undeliverable", "unanswered"))
                & ~Q(handled_by="")
                & ~Q(handled_note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.key}"

    @property
    def reference(self) -> str:
        """What a channel's server knows the present try by."""
        return f"{self.id}.{self.trial}" if self.trial else str(self.id)

    @property
    def body(self) -> str:
        """What is said, opened."""
        return journal.cipher().decrypt(self.body_sealed)

    @property
    def short(self) -> str:
        """What is said by SMS, opened; empty where nothing is."""
        return journal.cipher().decrypt(self.short_sealed) if self.short_sealed else ""


class Delivery(WaitingRow):
    """One try at one address: accepted by the channel's server, then known to be delivered or failed.

    A try that is accepted by a channel which reports waits for its report, and its work is to ask where none came.
    The `reference` is what the counterpart knows the try by, the same at every attempt.
    """

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    trial = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=50, unique=True)
    channel = models.CharField(max_length=10)
    address = models.CharField(max_length=320)
    status = models.CharField(max_length=9)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta(WaitingRow.Meta):
        constraints = [
            *WaitingRow.Meta.constraints,
            models.UniqueConstraint(name="notices_delivery_once", fields=["message", "trial"]),
            models.CheckConstraint(
                name="notices_delivery_status_known", condition=Q(status__in=("accepted", "delivered", "failed"))
            ),
            models.CheckConstraint(
                name="notices_delivery_waits_for_report", condition=~Q(state="waiting") | Q(status="accepted")
            ),
            models.CheckConstraint(name="notices_delivery_failed_why", condition=~Q(status="failed") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.channel} {self.status}"
