"""Accounts: what signs in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from dvctt.accounts.models.credentials import password_forms, password_text
from dvctt.kernel import clock, new_id


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
