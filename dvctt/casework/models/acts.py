"""What was done on a dossier: acts, the ledger of its clocks, the decision."""

from django.db import models
from django.db.models import Q

from dvctt.casework.models.dossiers import Dossier


class Act(models.Model):
    """One act on the dossier as pages show it; the journal's entry of the same number is the proof.

    `key` is the actor's own name for the request: the same again, with the same payload, gets this act as its answer.
    `contents` holds by document what it set of its content, sensitive values sealed; `inputs` holds the rest. `unit` is
    the unit of the appointment by which an officer did it; empty for others, and for acts of before it was kept.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="acts")
    seq = models.PositiveIntegerField()
    action = models.CharField(max_length=48)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200)
    on_behalf = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=20, blank=True, default="")
    from_state = models.CharField(max_length=48)
    to_state = models.CharField(max_length=48)
    inputs = models.JSONField(default=dict)
    contents = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=80, blank=True)
    payload_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "seq"], name="act_seq_once"),
            models.UniqueConstraint(
                fields=["actor_kind", "actor_id", "key"], condition=~Q(key=""), name="act_key_once_per_actor"
            ),
        ]


class ClockEvent(models.Model):
    """One event in the ledger of a statutory clock, with reason and basis; append-only (11.3).

    A `start`, and a `recount` by a later version, names the version of the calendar by which the clock counts.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="clock_events")
    clock = models.CharField(max_length=48)
    event = models.CharField(max_length=8)
    at = models.DateTimeField()
    length = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=48)
    basis = models.TextField(blank=True)
    calendar = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_event_known",
                condition=Q(event__in=["start", "pause", "resume", "stop", "replace", "extend", "recount"]),
            ),
            models.CheckConstraint(
                name="clock_event_names_its_calendar",
                condition=Q(event="start")
                | (Q(event="recount") & ~Q(calendar=""))
                | (~Q(event="recount") & Q(calendar="")),
            ),
        ]


class Decision(models.Model):
    """What the competent person decided, under which authority (7.2.c)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=12)
    decided_at = models.DateTimeField()
    actor_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    authority_line = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="decision_outcome_known", condition=Q(outcome__in=["granted", "not_granted"])),
        ]
