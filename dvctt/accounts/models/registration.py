"""What somebody declares to get an account, and how it was answered."""

from django.db import models
from django.db.models import Q

from dvctt.accounts.models.account import Account
from dvctt.accounts.models.party import TAX_CODE, Party
from dvctt.accounts.models.vetted import Vetted


class Registration(Vetted):
    """A request for an account, or for one more organisation on an account (8.1).

    `identity_index` is of the person for whom it is, `person_index` of who would hold the account, as a person or for
    an organisation. Revoked is a grant that was taken back.
    """

    REF = "registration"

    class State(models.TextChoices):
        """Where the request stands."""

        EMAIL_PENDING = "email_pending"
        WAITING = "waiting"
        RETURNED = "returned"
        APPROVED = "approved"
        REFUSED = "refused"
        REVOKED = "revoked"

    class Vetting(models.TextChoices):
        """Who compares the registration, fixed when it is received (N.vetting)."""

        OFF = "off"
        OPERATOR = "operator"
        AGENCY = "agency"

    kind = models.CharField(max_length=12, choices=Party.Kind.choices)
    state = models.CharField(max_length=13, choices=State.choices, default=State.EMAIL_PENDING)
    values = models.JSONField()
    sealed = models.TextField()
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    email = models.EmailField(max_length=254, blank=True)
    email_skeleton = models.CharField(max_length=300, blank=True, db_index=True)
    person_index = models.CharField(max_length=64, blank=True, db_index=True)
    language = models.CharField(max_length=2, default="vi")
    vetting = models.CharField(max_length=8, choices=Vetting.choices, blank=True)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=40, blank=True)
    phone_confirmed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    # What an identity provider vouched for: {"provider", "fields", "assurance"}; empty where nothing was.
    attested = models.JSONField(default=dict)
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="registrations")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="registrations")

    class Meta:
        indexes = [models.Index("due_at", name="registration_queue", condition=Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(
                name="registration_state_known",
                condition=Q(state__in=["email_pending", "waiting", "returned", "approved", "refused", "revoked"]),
            ),
            models.CheckConstraint(
                name="registration_kind_known", condition=Q(kind__in=["individual", "organisation"])
            ),
            models.CheckConstraint(
                name="registration_waiting_has_clock",
                condition=~Q(state="waiting") | (Q(received_at__isnull=False, due_at__isnull=False) & ~Q(calendar="")),
            ),
            models.CheckConstraint(
                name="registration_received_has_vetting",
                condition=Q(received_at=None, vetting="")
                | Q(received_at__isnull=False, vetting__in=["off", "operator", "agency"]),
            ),
            models.CheckConstraint(
                name="registration_decided_by_someone",
                condition=Q(state__in=["email_pending", "waiting"]) | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="registration_reasons_given",
                condition=~Q(state__in=["returned", "refused", "revoked"]) | ~Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="registration_approved_has_account",
                condition=~Q(state__in=["approved", "revoked"]) | Q(account__isnull=False, party__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_accepted_with_reason",
                condition=Q(accept_reason="") | Q(state__in=["approved", "revoked"]),
            ),
            models.CheckConstraint(name="registration_tax_code_shaped", condition=Q(tax_code__regex=TAX_CODE)),
            models.CheckConstraint(
                name="registration_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(
                    name="",
                    folded="",
                    email="",
                    email_skeleton="",
                    identity_index="",
                    person_index="",
                    tax_code="",
                    sealed="",
                    values={},
                ),
            ),
        ]

    @property
    def opens_account(self) -> bool:
        """Whether it asks for an account, or got one; not for one more organisation on an account that there was."""
        return self.account is None or self.account.created_at >= self.created_at
