"""What one official proposes and another confirms: whatever makes somebody a decider, or moves a guard (15.1, 15.2)."""

from uuid import UUID

from django.db import models
from django.db.models import CharField, F, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from dvctt.kernel import clock, new_id

CONCERNED = Cast(F("account"), CharField(max_length=64))


class Proposal(models.Model):
    """That an official proposes a position, a directory name, a deputy, an address or a setting; another answers.

    `account` is who would come to decide by it, none for a setting; `what` the act as it is done when it is confirmed.
    Neither who proposes nor who answers is that person, and they are two. Who proposed it may take it back.
    """

    class Kind(models.TextChoices):
        """What is proposed."""

        APPOINTMENT = "appointment"
        DIRECTORY_NAME = "directory_name"
        DEPUTY = "deputy"
        EMAIL = "email"
        SETTING = "setting"

    class Outcome(models.TextChoices):
        """How it was answered."""

        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    account = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="proposals")
    what = models.JSONField()
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    answered_by = models.CharField(max_length=64, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_kind_known",
                condition=Q(kind__in=["appointment", "directory_name", "deputy", "email", "setting"]),
            ),
            models.CheckConstraint(
                name="proposal_about_somebody_or_a_setting",
                condition=Q(kind="setting", account=None) | (~Q(kind="setting") & Q(account__isnull=False)),
            ),
            models.CheckConstraint(name="proposal_by_someone", condition=~Q(proposed_by="")),
            models.CheckConstraint(name="proposal_not_for_oneself", condition=~Q(proposed_by=CONCERNED)),
            models.CheckConstraint(
                name="proposal_answered_by_another", condition=Q(answered_by="") | ~Q(answered_by=F("proposed_by"))
            ),
            models.CheckConstraint(name="proposal_not_answered_for_oneself", condition=~Q(answered_by=CONCERNED)),
            models.CheckConstraint(
                name="proposal_waits_or_is_answered",
                condition=Q(outcome="waiting", answered_by="", answered_at=None, answer="")
                | Q(outcome="withdrawn", answered_at__isnull=False, answered_by="", answer="")
                | (Q(outcome="confirmed", answered_at__isnull=False) & ~Q(answered_by=""))
                | (Q(outcome="refused", answered_at__isnull=False) & ~Q(answered_by="") & ~Q(answer="")),
            ),
            models.UniqueConstraint(
                name="proposal_waits_once", fields=["kind", "account", "what"], condition=Q(outcome="waiting")
            ),
            models.UniqueConstraint(
                KeyTextTransform("key", "what"),
                name="proposal_setting_waits_once",
                condition=Q(outcome="waiting", kind="setting"),
            ),
        ]

    @property
    def whose(self) -> UUID:
        """The account of whom it is about: of whatever is no setting, as the table says too."""
        assert self.account_id is not None
        return self.account_id


__all__ = ["Proposal"]
