"""A message to one person about one subject."""

from django.db import models
from django.db.models import Q

from dvctt.journal import api as journal
from dvctt.outbox.api import WaitingRow


class Message(WaitingRow):
    """What is said to whom about what; `addresses` are pairs of channel and address in the order of preference."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    recipient = models.CharField(max_length=300)
    language = models.CharField(max_length=8)
    addresses = models.JSONField()
    title = models.CharField(max_length=500)
    body_sealed = models.TextField(help_text="sealed: a body may hold a link that opens an account")
    outcome = models.CharField(max_length=13, blank=True, default="")
    sent_to = models.CharField(max_length=320, blank=True, default="")
    refusal = models.CharField(max_length=500, blank=True, default="")

    class Meta(WaitingRow.Meta):
        constraints = [
            *WaitingRow.Meta.constraints,
            models.UniqueConstraint(name="notices_message_once", fields=["subject_kind", "subject_id", "key"]),
            models.CheckConstraint(name="notices_message_kind_known", condition=Q(kind__in=("legal", "courtesy"))),
            models.CheckConstraint(
                name="notices_message_says_something", condition=~Q(title="") & ~Q(body_sealed="") & ~Q(key="")
            ),
            models.CheckConstraint(
                name="notices_message_outcome_when_done",
                condition=Q(state="done", outcome="sent") & ~Q(sent_to="")
                | Q(state="done", outcome="undeliverable", sent_to="")
                | ~Q(state="done") & Q(outcome="", sent_to=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.key}"

    @property
    def body(self) -> str:
        """What is said, opened."""
        return journal.sealer().open(self.body_sealed)
