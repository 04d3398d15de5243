"""Rows that wait for slow work: the abstract row, and the event that goes upwards."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from dvctt.kernel import clock, new_id


class State(models.TextChoices):
    """Where a row stands; `skipped` is a dead row that an operator has let go."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    SKIPPED = "skipped"


class WaitingRow(models.Model):
    """Work that waits: a model that inherits this is registered with `outbox.register`.

    Rows with the same `order_key` are worked in the order in which they were written; an empty key
    means no order. A waiting row holds back the later ones of its key, and so does a dead one unless its kind is
    registered otherwise. A model with constraints or
    indexes of its own writes `class Meta(WaitingRow.Meta)` and begins its lists with those of `WaitingRow.Meta`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    order_key = models.CharField(max_length=120, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_state_known",
                condition=Q(state__in=("waiting", "done", "dead", "skipped")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_finished_unless_waiting",
                condition=Q(state="waiting", finished_at__isnull=True)
                | (~Q(state="waiting") & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_leased_only_waiting",
                condition=Q(leased_until__isnull=True) | Q(state="waiting"),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="%(app_label)s_%(class)s_due", condition=Q(state="waiting")),
            models.Index(
                fields=["order_key", "created_at", "id"],
                name="%(app_label)s_%(class)s_order",
                condition=Q(state__in=("waiting", "dead")),
            ),
        ]


class Event(WaitingRow):
    """Something that happened below and that packages above may want to know, told at least once."""

    name = models.CharField(max_length=60)
    ref_kind = models.CharField(max_length=40)
    ref_id = models.CharField(max_length=64)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta(WaitingRow.Meta):
        constraints = [
            *WaitingRow.Meta.constraints,
            models.CheckConstraint(name="outbox_event_named", condition=~Q(name="") & ~Q(ref_kind="") & ~Q(ref_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.ref_kind}:{self.ref_id}"
