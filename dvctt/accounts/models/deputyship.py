"""Who holds an officer's roles during absence, and the end of an officer's service."""

from django.db import models
from django.db.models import F, Q

from dvctt.kernel import clock, new_id


class Deputyship(models.Model):
    """That an officer holds the role of another's appointment from a day to a day, for a reason (14.1.b).

    `absent` is the holder of the appointment. `ended_at` is when somebody ended it before its last day.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey("accounts.Appointment", on_delete=models.PROTECT, related_name="deputyships")
    absent = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    deputy = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="deputyships")
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300)
    authority_line = models.CharField(max_length=100, blank=True)
    named_by = models.CharField(max_length=64)
    named_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index("deputy", name="deputyship_of_deputy", condition=Q(ended_at=None))]
        constraints = [
            models.CheckConstraint(name="deputyship_dates_ordered", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(name="deputyship_not_of_oneself", condition=~Q(deputy=F("absent"))),
            models.CheckConstraint(name="deputyship_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(name="deputyship_named_by_someone", condition=~Q(named_by="")),
            models.CheckConstraint(
                name="deputyship_ended_by_someone",
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.UniqueConstraint(
                "appointment", "since", name="deputyship_one_from_a_day", condition=Q(ended_at=None)
            ),
        ]


class ServiceEnd(models.Model):
    """That an officer's service ends after its last day, or at once; and who takes the work over (15.1, 19.3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="service_ends")
    last_day = models.DateField()
    reason = models.CharField(max_length=300)
    successor = models.ForeignKey("accounts.Account", null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", name="service_end_once", condition=Q(withdrawn_at=None)),
            models.CheckConstraint(name="service_end_reason_given", condition=~Q(reason="")),
            models.CheckConstraint(name="service_end_asked_by_someone", condition=~Q(asked_by="")),
            models.CheckConstraint(
                name="service_end_successor_is_another", condition=Q(successor=None) | ~Q(successor=F("account"))
            ),
            models.CheckConstraint(
                name="service_end_done_or_withdrawn", condition=Q(done_at=None) | Q(withdrawn_at=None)
            ),
            models.CheckConstraint(
                name="service_end_withdrawn_by_someone",
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]


__all__ = ["Deputyship", "ServiceEnd"]
