"""How often something was tried: the counters behind every limit, shared by all processes."""

from django.db import models
from django.db.models import Q


class Trial(models.Model):
    """Tries of one thing for one key until a moment; the key is a keyed digest, so that nobody's address is kept.

    The table is unlogged: after a crash of the database every count begins anew, and no one is locked out by it.
    """

    pk = models.CompositePrimaryKey("what", "key")
    what = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="trial_counted", condition=Q(count__gte=1)),
            models.CheckConstraint(name="trial_key_is_digest", condition=Q(key__regex=r"^[0-9a-f]{64}$")),
        ]


__all__ = ["Trial"]
