"""An invitation to act for a party: sent to an address, taken once, open for a while."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dvctt.kernel import clock, new_id


class Invitation(models.Model):
    """What is offered to whoever reads the mail at `email`; only the digest of the link's secret is kept.

    The limits are those that the membership gets. `until` is the last day of the membership, not of the invitation.
    """

    class State(models.TextChoices):
        """Where it stands; an open one beyond `expires_at` opens nothing."""

        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    language = models.CharField(max_length=2, default="vi")
    power = models.CharField(max_length=14)
    may_file = models.BooleanField(default=True)
    manages = models.BooleanField(default=False)
    procedures = models.JSONField(null=True)
    authorisation_number = models.CharField(max_length=80, blank=True)
    authorisation = models.ForeignKey("documents.Document", null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    invited_by = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    membership = models.OneToOneField(
        "accounts.Membership", null=True, on_delete=models.PROTECT, related_name="invitation"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("party", Lower("email"), name="invitation_one_open", condition=Q(state="open")),
            models.CheckConstraint(name="invitation_power_known", condition=Q(power__in=["staff", "authorised"])),
            models.CheckConstraint(
                name="invitation_state_known", condition=Q(state__in=["open", "accepted", "declined", "withdrawn"])
            ),
            models.CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            models.CheckConstraint(
                name="invitation_settled_once",
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="invitation_accepted_makes_membership",
                condition=Q(state="accepted", membership__isnull=False) | (~Q(state="accepted") & Q(membership=None)),
            ),
            models.CheckConstraint(
                name="invitation_authorised_by_document",
                condition=Q(power="authorised", authorisation__isnull=False, until__isnull=False)
                & ~Q(authorisation_number="")
                | ~Q(power="authorised") & Q(authorisation=None, authorisation_number=""),
            ),
            models.CheckConstraint(
                name="invitation_manager_is_staff",
                condition=Q(manages=False) | Q(power="staff", may_file=True, procedures__isnull=True),
            ),
            models.CheckConstraint(name="invitation_procedures_named", condition=~Q(procedures=[])),
        ]


__all__ = ["Invitation"]
