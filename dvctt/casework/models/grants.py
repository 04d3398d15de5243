"""A dossier shared with an officer or a unit outside its process, for a while and with a reason (14.1.b, 16.1)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from dvctt.kernel import new_id

LONGEST = timedelta(days=366)


class DossierGrant(models.Model):
    """Leave to read one dossier, given to exactly one officer or unit; it ends by itself at `until`, or before.

    `comment` also lets the reader write to the officers of the dossier. It never opens an act of the process.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("casework.Dossier", on_delete=models.CASCADE, related_name="grants")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, null=True, related_name="+")
    unit = models.CharField(max_length=16, blank=True)
    comment = models.BooleanField(default=False)
    reason = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="dossier_grant_dates_ordered", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(name="dossier_grant_not_for_ever", condition=Q(until__lte=F("since") + LONGEST)),
            models.CheckConstraint(name="dossier_grant_has_reason", condition=Q(reason__regex=r"\S")),
            models.CheckConstraint(
                name="dossier_grant_one_grantee",
                condition=Q(account__isnull=False, unit="") | (Q(account__isnull=True) & ~Q(unit="")),
            ),
            models.CheckConstraint(
                name="dossier_grant_ended_by_someone",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="dossier_grant_account", fields=["account", "until"], condition=Q(ended_at=None)),
            models.Index(name="dossier_grant_unit", fields=["unit", "until"], condition=Q(ended_at=None)),
        ]


class GrantNote(models.Model):
    """What somebody with whom a dossier was shared wrote to its officers; added only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(DossierGrant, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="grant_note_says_something", condition=Q(text__regex=r"\S")),
        ]


__all__ = ["DossierGrant", "GrantNote"]
