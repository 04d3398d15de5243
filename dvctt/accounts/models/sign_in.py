"""What is kept of sign-ins: each with its session, and the names of officials at the ministry's directory."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dvctt.kernel import Assurance, clock, new_id

METHOD = r"^(password|passkey|oidc:[a-z0-9-]+|other)(\+(totp|recovery|passkey))?$"


class SignIn(models.Model):
    """That an account signed in: when, how, with which assurance, from which device; only its end is added later."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField(default=clock.now)
    method = models.CharField(max_length=64)
    assurance = models.CharField(max_length=11, choices=[(one.value, one.value) for one in Assurance])
    device = models.CharField(max_length=60, blank=True)
    device_digest = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=43, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="signin_of_account")]
        constraints = [
            models.CheckConstraint(name="signin_method_known", condition=Q(method__regex=METHOD)),
            models.CheckConstraint(
                name="signin_assurance_known", condition=Q(assurance__in=[one.value for one in Assurance])
            ),
            models.CheckConstraint(
                name="signin_ended_by_someone",
                condition=Q(ended_at=None, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.CheckConstraint(name="signin_ends_later", condition=Q(ended_at=None) | Q(ended_at__gte=F("at"))),
        ]


class Session(AbstractBaseSession):
    """A browser's session; it knows the sign-in that it belongs to, so that it can be ended from elsewhere."""

    sign_in = models.UUIDField(null=True, db_index=True)


class DirectoryName(models.Model):
    """Under which name a provider of officials' sign-in knows the holder of an official account; entered beforehand."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="directory_names")
    provider = models.CharField(max_length=40)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint("provider", Lower("name"), name="directory_name_once"),
            models.UniqueConstraint("account", "provider", name="directory_name_one_each"),
            models.CheckConstraint(name="directory_name_given", condition=~Q(name="") & ~Q(provider="")),
        ]


__all__ = ["DirectoryName", "Session", "SignIn"]
