"""One-time links, kept as digests."""

from django.db import models
from django.db.models import F, Q

from dvctt.accounts.models.account import Account
from dvctt.accounts.models.registration import Registration
from dvctt.kernel import clock, new_id


class OneTimeLink(models.Model):
    """A link that works once and for a while; only the digest of its secret is kept."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        CONFIRM_EMAIL = "confirm_email"
        RESEND = "resend"
        FIRST_ACCESS = "first_access"
        PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a purpose
        FACTOR_RESET = "factor_reset"
        EMAIL_CHANGE = "email_change"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    # What the link carries, sealed: the new address that it confirms; empty for the other purposes.
    carries = models.TextField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    registration = models.ForeignKey(Registration, null=True, on_delete=models.CASCADE, related_name="links")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_opens_one_thing",
                condition=Q(
                    purpose__in=["first_access", "password_reset", "factor_reset", "email_change"],
                    account__isnull=False,
                    registration=None,
                )
                | Q(purpose__in=["confirm_email", "resend"], registration__isnull=False, account=None),
            ),
            models.CheckConstraint(
                name="link_of_a_change_carries_it",
                condition=(Q(purpose="email_change") & ~Q(carries="")) | (~Q(purpose="email_change") & Q(carries="")),
            ),
            models.CheckConstraint(name="link_expires_later", condition=Q(expires_at__gt=F("created_at"))),
        ]
