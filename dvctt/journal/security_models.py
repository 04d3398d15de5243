"""What happened against the rules of security: counted, without personal data beyond need, and kept for a time."""

from django.db import models
from django.db.models import F, Q

from dvctt.kernel import new_id


class SecurityEvent(models.Model):
    """So many times within a minute the same happened: what, where in the product, and from where (13.2.e).

    `detail` is a code that says more, `place` the route or action. `account` is whose it was, `named` a keyed digest of
    the name that was typed where nobody was signed in, `network` the address without its last part. All four are empty
    where too much of the kind came within the hour to be told apart.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    minute = models.DateTimeField()
    kind = models.CharField(max_length=30)
    detail = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=80, blank=True, default="")
    account = models.CharField(max_length=64, blank=True, default="")
    named = models.CharField(max_length=64, blank=True, default="")
    network = models.CharField(max_length=50, blank=True, default="")
    count = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="securityevent_once_a_minute",
                fields=["minute", "kind", "detail", "place", "account", "named", "network"],
            ),
            models.CheckConstraint(name="securityevent_kind_named", condition=~Q(kind="")),
            models.CheckConstraint(name="securityevent_counts", condition=Q(count__gte=1)),
            models.CheckConstraint(name="securityevent_last_not_before", condition=Q(last_at__gte=F("minute"))),
        ]
        indexes = [models.Index(name="securityevent_by_kind", fields=["kind", "minute"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.minute:%Y-%m-%d %H:%M}"
