"""The roles that officers hold at units."""

from django.db import models
from django.db.models import F, Q

from dvctt.accounts.models.account import Account
from dvctt.kernel import Role, clock, new_id


class Appointment(models.Model):
    """An officer's role at a unit, with position and authority line, from a day to a day (14.1.b).

    `ended_at` is when it was taken back at once; from then on it gives nothing, whatever its days say.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="appointments")
    unit = models.CharField(max_length=20, db_index=True)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    authority_line = models.CharField(max_length=100, blank=True)
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("account", "unit", "role", name="appointment_once", condition=Q(until=None)),
            models.CheckConstraint(
                name="appointment_dates_ordered", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(name="appointment_role_known", condition=Q(role__in=[role.value for role in Role])),
            models.CheckConstraint(
                name="appointment_ended_has_last_day", condition=Q(ended_at=None) | Q(until__isnull=False)
            ),
        ]
