"""Accounts, the people and organisations they act for, registrations, appointments and one-time links."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dvctt.accounts.credentials import password_forms, password_text
from dvctt.kernel import Role, clock, new_id

# An organisation's tax code, with the number of a branch or not, or a person's: the personal number.
TAX_CODE = r"^([0-9]{10}(-[0-9]{3})?|[0-9]{12})?$"


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its user name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Return the account of that user name; raises Account.DoesNotExist."""
        return self.get(username=(username or "").strip().lower())


class Account(AbstractBaseUser):
    """What signs in. A person who is both applicant and officer has two accounts (14.2)."""

    class Kind(models.TextChoices):
        """Whose account it is."""

        APPLICANT = "applicant"
        OFFICER = "officer"

    class State(models.TextChoices):
        """Pending until first access; suspended and cancelled do not sign in (13.1.b)."""

        PENDING = "pending"
        ACTIVE = "active"
        SUSPENDED = "suspended"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254, blank=True)
    email_skeleton = models.CharField(max_length=300, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    phone = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    language = models.CharField(max_length=2, default="vi")
    preferred_channel = models.CharField(max_length=5, default="email")
    created_at = models.DateTimeField(default=clock.now)
    details_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "kind", name="account_email_once_per_kind", condition=~Q(state="cancelled")
            ),
            models.CheckConstraint(
                name="account_username_plain", condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$")
            ),
            models.CheckConstraint(
                name="account_has_email", condition=Q(email__contains="@") | Q(erased_at__isnull=False)
            ),
            models.CheckConstraint(
                name="account_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(
                    state="cancelled",
                    email="",
                    email_skeleton="",
                    name="",
                    folded="",
                    phone="",
                    username__startswith="erased.",
                ),
            ),
            models.CheckConstraint(
                name="account_cancelled_when", condition=Q(cancelled_at=None) | Q(state="cancelled")
            ),
            models.CheckConstraint(name="account_kind_known", condition=Q(kind__in=["applicant", "officer"])),
            models.CheckConstraint(
                name="account_state_known", condition=Q(state__in=["pending", "active", "suspended", "cancelled"])
            ),
            models.CheckConstraint(name="account_language_known", condition=Q(language__in=["vi", "en"])),
            models.CheckConstraint(name="account_channel_known", condition=Q(preferred_channel__in=["email", "sms"])),
        ]
        indexes = [GinIndex(name="account_words", fields=["folded"], opclasses=["gin_trgm_ops"])]

    def set_password(self, raw_password: str | None) -> None:
        """Set the password in its one form; none makes it unusable."""
        super().set_password(None if raw_password is None else password_text(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, in its one form or, as older ones were set, as it was typed."""
        forms = password_forms(raw_password) if raw_password is not None else ()
        return any(super(Account, self).check_password(form) for form in forms)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the account may sign in; Django and allauth ask under this name."""
        return self.state == Account.State.ACTIVE

    def get_full_name(self) -> str:
        """Return the name of the person."""
        return self.name


class Party(models.Model):
    """A person or an organisation in whose name things are filed: the owner, never the account."""

    class Kind(models.TextChoices):
        """What it is."""

        INDIVIDUAL = "individual"
        ORGANISATION = "organisation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300, db_index=True)
    organisation_kind = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)
    identity_sealed = models.TextField(blank=True)
    identity_index = models.CharField(max_length=64, blank=True)
    tax_code = models.CharField(max_length=14, blank=True)
    establishment = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    representative_name = models.CharField(max_length=200, blank=True)
    representative_position = models.CharField(max_length=200, blank=True)
    representative_identity_sealed = models.TextField(blank=True)
    representative_identity_index = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "identity_index", name="party_identity_once", condition=Q(active=True) & ~Q(identity_index="")
            ),
            models.UniqueConstraint("tax_code", name="party_tax_code_once", condition=Q(active=True) & ~Q(tax_code="")),
            models.CheckConstraint(name="party_named", condition=~Q(name="") | Q(erased_at__isnull=False)),
            models.CheckConstraint(
                name="party_organisation_taxed",
                condition=~Q(kind="organisation", tax_code="") | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(
                name="party_erased_is_empty",
                condition=Q(erased_at=None)
                | Q(
                    active=False,
                    name="",
                    folded="",
                    identity_sealed="",
                    identity_index="",
                    tax_code="",
                    email="",
                    phone="",
                    representative_name="",
                    representative_identity_sealed="",
                    birth_date=None,
                    sex="",
                ),
            ),
            models.CheckConstraint(
                name="party_identity_sealed_and_indexed",
                condition=Q(identity_index="", identity_sealed="") | (~Q(identity_index="") & ~Q(identity_sealed="")),
            ),
            models.CheckConstraint(name="party_kind_known", condition=Q(kind__in=["individual", "organisation"])),
            models.CheckConstraint(name="party_tax_code_shaped", condition=Q(tax_code__regex=TAX_CODE)),
        ]
        indexes = [GinIndex(name="party_words", fields=["folded"], opclasses=["gin_trgm_ops"])]


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


class Registration(models.Model):
    """A request for an account, or for one more organisation on an account (8.1).

    `identity_index` is of the person for whom it is, `person_index` of who would hold the account, as a person or for
    an organisation. `accept_reason` is why it was accepted although a number was known; revoked is a grant that was
    taken back.
    """

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

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Party.Kind.choices)
    state = models.CharField(max_length=13, choices=State.choices, default=State.EMAIL_PENDING)
    values = models.JSONField()
    sealed = models.TextField()
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    email = models.EmailField(max_length=254, blank=True)
    email_skeleton = models.CharField(max_length=300, blank=True, db_index=True)
    identity_index = models.CharField(max_length=64, blank=True, db_index=True)
    person_index = models.CharField(max_length=64, blank=True, db_index=True)
    tax_code = models.CharField(max_length=14, blank=True, db_index=True)
    language = models.CharField(max_length=2, default="vi")
    agency = models.CharField(max_length=20, blank=True)
    vetting = models.CharField(max_length=8, choices=Vetting.choices, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    calendar = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=list)
    accept_reason = models.TextField(blank=True)
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


from dvctt.accounts.deputy_models import Deputyship, ServiceEnd  # noqa: E402
from dvctt.accounts.draft_models import FormDraft  # noqa: E402
from dvctt.accounts.life_models import ChangeRequest, Code, Demand, FactorReset, Suspension, Tombstone  # noqa: E402
from dvctt.accounts.membership_models import Invitation  # noqa: E402
from dvctt.accounts.proposal_models import Proposal  # noqa: E402
from dvctt.accounts.signin_models import DirectoryName, Session, SignIn  # noqa: E402
from dvctt.accounts.trial_models import Trial  # noqa: E402

__all__ = [
    "Account",
    "Appointment",
    "ChangeRequest",
    "Code",
    "Demand",
    "Deputyship",
    "DirectoryName",
    "FactorReset",
    "FormDraft",
    "Invitation",
    "Membership",
    "OneTimeLink",
    "Party",
    "Proposal",
    "Registration",
    "ServiceEnd",
    "Session",
    "SignIn",
    "Suspension",
    "Tombstone",
    "Trial",
]
