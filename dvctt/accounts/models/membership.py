"""Who acts for whom, how far and since when."""

from django.db import models
from django.db.models import F, Q

from dvctt.accounts.models.account import Account
from dvctt.accounts.models.party import Party
from dvctt.kernel import clock, new_id


class Membership(models.Model):
    """That an account may act for a party, as what, within which limits, from a day to a day (13.1.b).

    `until` is the last day. `ended_at` is when somebody ended it before: from that moment it opens nothing.
    `procedures` are codes; none means all of them. An authorised person comes from outside, by a document, for a time.
    """

    class Power(models.TextChoices):
        """For oneself, as legal representative, as somebody who works there, or authorised from outside."""

        SELF = "self"
        REPRESENTATIVE = "representative"
        STAFF = "staff"
        AUTHORISED = "authorised"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="memberships")
    power = models.CharField(max_length=14, choices=Power.choices)
    may_file = models.BooleanField(default=True)
    manages = models.BooleanField(default=False)
    procedures = models.JSONField(null=True)
    authorisation_number = models.CharField(max_length=80, blank=True)
    authorisation = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(default=clock.today)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index("party", "account", name="membership_of_party")]
        constraints = [
            models.UniqueConstraint("account", "party", name="membership_once", condition=Q(ended_at=None)),
            models.UniqueConstraint("account", name="membership_one_self", condition=Q(ended_at=None, power="self")),
            models.UniqueConstraint("party", name="membership_party_self", condition=Q(ended_at=None, power="self")),
            models.CheckConstraint(name="membership_dates_ordered", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="membership_power_known",
                condition=Q(power__in=["self", "representative", "staff", "authorised"]),
            ),
            models.CheckConstraint(
                name="membership_authorised_by_document",
                condition=Q(power="authorised", authorisation__isnull=False, until__isnull=False)
                & ~Q(authorisation_number="")
                | ~Q(power="authorised") & Q(authorisation=None, authorisation_number=""),
            ),
            models.CheckConstraint(
                name="membership_full_without_limits",
                condition=Q(power__in=["staff", "authorised"]) | Q(may_file=True, procedures__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_manager_is_staff",
                condition=Q(manages=False) | Q(power="staff", may_file=True, procedures__isnull=True),
            ),
            models.CheckConstraint(name="membership_procedures_named", condition=~Q(procedures=[])),
            models.CheckConstraint(
                name="membership_ended_with_reason",
                condition=Q(ended_at=None, ended_by="", end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(end_reason="")),
            ),
        ]
