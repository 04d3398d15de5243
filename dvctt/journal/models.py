"""The tables of the journal; triggers make them append-only and let the database itself check each link."""

from django.db import models
from django.db.models import Q

from dvctt.journal.keying import FORMAT
from dvctt.kernel import clock, new_id

HASH = r"^[0-9a-f]{64}$"


class Head(models.Model):
    """The last link of a subject's chain: its row is the lock of every append, and may only move forward."""

    pk = models.CompositePrimaryKey("subject_kind", "subject_id")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="journal_head_empty_or_hash", condition=Q(seq=0, hash="") | Q(seq__gte=1, hash__regex=HASH)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.seq}"


class Entry(models.Model):
    """One act: `body` is canonical JSON, `hash` is SHA-256 over the previous hash and the body, `mac` proves it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    body = models.TextField()
    hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=72)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="journal_entry_once", fields=["subject_kind", "subject_id", "seq"]),
            models.CheckConstraint(name="journal_entry_seq_from_one", condition=Q(seq__gte=1)),
            models.CheckConstraint(name="journal_entry_hash_format", condition=Q(hash__regex=HASH)),
            models.CheckConstraint(name="journal_entry_mac_format", condition=Q(mac__regex=FORMAT)),
            models.CheckConstraint(
                name="journal_entry_subject_named", condition=~Q(subject_kind="") & ~Q(subject_id="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.seq}"


class Personal(models.Model):
    """The personal values of an entry, sealed, with the salts of their commitments; erasing empties the row."""

    entry = models.OneToOneField(Entry, primary_key=True, on_delete=models.PROTECT, related_name="personal")
    sealed = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="journal_personal_sealed_or_erased",
                condition=Q(erased_at__isnull=True) & ~Q(sealed="") | Q(erased_at__isnull=False, sealed=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.entry_id)


class Seal(models.Model):
    """Everything written since the seal before it, under one digest that a time stamp fixes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    count = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=72)
    token = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="journal_seal_not_empty", condition=Q(count__gte=1, number__gte=1)),
            models.CheckConstraint(name="journal_seal_digest_format", condition=Q(digest__regex=HASH)),
            models.CheckConstraint(name="journal_seal_mac_format", condition=Q(mac__regex=FORMAT)),
            models.CheckConstraint(
                name="journal_seal_chained", condition=Q(number=1, previous="") | Q(number__gt=1, previous__regex=HASH)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class SealItem(models.Model):
    """An entry as a seal found it; it names the entry by value, so that a deleted one is still named."""

    entry = models.UUIDField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="items")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    seq = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="journal_sealitem_once", fields=["subject_kind", "subject_id", "seq"]),
            models.CheckConstraint(name="journal_sealitem_hash_format", condition=Q(hash__regex=HASH)),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind}:{self.subject_id} {self.seq}"


class Look(models.Model):
    """Somebody of the staff looked at personal data: apart from the acts, and never changed.

    `part` is what of the subject was looked at, `unit` and `role` as what: empty for the whole and where none applies.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=400)
    part = models.CharField(max_length=80, blank=True, default="")
    unit = models.CharField(max_length=20, blank=True, default="")
    role = models.CharField(max_length=20, blank=True, default="")
    channel = models.CharField(max_length=12)
    address = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="journal_look_has_purpose", condition=~Q(purpose=""))]
        indexes = [
            models.Index(name="journal_look_subject", fields=["subject_kind", "subject_id", "at"]),
            models.Index(name="journal_look_actor", fields=["actor_id", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.subject_kind}:{self.subject_id}"


from dvctt.journal.security_models import SecurityEvent  # noqa: E402 - Django looks for every table here

__all__ = ["Entry", "Head", "Look", "Personal", "Seal", "SealItem", "SecurityEvent"]
